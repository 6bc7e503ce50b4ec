"""Draw up the text of the NDA, and NDAs for people; sign one's own; end those of whoever leaves (8.2.1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import working_days_between
from bizdept.duties.actions import open_duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Department, Post, User
from bizdept.refusal import Reason, Refused, refuse
from bizdept.regulation.numbers import value
from bizdept.workflow.history import reasons_since
from bizdept.workflow.numbering import draw
from confidentiality.actions import standing
from confidentiality.lifecycle.ndas import LIFECYCLE
from confidentiality.models import Nda, NdaText
from confidentiality.models.ndas import covered
from confidentiality.rules import ndas as rules

DECIDED_WITHIN = 3  # working days


@sealed()
def draft_text(fields: Mapping[str, Any], *, by: Actor, on: date) -> NdaText:
    """Draw up the next version of the text; whoever leads decides whether it is put in force."""
    if not rules.may_keep_ndas(by) or by.person.department_id is None:
        raise PermissionDenied
    draw("BMW", on=on)  # one at a time: the number follows the last one
    number = (NdaText.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    text = NdaText(
        number=number, owner=by.person, department=by.person.department, opened_on=on, level=Level.INTERNAL,
        category=Category.MANAGEMENT, **fields,
    )  # fmt: skip
    keep(text, by=by, reason="create")
    note("record", "nda.draft", text, by=by)
    bearer = Bearer(post=Post.LEADER, department_id=text.department_id)
    open_duty(text, rules.DECIDE.name, bearer, article="8.2.1", within=DECIDED_WITHIN, on=on, hidden_from=by.person.pk)
    return text


@sealed()
def revise_text(text: NdaText, fields: Mapping[str, Any], *, by: Actor, seen: int | None = None) -> NdaText:
    """Write at a draft. What is in force never changes. Raises PermissionDenied, or Refused for a stale form."""
    text = NdaText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if not rules.may_revise_text(by, text):
        raise PermissionDenied
    if seen is not None:
        refuse(reasons_since(text, seen))
    for name, entered in fields.items():
        setattr(text, name, entered)
    text.version += 1
    return keep(text, by=by, reason="revise")


# ── for people


def department_of(person: User) -> Department | None:
    """Where somebody belongs: their own department, else that of a post of theirs."""
    own = [s.department_id for s in person.standings if s.principal_id == person.pk]
    return person.department or Department.objects.filter(pk__in=own).order_by("pk").first()


@sealed()
def draw_up(person: User, *, by: Actor, on: date) -> Nda:
    """The NDA that somebody is to sign: the one that waits, or a new one. Refused where nothing is asked of them."""
    person = standing.hold(person.pk)
    if waiting := Nda.objects.of(person).waiting().first():
        return waiting
    if not rules.asks(person, NdaText.objects.on(on), on):
        raise Refused([Reason("already", _("%s has an NDA in force.") % person)])
    nda = made(person, by=by, on=on)
    special = SpecialDay.objects.as_mapping()
    due = rules.due_on(person, on, int(value("nda.sign_days", on)), special)
    within = working_days_between(on, due, special)
    open_duty(nda, rules.SIGN.name, rules.signs(nda), article="8.2.1", within=within, on=on)
    return nda


@sealed()
def made(person: User, *, by: Actor, on: date) -> Nda:
    """A new row for somebody, under their lock."""
    department = department_of(person)
    if department is None:
        raise Refused([Reason("department", _("%s belongs to no department yet.") % person)])
    nda = Nda(owner=person, department=department, opened_on=on, level=Level.INTERNAL, category=Category.MANAGEMENT)
    keep(nda, by=by, reason="create")
    note("record", "nda.draw_up", nda, by=by)
    return nda


@sealed()
def register_paper(person: User, *, by: Actor, on: date, **paper) -> Nda:
    """Register what somebody signed on paper, whether anything was drawn up for them or not. Raises Refused."""
    if not rules.may_keep_ndas(by) or by.is_any_of(person.pk):
        raise PermissionDenied
    person = standing.hold(person.pk)
    nda = Nda.objects.of(person).waiting().first() or made(person, by=by, on=on)
    return LIFECYCLE.perform("register_nda", nda, by=by, on=on, **paper)


def draw_up_owed(*, by: Actor, on: date) -> int:
    """An NDA for everybody who is to sign one and has none that waits; returns for how many."""
    text, drawn = NdaText.objects.on(on), 0
    waiting = Nda.objects.waiting().values("owner")
    for person in covered(on).exclude(pk__in=waiting).select_related("department").order_by("pk"):
        if department_of(person) is not None and rules.asks(person, text, on):
            drawn += draw_up(person, by=by, on=on) is not None
    return drawn


def draw_up_for_all(*, by: Actor, on: date) -> int:
    """The same, by whoever keeps the NDAs."""
    if not rules.may_keep_ndas(by):
        raise PermissionDenied
    return draw_up_owed(by=by, on=on)


@sealed()
def sign_own(*, sha256: str, by: Actor, on: date) -> Nda:
    """Sign one's own NDA on the screen, drawn up before or now. Raises Refused."""
    own_name(by)
    nda = own_waiting(by, NdaText.objects.on(on), sha256, on=on)
    return LIFECYCLE.perform("sign_nda", nda, by=by, on=on, sha256=sha256)


def own_waiting(by: Actor, text: NdaText | None, sha256: str, *, on: date) -> Nda:
    """Whoever signs twice, or what is no more the text, is told so in the words of whoever signs."""
    standing.hold(by.person.pk)
    refuse(rules.reasons_against_signing(by.person, text, sha256, on))
    return draw_up(by.person, by=by, on=on)


@sealed()
def hand_in_own(*, signed_on: date, scan: UploadedFile | None = None, by: Actor, on: date) -> Nda:
    """Say that one has signed on paper: somebody else registers it."""
    own_name(by)
    return LIFECYCLE.perform(
        "hand_in_nda", draw_up(by.person, by=by, on=on), by=by, on=on, signed_on=signed_on, scan=scan
    )


def own_name(by: Actor) -> None:
    """An NDA is signed in person, by whoever holds a post."""
    if by.on_behalf_of is not None or not rules.is_covered(by.person):
        raise PermissionDenied


@sealed()
def end_with_account(person: User, *, by: Actor, on: date) -> None:
    """Somebody leaves: what they signed opens nothing any more, and coming back begins with signing anew."""
    for nda in Nda.objects.of(person).exclude(state=Nda.State.ENDED).order_by("pk"):
        LIFECYCLE.perform("leave_nda", nda, by=by, on=on)
    standing.settle(person.pk, by=by)
    standing.end_grace(person.pk, by=by)
