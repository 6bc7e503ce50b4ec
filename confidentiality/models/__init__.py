"""The records of chapter 8."""

from confidentiality.models.hand_overs import HandOver, LeaversCheck, Passed, Successor
from confidentiality.models.incidents import Incident, IncidentWord, Involved, ProposedSanction
from confidentiality.models.inspections import Area, Checklist, Inspection, Rhythm
from confidentiality.models.ndas import Nda, NdaText
from confidentiality.models.papers import Paper, PaperNumber, StockLine, Stocktaking
from confidentiality.models.rectifications import Rectification
from confidentiality.models.reports import MonthlyReport
from confidentiality.models.requests import AccessRequest

__all__ = [
    "AccessRequest", "Area", "Checklist", "HandOver", "Incident", "IncidentWord", "Inspection", "Involved",
    "LeaversCheck", "MonthlyReport", "Nda", "NdaText", "Paper", "PaperNumber", "Passed", "ProposedSanction",
    "Rectification", "Rhythm", "StockLine", "Stocktaking", "Successor",
]  # fmt: skip
