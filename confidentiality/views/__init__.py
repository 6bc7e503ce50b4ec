"""The pages of chapter 8."""
