"""The records of chapter 8."""

from confidentiality.models.incidents import Incident, IncidentWord, Involved, ProposedSanction
from confidentiality.models.inspections import Area, Checklist, Inspection, Rhythm
from confidentiality.models.papers import Paper, PaperNumber, StockLine, Stocktaking
from confidentiality.models.rectifications import Rectification
from confidentiality.models.reports import MonthlyReport
from confidentiality.models.requests import AccessRequest

__all__ = [
    "AccessRequest", "Area", "Checklist", "Incident", "IncidentWord", "Inspection", "Involved", "MonthlyReport",
    "Paper", "PaperNumber", "ProposedSanction", "Rectification", "Rhythm", "StockLine", "Stocktaking",
]  # fmt: skip
