"""What the command lines share: errors, the main function, output."""
