"""The lists of chapter 8."""

from confidentiality.listing.requests import REQUESTS

__all__ = ["REQUESTS"]
