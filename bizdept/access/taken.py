"""The register of what left the house, and the mark that it carries: name, time, trace (8.2.2)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bizdept.access.levels import Level
from bizdept.access.models import Guarded, Taken
from bizdept.audit.seals import label_of
from bizdept.people.actor import Actor

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
LENGTH = 8
MARKED_FROM = Level.CONFIDENTIAL  # 8.2.2: papers and lists of this level or above carry the mark


@dataclass(frozen=True)
class Mark:
    """Who took something, when, and the trace by which it is found again."""

    who: str
    at: datetime
    trace: str

    def __str__(self) -> str:
        return f"{self.who} · {timezone.localtime(self.at):%Y-%m-%d %H:%M} · {self.trace}"


def new_mark(by: Actor, at: datetime) -> Mark:
    """A mark that nothing carries yet: eight signs by lot, 39 bits."""
    drawn = "".join(secrets.choice(SIGNS) for _n in range(LENGTH))
    return Mark(str(by), at, f"{drawn[:4]}-{drawn[4:]}")


def enter(mark: Mark, how: str, *, by: Actor, sha256: str, record: Guarded | str, **facts) -> Taken:
    """Write down inside `sealed()` what somebody takes; whoever calls notes the line that vouches for the row.

    `facts` are level, part, rows, conditions; of a list `record` is its kind of records as the chain names them.
    """
    if isinstance(record, str):
        facts["record"] = record
    else:
        facts |= {"record": label_of(record), "number": record.reference()}
    facts["conditions"] = facts.get("conditions", "")[:1000]
    facts |= {"trace": mark.trace, "at": mark.at, "how": how, "sha256": sha256}
    return Taken.objects.create(person=by.person, address=by.address, **facts)
