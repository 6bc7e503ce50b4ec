"""What is said of a duty, in the language that is active."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bizdept.calendar.rules import SHANGHAI
from bizdept.duties.models import Duty
from bizdept.people.models import Post, User

if TYPE_CHECKING:
    from bizdept.duties.owed import Owed

PLACE = "\0"  # of a record's number in a sentence that many records share: no name holds it


def sentence(duty: Duty, reference: str, stage: str, absent: User | None = None) -> str:
    """In the language that is active: the reader's own. `reference` is the record's number."""
    if absent is not None:
        return _("For %(who)s: %(sentence)s") % {"who": absent, "sentence": sentence(duty, reference, stage)}
    words: dict[str, object] = {"what": duty.what.label, "record": reference, "day": _deadline(duty)}
    if stage == "escalated":
        words["who"] = duty.person or f"{duty.department} {Post(duty.post).label}"
        return _("Overdue since %(day)s with %(who)s: %(what)s – %(record)s") % words
    if stage == "opened":
        return _("For you, by %(day)s: %(what)s – %(record)s") % words
    if stage == "moved":
        return _("The holidays are known now; due on %(day)s: %(what)s – %(record)s") % words
    return _("Due on %(day)s: %(what)s – %(record)s") % words


def _deadline(duty: Duty) -> str:
    if duty.due_at:
        return date_format(timezone.localtime(duty.due_at, SHANGHAI), "DATETIME_FORMAT")
    return date_format(duty.due_on, "DATE_FORMAT")


class Sentences:
    """The sentences of one round of reminders. What many share is worded once a language: a day alone takes 15 µs."""

    def __init__(self) -> None:
        self.by_language: dict[str | None, dict[tuple, str]] = {}

    def of(self, owed: Iterable["Owed"]) -> list[str]:
        """As `sentence` has it for each of these."""
        known = self.by_language.setdefault(get_language(), {})
        return [self._worded(one, known) for one in owed]

    def _worded(self, owed: "Owed", known: dict[tuple, str]) -> str:
        due, late = owed.due, owed.due.bearer if owed.stage == "escalated" else None
        key = (due.kind, owed.stage, due.due_at or due.due_on, late, owed.absent)
        if key not in known:
            known[key] = sentence(due.duty(), PLACE, owed.stage, owed.absent)
        return known[key].replace(PLACE, owed.named.reference)
