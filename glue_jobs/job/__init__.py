"""What every Glue job has: arguments, session, log, metrics, summary."""
