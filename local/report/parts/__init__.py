"""The parts of the report, a module each: its sentence, its chart and its table."""
