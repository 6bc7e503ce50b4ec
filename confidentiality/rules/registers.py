"""How much of a register leaves the house at once (8.2.2): as much as of any list."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.refusal import Reason
from bizdept.web.lists.rules import Limits


def limits(on: date) -> Limits:
    """8.2.2: the numbers of the export rule on that day."""
    return Limits.on(on)


def most_at_once(on: date) -> int:
    """8.2.2: as many rows as leave without approval, and without a worker."""
    now = limits(on)
    return min(now.inline, now.approval)


def reasons_against_rows(count: int, has_more: bool, now: Limits, by: Actor) -> Iterable[Reason]:
    """8.2.2: a register is narrowed by its filters until it is no longer than what leaves at once."""
    most = min(now.inline, now.approval)
    if has_more or count > most or not now.comes_at_once(count, by.person):
        yield Reason("many", _("It is more than %d rows: narrow the days, or ask for one person.") % most)
