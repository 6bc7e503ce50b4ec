"""The records of chapter 8."""

from confidentiality.models.alerts import AccessAlert, LogWatch
from confidentiality.models.requests import AccessRequest
from confidentiality.models.reviews import ConfirmedGrant, GrantReview

__all__ = ["AccessAlert", "AccessRequest", "ConfirmedGrant", "GrantReview", "LogWatch"]
