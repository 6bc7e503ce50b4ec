"""What chapter 8's lists show."""
