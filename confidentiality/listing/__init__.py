"""The lists of chapter 8."""

from confidentiality.listing.incidents import INCIDENTS
from confidentiality.listing.rectifications import RECTIFICATIONS
from confidentiality.listing.requests import REQUESTS

__all__ = ["INCIDENTS", "RECTIFICATIONS", "REQUESTS"]
