"""From the bytes of a raw file to typed objects. Knows neither Spark nor storage."""
