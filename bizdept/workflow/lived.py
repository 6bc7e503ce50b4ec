"""What records have lived through, written in bulk with its lines in the chain: versions, rounds, opinions, moves."""

from collections.abc import Callable, Sequence
from typing import Any

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.people.lived import lay
from bizdept.workflow.models import MoveLog, Opinion, ReviewRound, Version

Who = Callable[[int], Actor]  # (number of a person): as who they acted
Of = Callable[[Any], Any]  # (row): the record that it is about, without a query


def keep_versions(versions: Sequence[Version], *, of: Of, who: Who) -> list[Version]:
    """Write what was frozen. Inside `sealed()`, as all here."""
    kept = lay(versions)
    for row in kept:
        note("record", "version.freeze", of(row), by=who(row.frozen_by_id), row=row, sha256=row.sha256)
    return kept


def keep_rounds(rounds: Sequence[ReviewRound], opinions: Sequence[Opinion], *, of: Of, who: Who) -> None:
    """Write rounds and the opinions in them, those that are awaited too."""
    lay(rounds)
    for opinion in opinions:
        opinion.round = opinion.round  # its number is known now
    for row in lay(opinions):
        if row.verdict and row.by_id:
            told: dict[str, Any] = {"row": row, "sha256": row.round.version.sha256}
            note("opinion", f"opinion.{row.verdict}", of(row), by=who(row.by_id), **told)


def keep_moves(logs: Sequence[MoveLog], *, of: Of, who: Who) -> None:
    """Write moves that were made; the last one of a record must lead where it is."""
    for row in lay(logs):
        record = of(row)
        name = f"{record._meta.app_label}.{row.move}"
        note("move", name, record, by=who(row.by_id), row=row, to=row.target)
