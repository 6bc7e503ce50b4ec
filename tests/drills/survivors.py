"""The guards that no test misses, each with the reason why none can."""

KNOWN: dict[str, str] = {}
