"""The smoke test of a deployed stack: one small invented playlist goes the whole way."""
