"""Chapter confidentiality: nothing here yet."""
