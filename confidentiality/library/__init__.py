"""Texts that chapter 8 begins with."""
