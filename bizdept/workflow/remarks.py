"""What is said of a record beside its moves: comments and reminders, who hears of them, and what is kept of all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from bizdept.audit.chain import note as note_in_chain
from bizdept.audit.chain import sealed
from bizdept.duties.hearers import Hearers
from bizdept.duties.kinds import approvals
from bizdept.duties.models import Duty
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused
from bizdept.regulation.numbers import value
from bizdept.workflow.models import Remark

Kind = Remark.Kind
TOLD: dict[str, Any] = {  # what whoever is concerned hears
    Kind.COMMENT: _lazy("%(record)s: %(who)s wrote a comment."),
    Kind.ASKED: _lazy("%(record)s: %(who)s asks one more department for its opinion."),
    Kind.HANDED: _lazy("%(record)s: %(who)s hands on to you what is awaited."),
    Kind.REMINDED: _lazy("%(record)s: %(who)s asks for your opinion or decision."),
}


def write_remark(record, kind: str, *, by: Actor, text: str = "", **facts) -> Remark:
    """One line of what is said or asked, in the name of `by`."""
    given = {"record": record, "kind": kind, "by": by.person, "on_behalf_of": by.on_behalf_of}
    return Remark.objects.create(**given | {"text": text} | facts)


def remarks_of(record) -> list[Remark]:
    """All that was said of a record, oldest first, with the people. One query."""
    rows = Remark.objects.of(record).select_related("by", "on_behalf_of", "to", "department")
    return list(rows.order_by("pk"))


def awaited(record) -> list[Duty]:
    """The opinions and decisions that the record waits for."""
    rows = Duty.objects.open().about(record).filter(kind__in=approvals())
    return list(rows.select_related("person__department", "department").order_by("pk"))


def bearers_of(duties: Iterable[Duty]) -> list[User]:
    """Who owes these duties today: by name or by post, and whoever stands in for them."""
    heard = Hearers(timezone.localdate())
    return list(dict.fromkeys(person for duty in duties for person in heard.of(duty, "opened")))


@sealed()
def comment(record, text: str, *, by: Actor) -> Remark:
    """Put a word onto the record's timeline (只评论). Its owner and whoever it waits for are told."""
    remark = write_remark(record, Kind.COMMENT, by=by, text=text)
    note_in_chain("record", "comment", record, by=by, row=remark)
    tell_of(remark, concerned(record))
    return remark


@sealed()
def remind_bearers(record, *, by: Actor, at: datetime) -> Remark:
    """Press whoever owes an opinion or a decision (催办), once in so many hours. Call it under the record's lock.

    Raises Refused where nothing is awaited, or it was done too short a time ago.
    """
    wait = timedelta(hours=int(value("workflow.remind_hours", timezone.localdate(at))))
    last = Remark.objects.of(record).filter(kind=Kind.REMINDED).order_by("-at").first()
    if last and at < last.at + wait:
        again = timezone.localtime(last.at + wait).strftime("%H:%M")
        raise Refused([Reason("early", _("They were reminded a short while ago; again at %s.") % again)])
    duties = awaited(record)
    if not duties:
        raise Refused([Reason("nobody", _("It waits for nobody."))])
    remark = write_remark(record, Kind.REMINDED, by=by, at=at)
    note_in_chain("record", "remind", record, by=by, row=remark)
    tell_of(remark, bearers_of(duties))
    return remark


def concerned(record) -> list[User]:
    """Whom it concerns what is said: whoever the record belongs to, and those it waits for."""
    return [record.owner, *bearers_of(awaited(record))]


def tell_of(remark: Remark, people: Iterable[User]) -> None:
    """Tell people of a remark, in their own language; never whoever made it."""
    record: Any = remark.record
    key = f"remark:{remark.pk}"
    by = Actor(remark.by, remark.on_behalf_of)

    def text() -> str:
        return str(TOLD[remark.kind]) % {"record": record.reference(), "who": by}

    tell(News(p, key, text, record.get_absolute_url()) for p in dict.fromkeys(people) if p != remark.by)
