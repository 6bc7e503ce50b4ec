"""Chapter projects: nothing here yet."""
