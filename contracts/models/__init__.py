"""Contracts, what they begin with, and how they were signed."""

from contracts.models.contracts import (
    ANNEX,
    ANNEXES,
    CENT,
    NDA,
    Contract,
    ContractClause,
    ContractGrant,
    Instalment,
    Item,
)
from contracts.models.library import Kind, LibraryClause, ReviewPolicy, library
from contracts.models.signing import Signing

__all__ = [
    "ANNEX",
    "ANNEXES",
    "CENT",
    "Contract",
    "ContractClause",
    "ContractGrant",
    "Instalment",
    "Item",
    "Kind",
    "LibraryClause",
    "NDA",
    "ReviewPolicy",
    "Signing",
    "library",
]
