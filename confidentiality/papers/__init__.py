"""What chapter 8 prints."""
