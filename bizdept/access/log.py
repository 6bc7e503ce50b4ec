"""Write down who looked, took away, or was refused (8.2.2). Each line is part of the audit chain."""

from bizdept.access.levels import LOGGED_FROM
from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor


def look(record: Guarded, *, by: Actor, what: str = "open", always: bool = False, **data) -> None:
    """Note that somebody opened a record fetched by `with_rights`, by which right.

    Below `confidential` only what leaves the house is noted.

    `what` is open, brief, file, print, unmask, history, readers or version; `always` notes it whatever the level.
    """
    if always or record.level >= LOGGED_FROM:
        with sealed():
            rights = ",".join(sorted(record.rights))
            note("look", f"look.{what}", record, by=by, level=record.level, right=rights, **data)


def refused(record, *, by: Actor, what: str) -> None:
    """Note a refusal, in a transaction of its own: the refused one has rolled back."""
    with sealed():
        note("refusal", what, record, by=by)
