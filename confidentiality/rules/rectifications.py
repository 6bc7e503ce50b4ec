"""What the regulation asks of what is to be put right (8.3.1, 8.3.2). Nothing here writes."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import working_days_between
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.numbers import value
from confidentiality.models import Rectification
from confidentiality.rules import incidents

RECTIFY = kind("confidentiality.rectify", gettext_lazy("put right what was found"), article="8.3.1", icon="tool")
RECHECK = kind(
    "confidentiality.recheck", gettext_lazy("check what was put right"), article="8.3.1", icon="clipboard-check"
)


def is_responsible(by: Actor, row: Rectification) -> bool:
    return by.person.pk == row.owner_id and by.on_behalf_of is None


def may_check(by: Actor, row: Rectification) -> bool:
    """8.3.1, 8.3.2: the officer, or whoever handles the leak; never who put it right or answers for it."""
    if by.on_behalf_of is not None or by.is_any_of(row.owner_id, row.done_by_id):
        return False
    if row.incident is not None:
        return incidents.may_handle(by, row.incident)
    return by.holds(Post.OFFICER) or by.person.pk == row.set_by_id


def checker_of(row: Rectification) -> Bearer | None:
    """Who owes the second look: whoever set it, while they may; else another officer, else a leader."""
    found = [row.set_by, *User.objects.holding(Post.OFFICER).order_by("pk"), *User.objects.holding(Post.LEADER)]
    fit = (one for one in found if one.is_active and may_check(Actor(one), row))
    return next((Bearer(one.pk) for one in fit), None)


def responsible_for(row: Rectification) -> Bearer | None:
    return Bearer(row.owner_id)


def days_left(row: Rectification, on: date) -> int:
    """How many working days are left until the day that was set."""
    return working_days_between(on, row.due_on, SpecialDay.objects.as_mapping())


def recheck_days(row: Rectification, on: date) -> int:
    """8.3.1: in how many working days somebody looks whether it is right."""
    return int(value("inspections.recheck_days", on))


def reasons_against_setting(person: User, due_on: date, by: Actor, on: date) -> Iterable[Reason]:
    """8.3.1: somebody who is here, other than whoever sets and checks it; in time."""
    if not person.is_active:
        yield Reason("left", _("%s has left.") % person, "person")
    if by.is_any_of(person.pk):
        yield Reason("self", _("Somebody else puts it right: you look whether it is."), "person")
    if due_on < on:
        yield Reason("past", _("That day is over."), "due_on")


def reasons_against_taking(row: Rectification, to: User) -> Iterable[Reason]:
    """8.3.1, 8.3.3: nobody puts right what they set, for they look whether it is right."""
    if to.pk == row.set_by_id:
        yield Reason("set", _("%s looks whether it is put right.") % to)
