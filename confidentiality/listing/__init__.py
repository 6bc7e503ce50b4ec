"""The lists of chapter 8."""

from confidentiality.listing.ndas import NDAS
from confidentiality.listing.requests import REQUESTS

__all__ = ["NDAS", "REQUESTS"]
