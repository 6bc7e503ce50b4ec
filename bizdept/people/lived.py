"""Records that have lived before they came here, with each line of their history: volume data, another system's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from bizdept.people import bulk

Record = TypeVar("Record", bound=models.Model)
MARKS = ("history_date", "history_type", "history_user_id", "history_change_reason")


@dataclass(frozen=True)
class Saved:
    """One earlier save of a record: when, by whom, with which reason, and what was otherwise then than now."""

    at: datetime
    person_id: int
    reason: str
    otherwise: Mapping[str, Any] = field(default_factory=dict)  # by column: customer_id, not customer


def lay(rows: Sequence[Record]) -> list[Record]:
    """Insert many rows of one model that keeps no history, inside `sealed()`, and return them with their ids.

    Raises TypeError for an audited model: its rows come by `keep_many` or `keep_lived`.
    """
    if rows and hasattr(type(rows[0]), "history"):
        raise TypeError(f"{type(rows[0]).__name__} keeps a history.")
    if rows:
        bulk.insert_rows(rows)
    return list(rows)


def keep_lived(records: Sequence[Record], lives: Sequence[Sequence[Saved]]) -> list[Record]:
    """Insert new records as they are now, inside `sealed()`, each with one line of history for each save of its life.

    The first save of a life made the record, the others changed it. What `save` derives, the caller derives before.
    """
    if not records:
        return []
    model: Any = type(records[0])
    bulk.insert_rows(records)
    past = model.history.model
    fields = {f.attname: f for f in past.tracked_fields} | {
        n: past._meta.get_field(n.removesuffix("_id")) for n in MARKS
    }
    ways = {name: bulk.prepare(one) for name, one in fields.items()}
    lines = (line for record, life in zip(records, lives, strict=True) for line in lines_of(record, life, ways))
    bulk.write(past, list(fields.values()), lines)
    return list(records)


def lines_of(record: models.Model, life: Sequence[Saved], ways: Mapping[str, bulk.Prepare]) -> Iterator[list]:
    """The lines of one record's history, in their order, as the database takes them."""
    now = {name: way(record.__dict__[name]) for name, way in ways.items() if name not in MARKS}
    for place, save in enumerate(life):
        then = {name: ways[name](value) for name, value in save.otherwise.items()}
        marks = (save.at, "~" if place else "+", save.person_id, save.reason)
        told = {name: ways[name](value) for name, value in zip(MARKS, marks, strict=True)}
        yield list((now | then | told).values())
