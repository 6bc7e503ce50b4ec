"""The lists of chapter 8."""

from confidentiality.listing.hand_overs import HAND_OVERS
from confidentiality.listing.ndas import NDAS
from confidentiality.listing.requests import REQUESTS

__all__ = ["HAND_OVERS", "NDAS", "REQUESTS"]
