"""The lists of chapter 8."""

from confidentiality.listing.incidents import INCIDENTS
from confidentiality.listing.inspections import INSPECTIONS
from confidentiality.listing.papers import PAPERS, REGISTER, STOCKTAKINGS
from confidentiality.listing.rectifications import RECTIFICATIONS
from confidentiality.listing.reports import SUPERVISION
from confidentiality.listing.requests import REQUESTS

__all__ = [
    "INCIDENTS", "INSPECTIONS", "PAPERS", "RECTIFICATIONS", "REGISTER", "REQUESTS", "STOCKTAKINGS", "SUPERVISION",
]  # fmt: skip
