"""The lists of chapter 8."""

from confidentiality.listing.hand_overs import HAND_OVERS
from confidentiality.listing.incidents import INCIDENTS
from confidentiality.listing.inspections import INSPECTIONS
from confidentiality.listing.materials import LIBRARY, READINGS, ROUNDS
from confidentiality.listing.ndas import NDAS
from confidentiality.listing.papers import PAPERS, REGISTER, STOCKTAKINGS
from confidentiality.listing.personal import PERSONAL
from confidentiality.listing.rectifications import RECTIFICATIONS
from confidentiality.listing.reports import SUPERVISION
from confidentiality.listing.requests import REQUESTS

__all__ = [
    "HAND_OVERS", "INCIDENTS", "INSPECTIONS", "LIBRARY", "NDAS", "PAPERS", "PERSONAL", "READINGS",
    "RECTIFICATIONS", "REGISTER", "REQUESTS", "ROUNDS", "STOCKTAKINGS", "SUPERVISION",
]  # fmt: skip
