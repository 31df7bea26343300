"""The Glue jobs: raw playlist files become Iceberg tables in the Data Catalog.

``load_playlists`` and ``maintain_tables`` are the entry scripts; everything else is imported by
them, on the driver and in Spark's Python workers.
"""
