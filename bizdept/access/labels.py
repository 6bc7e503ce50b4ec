"""What the chain's labels stand for: a record's number for everybody, the record itself for whoever may see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps

from bizdept.access.models import Guarded

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PEOPLE = "people."  # lines about somebody, and not about a record
REGISTERS: dict[str, "StrOrPromise"] = {}  # what leaves as a list and is no model's, by its name in the chain


def kind_in_words(kind: str) -> str:
    """What a list was of: records of a kind, or a register. Empty for what nobody has a word for."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return str(REGISTERS.get(kind, ""))


def parted(labels: Iterable[str]) -> dict[type[Guarded], list[int]]:
    """The ids of the guarded records among these labels, by their model."""
    found: dict[type[Guarded], list[int]] = {}
    for label in dict.fromkeys(labels):
        kind, _colon, pk = label.partition(":")
        model = model_of(kind)
        if model is not None and pk.isdecimal():
            found.setdefault(model, []).append(int(pk))
    return found


def model_of(kind: str) -> type[Guarded] | None:
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, Guarded) else None


def numbers_of(labels: Iterable[str]) -> dict[str, str]:
    """The number by which each record may be called, whoever may see it. One query a model."""
    found: dict[str, str] = {}
    for model, ids in parted(labels).items():
        rows: Any = model._base_manager.filter(pk__in=ids).only(*model.named_by)
        found |= {f"{model._meta.label_lower}:{row.pk}": row.reference() for row in rows}
    return found


def open_among(labels: Iterable[str], person, at: datetime) -> dict[str, Any]:
    """Those of these records that the person may see at that moment, by their labels. One query a model."""
    found: dict[str, Any] = {}
    for model, ids in parted(labels).items():
        rows: Any = model.objects
        found |= {f"{model._meta.label_lower}:{pk}": row for pk, row in rows.among(person, ids, at).items()}
    return found
