"""The records of chapter 8."""

from confidentiality.models.incidents import Incident, IncidentWord, Involved, ProposedSanction
from confidentiality.models.inspections import Area, Checklist, Inspection, Rhythm
from confidentiality.models.rectifications import Rectification
from confidentiality.models.requests import AccessRequest

__all__ = [
    "AccessRequest", "Area", "Checklist", "Incident", "IncidentWord", "Inspection", "Involved", "ProposedSanction",
    "Rectification", "Rhythm",
]  # fmt: skip
