"""What chapter 8 asks."""
