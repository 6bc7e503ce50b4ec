"""Chapter performance: nothing here yet."""
