"""The Iceberg catalog and MERGE. The only package that calls JVM internals."""
