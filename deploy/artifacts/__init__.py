"""What is deployed, built on this machine."""
