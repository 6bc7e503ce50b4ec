"""When looking and taking goes beyond the measure, and who looks into it (8.2.2). Nothing here writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from bizdept.calendar.rules import SHANGHAI, Special, is_working
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post, User
from bizdept.regulation.claims import claim
from confidentiality.models import AccessAlert

claim("8.2.2", by="confidentiality.beyond", kind="rule")
claim("8.2.2", by="confidentiality.watch", kind="job")

DUTY = kind("confidentiality.alert", gettext_lazy("look into an alert"), article="8.2.2", icon="alert-triangle")
MORNING, NIGHT = 6, 22  # o'clock: before the one and from the other on the hour is odd
LEAVES_WITHIN = timedelta(days=60)
NOTHING = (0, datetime.min.replace(tzinfo=UTC))  # no line yet
K = AccessAlert.Kind


@dataclass
class Tally:
    """What somebody did within an hour: which records they opened, how many lists they took, how often refused."""

    records: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)  # records opened at an odd moment
    lists: int = 0
    odd_lists: int = 0
    refusals: int = 0
    is_stopped: bool = False
    is_leaving: bool = False
    first: tuple[int, datetime] = NOTHING  # the oldest line and its moment
    last: tuple[int, datetime] = NOTHING

    def reach(self, seq: int, at: datetime) -> None:
        """Lines are counted from the oldest on."""
        self.first, self.last = self.first if self.first[0] else (seq, at), (seq, at)


@dataclass(frozen=True)
class Beyond:
    """What went beyond which number."""

    kind: str
    count: int
    limit: int


def beyond(tally: Tally, limits: dict[str, Any]) -> Iterator[Beyond]:
    """8.2.2: more records, lists or refusals in an hour than the numbers say; by night, on days off and from whoever
    is leaving fewer records are many, and any list is told of."""

    def most(name: str) -> int:
        return int(limits[f"access.{name}_per_hour"])

    counted = [
        (K.VIEWS, len(tally.records), most("views")),
        (K.EXPORTS, tally.lists, most("exports")),
        (K.REFUSALS, tally.refusals, most("refusals")),
        (K.ODD, len(tally.odd), most("odd_views")),
    ]
    if tally.is_leaving:
        counted.append((K.LEAVING, len(tally.records), most("odd_views")))
    for name, count, limit in counted:
        if count > limit:
            yield Beyond(name, count, limit)
    if tally.odd_lists and len(tally.odd) <= most("odd_views"):
        yield Beyond(K.ODD, tally.odd_lists, 0)
    if tally.is_leaving and tally.lists and len(tally.records) <= most("odd_views"):
        yield Beyond(K.LEAVING, tally.lists, 0)
    if tally.is_stopped:
        yield Beyond(K.STOPPED, len(tally.records), most("stop_views"))


def is_odd(moment: datetime, special: Special) -> bool:
    """8.2.2: by night, and on days on which nobody works."""
    here = moment.astimezone(SHANGHAI)
    return not MORNING <= here.hour < NIGHT or not is_working(here.date(), special)


def leaves(person: User, appointments: Iterable[Appointment], on: date) -> bool:
    """8.2.2: whoever has left, or whose last post ends within 60 days."""
    held = [row for row in appointments if row.ended_on is None or row.ended_on > on]
    ends = [row.ended_on for row in held]
    return not person.is_active or not held or all(end is not None and end <= on + LEAVES_WITHIN for end in ends)


def is_officers(alert: AccessAlert) -> bool:
    return alert.person.holds(Post.OFFICER)


def may_look_into(by: Actor, alert: AccessAlert) -> bool:
    """8.2.2: the officer; about an officer the leader, or the chief above. Nobody into their own."""
    above = is_officers(alert) and by.holds(Post.CHIEF, Post.LEADER, within=alert.department_id)
    return (by.holds(Post.OFFICER) or above) and not by.is_any_of(alert.person_id)


def bearer_of(alert: AccessAlert) -> Bearer:
    """Who owes it: the officer; about an officer the leader."""
    post = Post.LEADER if is_officers(alert) else Post.OFFICER
    return Bearer(post=post, department_id=alert.department_id)
