"""The records of chapter 8."""

from confidentiality.models.alerts import AccessAlert, LogWatch
from confidentiality.models.glass import BreakGlass
from confidentiality.models.hand_overs import HandOver, LeaversCheck, Passed, Successor
from confidentiality.models.incidents import Incident, IncidentWord, Involved, ProposedSanction
from confidentiality.models.inspections import Area, Checklist, Inspection, Rhythm
from confidentiality.models.materials import Material, MaterialGrant, MaterialVersion
from confidentiality.models.ndas import Nda, NdaText
from confidentiality.models.papers import Paper, PaperNumber, StockLine, Stocktaking
from confidentiality.models.personal import DataRequest
from confidentiality.models.readings import Reading, ReadingRound
from confidentiality.models.rectifications import Rectification
from confidentiality.models.reports import MonthlyReport
from confidentiality.models.requests import AccessRequest
from confidentiality.models.reviews import ConfirmedGrant, GrantReview

__all__ = [
    "AccessAlert", "AccessRequest", "Area", "BreakGlass", "Checklist", "ConfirmedGrant", "DataRequest",
    "GrantReview", "HandOver", "Incident", "IncidentWord", "Inspection", "Involved", "LeaversCheck", "LogWatch",
    "Material", "MaterialGrant", "MaterialVersion", "MonthlyReport", "Nda", "NdaText", "Paper", "PaperNumber",
    "Passed", "ProposedSanction", "Reading", "ReadingRound", "Rectification", "Rhythm", "StockLine", "Stocktaking",
    "Successor",
]  # fmt: skip
