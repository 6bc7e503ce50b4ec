"""Chapter training: nothing here yet."""
