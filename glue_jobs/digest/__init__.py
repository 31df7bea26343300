"""The digest of a playlist's changes: computed and put into text. No Spark, no AWS."""
