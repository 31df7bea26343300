"""What a Glue job is, whatever it does: arguments, session, log, metrics."""
