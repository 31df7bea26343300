"""The digest of a playlist's changes: computed, described in text, published. No Spark."""
