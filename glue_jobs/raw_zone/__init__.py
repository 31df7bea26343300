"""Storage of raw files: a folder or an S3 bucket behind one protocol."""
