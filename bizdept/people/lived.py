"""Records that have lived before they came here, with each line of their history: volume data, another system's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

Record = TypeVar("Record", bound=models.Model)
BATCH = 2000  # rows in one statement


@dataclass(frozen=True)
class Saved:
    """One earlier save of a record: when, by whom, with which reason, and what was otherwise then than now."""

    at: datetime
    person_id: int
    reason: str
    otherwise: Mapping[str, Any] = field(default_factory=dict)  # by column: customer_id, not customer


def keep_lived(records: Sequence[Record], lives: Sequence[Sequence[Saved]]) -> list[Record]:
    """Insert new records as they are now, inside `sealed()`, each with one line of history for each save of its life.

    The first save of a life made the record, the others changed it. What `save` derives, the caller derives before.
    """
    if not records:
        return []
    model: Any = type(records[0])
    kept = model._base_manager.bulk_create(records, batch_size=BATCH)
    past = model.history.model
    lines = [line for record, life in zip(kept, lives, strict=True) for line in lines_of(past, record, life)]
    past._base_manager.bulk_create(lines, batch_size=BATCH)
    return kept


def lines_of(past: Any, record: models.Model, life: Sequence[Saved]) -> list:
    """The lines of one record's history, in their order."""
    now = {name: record.__dict__[name] for name in columns_of(past)}
    return [
        past(
            **now | dict(save.otherwise), history_date=save.at, history_type="~" if place else "+",
            history_user_id=save.person_id, history_change_reason=save.reason,
        )
        for place, save in enumerate(life)
    ]  # fmt: skip


def columns_of(past: Any) -> list[str]:
    """The columns of the record that its history keeps."""
    return [tracked.attname for tracked in past.tracked_fields]
