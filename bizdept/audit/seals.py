"""Rows that the chain vouches for: a line about one carries a digest of what the row then said.

A model says so by two attributes: `sealed_fields`, the columns that are covered, to which later ones are only added at
the end (a line remembers how many it covered), and `sealed_when`, a Q: from when on a row must stand in the chain.
The digest is keyed, so that nobody guesses a short remark from it; no text of a row enters the chain itself.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import models

BATCH = 500
DIGITS = 32


def label_of(row: Any) -> str:
    """What a line calls a row or a record: app.model:id."""
    return f"{row._meta.label_lower}:{row.pk}"


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if hasattr(model, "sealed_fields") and not model._meta.proxy]


def digest(values: Iterable[Any], key: bytes) -> str:
    """HMAC-SHA-256 over the values in canonical JSON, cut to 128 bits."""
    text = CANONICAL.encode(list(values))
    return hmac.digest(key, b"row " + text.encode(), "sha256").hex()[:DIGITS]


def plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


CANONICAL = json.JSONEncoder(default=plain, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def digests(labels: Iterable[str], key: bytes) -> dict[str, tuple[int, str]]:
    """How many fields, and the digest of each of these rows as the tables have them now. A query per model."""
    wanted: dict[str, list[int]] = {}
    for label in labels:
        kind, _colon, pk = label.partition(":")
        wanted.setdefault(kind, []).append(int(pk))
    found = {}
    for name, pks in wanted.items():
        model: Any = apps.get_model(name)
        fields = model.sealed_fields
        for start in range(0, len(pks), BATCH):
            rows = model._base_manager.filter(pk__in=pks[start : start + BATCH])
            for pk, *values in rows.values_list("pk", *fields):
                found[f"{name}:{pk}"] = (len(fields), digest(values, key))
    return found


def rows_of(model) -> Iterator[tuple[str, list[Any]]]:
    """Every row of a sealed model that must stand in the chain, with the values of its covered fields."""
    rows = model._base_manager.filter(model.sealed_when).order_by("pk")
    for pk, *values in rows.values_list("pk", *model.sealed_fields).iterator(chunk_size=5000):
        yield f"{model._meta.label_lower}:{pk}", values
