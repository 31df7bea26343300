"""Run the Glue jobs on a Spark of this machine."""
