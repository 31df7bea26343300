"""One batch of raw files: read it, keep the newest row per id, merge it into all tables."""
