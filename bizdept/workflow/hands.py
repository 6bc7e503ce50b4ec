"""Handing on (转交): an awaited opinion or decision goes to one named colleague, and falls back to the post.

The duty then names a person beside its department. Rights stay as they are: whoever holds the post may still act.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bizdept.audit.chain import note as note_in_chain
from bizdept.audit.chain import sealed
from bizdept.duties.kinds import approvals
from bizdept.duties.models import Duty
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import User, with_stand_ins
from bizdept.refusal import Reason, Refused
from bizdept.workflow.models import Remark
from bizdept.workflow.remarks import bearers_of, tell_of, write_remark


@sealed()
def hand_on(record, duty: Duty, to: User, *, by: Actor, text: str = "") -> Duty:
    """Let a named colleague bear what the post owes. Call it under the record's lock. Raises Refused."""
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    others = Duty.objects.open().about(record).filter(kind=duty.kind, person=to).exclude(pk=duty.pk)
    if duty.done_on or duty.person_id == to.pk:
        raise Refused([Reason("already", _("It is done, or lies with %s already.") % to)])
    if others.exists():
        raise Refused([Reason("twice", _("%s bears another opinion on it already.") % to, "to")])
    post = post_of(duty)
    duty.person, duty.post = to, ""
    duty.save(update_fields=["person", "post"])
    remark = write_remark(
        record, Remark.Kind.HANDED, by=by, text=text, to=to, duty=duty, post=post, department=duty.department
    )
    note_in_chain("record", "hand_on", record, by=by, row=remark, duty=duty.pk, to=to.pk)
    tell_of(remark, with_stand_ins([to]))
    return duty


def post_of(duty: Duty) -> str:
    """The post that owes the duty: its own, or, once it was handed on, the one that it had before."""
    if duty.post:
        return duty.post
    handed = Remark.objects.filter(duty=duty, kind=Remark.Kind.HANDED).order_by("-pk").first()
    return handed.post if handed else ""


@sealed()
def fall_back(*, on: date) -> int:
    """Give back to its post what was handed to somebody who has left or holds that post no more; returns how much.

    Called with each change of posts and by the clock, since posts also end on a day named before.
    """
    rows = Duty.objects.open().filter(kind__in=approvals(), person__isnull=False, department__isnull=False)
    rows = rows.select_for_update(of=("self",)).select_related("person", "department").order_by("pk")
    lost = [duty for duty in rows if not still_bears(duty)]
    for duty in lost:
        give_back(duty)
    return len(lost)


def still_bears(duty: Duty) -> bool:
    """Whether whoever the duty was handed to holds the post that owes it."""
    post, person = post_of(duty), duty.person
    return not post or person is None or (person.is_active and person.holds(post, within=duty.department_id))


@sealed()
def let_go(record, *people: User | None) -> None:
    """Whoever has taken one part in a review can't take the other: what was handed to them goes back to the post."""
    rows = Duty.objects.open().about(record).filter(person__in=[p for p in people if p], department__isnull=False)
    for duty in rows.select_related("person", "department"):
        give_back(duty)


def give_back(duty: Duty) -> None:
    """The post owes its duty again, and is told."""
    key = f"duty:{duty.pk}:back:{duty.handed.latest('pk').pk}"
    duty.person, duty.post = None, post_of(duty)
    duty.save(update_fields=["person", "post"])
    record: Any = duty.record
    words = {"record": record.reference(), "what": duty.what.label}

    def text() -> str:
        return _("%(record)s: “%(what)s” is yours again; whoever it was handed to can't do it any more.") % words

    tell(News(p, key, text, record.get_absolute_url()) for p in bearers_of([duty]))
