"""The records of chapter 8."""

from confidentiality.models.hand_overs import HandOver, LeaversCheck, Passed, Successor
from confidentiality.models.ndas import Nda, NdaText
from confidentiality.models.requests import AccessRequest

__all__ = ["AccessRequest", "HandOver", "LeaversCheck", "Nda", "NdaText", "Passed", "Successor"]
