"""The deeds of chapter 8 that are no moves."""
