"""What the clock does in chapter 8."""
