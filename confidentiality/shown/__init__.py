"""What stands beside chapter 8's records."""
