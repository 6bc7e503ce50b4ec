"""The lists of chapter 8."""

from confidentiality.listing.incidents import INCIDENTS
from confidentiality.listing.inspections import INSPECTIONS
from confidentiality.listing.rectifications import RECTIFICATIONS
from confidentiality.listing.requests import REQUESTS

__all__ = ["INCIDENTS", "INSPECTIONS", "RECTIFICATIONS", "REQUESTS"]
