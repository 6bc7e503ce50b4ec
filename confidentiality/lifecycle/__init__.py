"""The lives of chapter 8's records."""
