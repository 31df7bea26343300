"""Import older raw files into the raw zone."""
