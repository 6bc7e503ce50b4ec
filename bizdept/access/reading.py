"""To whom a record is open, and why: asked of the doors themselves, for each account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bizdept.access.doors import rights_to
from bizdept.access.grants import grant_model
from bizdept.access.models import Grant, Guarded
from bizdept.people.models import User

WHY: dict[str, str | Promise] = {  # by the names of sources
    "owner": _("keeper"),
    "pool": _("in the pool: everybody in sales"),
    "chief": _("section chief"),
    "assistant": _("assistant"),
    "signed": _("signed contracts"),
    "review": _("under review with them"),
    "submitted": _("put before them to decide"),
    "everybody": _("everybody in the house"),
}


@dataclass(frozen=True)
class Reading:
    """One person to whom a record is open, by the reasons in words, and the grants among them."""

    person: User
    why: tuple[str | Promise, ...]
    grants: tuple[Grant, ...]


def readings_of(record: Guarded, at: datetime) -> list[Reading]:
    """8.2.2: everybody to whom this record is open at that moment, whoever keeps it first. Three queries an account.

    No rule is told a second time here: each account is asked for as it would ask itself.
    """
    given: dict[int, list[Grant]] = {}
    for row in grants_on(record, at):
        given.setdefault(row.user_id, []).append(row)
    found = []
    for person in User.objects.active().select_related("department").order_by("name", "pk"):
        if rights := rights_to(person, record, at):
            rows = tuple(given.get(person.pk, ())) if "grant" in rights else ()
            found.append(Reading(person, tuple(WHY[name] for name in WHY if name in rights), rows))
    return sorted(found, key=lambda one: one.person.pk != record.owner_id)


def grants_on(record: Guarded, at: datetime) -> Iterable[Grant]:
    """The grants on one record that have not ended."""
    rows = grant_model(type(record)).objects.in_force(at).filter(content_object=record)
    return rows.select_related("user", "granted_by", "granted_for").order_by("expires_at", "pk")
