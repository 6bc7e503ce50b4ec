"""Write down who looked, took away, or was refused (8.2.2). Each line is part of the audit chain."""

from collections.abc import Iterable
from typing import Any

from bizdept.access.levels import LOGGED_FROM, Level
from bizdept.access.models import Guarded
from bizdept.access.pace import refuse_if_stopped, watch
from bizdept.access.taken import Mark, enter
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor


def look(
    record: Guarded, *, by: Actor, what: str = "open", always: bool = False, level: int | None = None, **data
) -> None:
    """Note that somebody opened a record fetched by `with_rights`, by which right.

    Below `confidential` only what leaves the house is noted, and what an emergency opens. `what` is open, brief, file,
    print, unmask, history, readers or version; `always` notes it whatever the level, and `level` is that of a part,
    where it is another than the record's. Raises pace.Stopped for whoever has opened too many.
    """
    if always or record.is_by_glass or record.level >= LOGGED_FROM:
        refuse_if_stopped(by)
        with sealed():
            note_look(record, by=by, what=what, level=record.level if level is None else level, **data)
        watch(by, moment())


def note_look(record: Guarded, *, by: Actor, what: str, level: int, **data) -> None:
    """The line itself, inside `sealed()`."""
    note("look", f"look.{what}", record, by=by, level=level, right=",".join(sorted(record.rights)), **data)


def take(
    record: Guarded, mark: Mark, how: str, *, by: Actor, sha256: str, level: int, part: int | None = None, **data
) -> None:
    """Note that a file or a paper of a record leaves the house in somebody's hands: a line, and a row of the register.

    `how` is one of Taken.How; `part` the number of the file or of the version, `level` that of what is taken. Whoever
    is stopped is judged before the seal, which would take back the line that says so; and counted after it, when the
    line of this is there. Raises pace.Stopped.
    """
    refuse_if_stopped(by)
    with sealed():
        row = enter(mark, how, by=by, sha256=sha256, record=record, part=part, level=level)
        note_look(record, by=by, what=how, level=level, row=row, trace=mark.trace, sha256=sha256, **data)
    watch(by, moment())


def take_list(
    what: str, kind: str, mark: Mark, how: str, *, by: Actor, sha256: str, level: int, rows: int
) -> None:  # fmt: skip
    """The same of a list of records of one kind (app.model): `what` is the name of the look, `level` the highest in
    it. Raises pace.Stopped."""
    refuse_if_stopped(by)
    with sealed():
        row = enter(mark, how, by=by, sha256=sha256, record=kind, level=level, rows=rows)
        note(
            "look", f"look.{what}", by.person, by=by, row=row, rows=rows, level=level, trace=mark.trace, sha256=sha256
        )


def searched(records: Iterable[Guarded], *, by: Actor) -> None:
    """8.2.2: that a search has found core secrets is noted by their ids alone, whatever was looked for."""
    found = [f"{record._meta.label_lower}:{record.pk}" for record in records if record.level >= Level.CORE]
    if found:
        with sealed():
            note("look", "look.search", by.person, by=by, hits=found)


def read(what: str, *, by: Actor, **data) -> None:
    """8.2.2: reading a register is itself noted: the log, the grants, what left the house. `data` says which
    conditions were asked for, in codes, days and numbers."""
    with sealed():
        note("look", f"look.{what}", by.person, by=by, **data)


def refused(record, *, by: Actor, what: str) -> None:
    """Note a refusal, in a transaction of its own: the refused one has rolled back."""
    level: dict[str, Any] = {"level": record.level} if isinstance(record, Guarded) else {}
    with sealed():
        note("refusal", what, record, by=by, **level)
