"""Chapter research: nothing here yet."""
