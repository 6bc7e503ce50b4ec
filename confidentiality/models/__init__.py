"""The records of chapter 8."""

from confidentiality.models.alerts import AccessAlert, LogWatch
from confidentiality.models.requests import AccessRequest

__all__ = ["AccessAlert", "AccessRequest", "LogWatch"]
