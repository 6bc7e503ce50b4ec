"""What the pages show of NDAs: how one stands, the own one, how many are covered."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bizdept.people.clock import today
from bizdept.people.models import Post, User
from bizdept.regulation.labels import in_labels
from bizdept.web import words
from bizdept.web.questions import Alert
from confidentiality.models import Nda, NdaText
from confidentiality.models.ndas import coverage as remembered
from confidentiality.rules import ndas as rules

MINE = "/confidentiality/ndas/mine/"
WARNED = timedelta(days=30)  # before the end


@dataclass(frozen=True)
class Coverage:
    """How many of those who hold a post have an NDA in force."""

    signed: int
    people: int

    @property
    def percent(self) -> int:
        return self.signed * 100 // self.people if self.people else 100

    @property
    def missing(self) -> int:
        return self.people - self.signed


def coverage() -> Coverage:
    return Coverage(*remembered())


def gate_of(person: User) -> Alert | None:
    """8.2.1: what somebody without an NDA in force is told on each page, and where it is signed. No query: each fact
    stands on the person."""
    on = today()
    if not rules.is_covered(person):
        return None
    if person.has_nda(on):
        if person.nda_until - on > WARNED:
            return None
        said = _("Your NDA ends on %s. Sign the next one before then.")
        return Alert("warn", said % words.day(person.nda_until), MINE)
    if person.is_in_nda_grace(on):
        left = (person.nda_grace_until - on).days + 1
        said = ngettext(
            "You have not signed an NDA. In %(days)d day what is above “%(internal)s” is closed to you.",
            "You have not signed an NDA. In %(days)d days what is above “%(internal)s” is closed to you.",
            left,
        )
        return Alert("warn", in_labels(said, days=left), MINE)
    if person.post == Post.ADMINISTRATOR:
        return Alert("warn", _("You have not signed an NDA."), MINE)
    return Alert("bad", closed_since(person), MINE)


def closed_since(person: User) -> str:
    last = max(filter(None, (person.nda_until, person.nda_grace_until)), default=None)
    if last is None:
        return in_labels(_("Everything above “%(internal)s” is closed to you: you have not signed an NDA."))
    day = words.day(last + timedelta(days=1))
    said = _("Everything above “%(internal)s” has been closed to you since %(day)s: you have no NDA in force.")
    return in_labels(said, day=day)


def own(person: User, on: date) -> dict:
    """What somebody sees of their own NDA: what is in force, what waits, what is to be signed, what there was."""
    rows = list(Nda.objects.of(person).for_list().order_by("-opened_on", "-pk"))
    text = NdaText.objects.on(on)
    return {
        "mine": next((row for row in rows if row.is_running), None),
        "waiting": next((row for row in rows if row.state in Nda.WAITING), None),
        "earlier": [row for row in rows if row.state == Nda.State.ENDED or not row.is_running and row.signed_on
                    and row.state == Nda.State.IN_FORCE],
        "text": text,
        "is_whole": text is None or text.is_whole,
        "asks": rules.asks(person, text, on),
        "grace": person.nda_grace_until if person.is_in_nda_grace(on) else None,
    }  # fmt: skip
