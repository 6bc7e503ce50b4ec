"""What the pages of the access log show, as far as somebody may read it (8.2.2)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from bizdept.access import trail
from bizdept.audit.seals import label_of as label_of_row
from bizdept.people.models import User
from bizdept.web.questions import called
from bizdept.web.trail import Told, in_words
from confidentiality.forms.log import LogFilter
from confidentiality.models import AccessRequest
from confidentiality.rules import log as rules

LOG, TAKEN = "confidentiality:log", "confidentiality:taken"
NONE = "none:0"  # goes by no record: a number that nothing has is answered as one of which there is no line
FURTHEST = 50  # stretches of the log that are read for one file


@dataclass(frozen=True)
class Lines:
    """Some lines in words, and the number below which the next ones begin (None: there are no more)."""

    told: list[Told]
    next: int | None


def address_of_log(viewer: User, **conditions) -> str:
    """The log's page under these conditions, in the widest part that somebody may read."""
    return address_of(LOG, viewer, conditions)


def address_about(page: str, viewer: User, person: User, **conditions) -> str:
    """The page of the log, or of what left, about one person; empty for whom it would show nothing of them."""
    return address_of(page, viewer, {"person": person.pk} | conditions) if rules.may_read_of(viewer, person) else ""


def address_of(page: str, viewer: User, conditions: dict) -> str:
    return f"{reverse(page)}?{urlencode({'scope': rules.scopes_of(viewer)[0]} | conditions)}"


def label_of(number: str) -> str:
    """What the chain calls the record that goes by exactly this number, whoever may see it; a name finds nothing."""
    found = [hit.record for hit in called(number) if hit.record.reference().upper() == number]
    wish = None if found else AccessRequest.objects.numbered(number)
    record = found[0] if found else wish
    return label_of_row(record) if record else NONE


def keeps_for(scope: str, person: User, at: datetime) -> trail.Keeps | None:
    """Which lines of those that meet the conditions somebody is shown."""
    if scope == rules.ALL:
        return None
    return (trail.of_section if scope == rules.SECTION else trail.of_oneself)(person, at)


def stretch(form: LogFilter, at: datetime, below: int | None, size: int) -> trail.Stretch:
    number = form.good("record")
    wanted = form.wanted(label_of(number) if number else "")
    return trail.read(wanted, below=below, keeps=keeps_for(form.shown_scope, form.user, at), size=size)


def lines(form: LogFilter, at: datetime) -> Lines:
    """A page of the log. What can't be read is said at its field, and nothing is shown instead of more."""
    if form.errors:
        return Lines([], None)
    found = stretch(form, at, form.good("below"), trail.SIZE)
    return Lines(in_words(found.lines, form.user, at), found.next)


def lines_of_file(form: LogFilter, at: datetime, most: int) -> Lines:
    """Lines for a file: up to so many, out of so many stretches. `next` says that there is more than that."""
    found, below = [], None
    for _number in range(FURTHEST):
        part = stretch(form, at, below, trail.SIZE)
        found += part.lines
        below = part.next
        if below is None or len(found) > most:
            break
    return Lines(in_words(found, form.user, at), below)
