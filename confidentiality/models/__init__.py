"""The records of chapter 8."""

from confidentiality.models.ndas import Nda, NdaText
from confidentiality.models.requests import AccessRequest

__all__ = ["AccessRequest", "Nda", "NdaText"]
