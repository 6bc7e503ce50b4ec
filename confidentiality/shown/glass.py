"""What the pages of emergencies show (8.2.2): numbers and levels, and for the leader what is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from bizdept.access.doors import may_see
from bizdept.access.labels import numbers_of
from bizdept.duties.models import Duty
from bizdept.people.clock import today
from bizdept.people.models import Post, User
from bizdept.remembered import Remembered
from bizdept.web.questions import Alert
from confidentiality.models import BreakGlass
from confidentiality.rules import glass as rules

SIZE = 50


@dataclass(frozen=True)
class Row:
    """One emergency, and the number of what it opened."""

    broken: BreakGlass
    number: str


@dataclass(frozen=True)
class Page:
    """Some emergencies, newest first, and whether there are more."""

    rows: list[Row]
    number: int
    has_next: bool


def page(person: User, states: list[str], number: int, at: datetime) -> Page:
    rows = BreakGlass.objects.visible_to(person, at).in_state(states).order_by("-opened_on", "-pk")
    start = (number - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    labels = [label_about(one) for one in found]
    numbers = numbers_of(labels)
    told = [Row(one, numbers.get(label, "—")) for one, label in zip(found, labels, strict=True)]
    return Page(told[:SIZE], number, len(found) > SIZE)


def label_about(broken: BreakGlass) -> str:
    return f"{broken.about_type.app_label}.{broken.about_type.model}:{broken.about_id}"


def beside(broken: BreakGlass, person: User, at: datetime) -> dict:
    """The number of what was opened, and the record itself for whoever may look at it; how often it was looked at."""
    record: Any = broken.about
    is_running = broken.since <= at < broken.until
    by_glass = person.pk == broken.owner_id and rules.running(person, record, at, timezone.localdate(at)) is not None
    return {
        "number": record.reference(),
        "about": record if by_glass or may_see(person, record, at) else None,
        "is_running": is_running,
        "looks": broken.looks().count(),
        "duty": Duty.objects.about(broken).filter(kind=rules.DUTY.name).first(),
    }


reviews = Remembered(
    lambda: list(Duty.objects.open().filter(kind=rules.DUTY.name).values_list("due_on", "hidden_from"))
)


def late_for(user: User) -> Alert | None:
    """8.2.2: a review that is late stands in red before the leader, on each page. For leaders alone."""
    if not user.holds(Post.LEADER):
        return None
    count = sum(due_on < today() and hidden_from != user.pk for due_on, hidden_from in reviews())
    said = ngettext("The review of %d emergency is late.", "The review of %d emergencies is late.", count)
    return Alert("bad", said % count, "/confidentiality/glass/") if count else None
