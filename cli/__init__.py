"""What the command lines share: errors, the main function, Ctrl-C, output."""
