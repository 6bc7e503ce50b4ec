"""What the regulation asks of NDAs: who keeps them, who signs, until when each holds (8.2.1). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.levels import Level
from bizdept.calendar.rules import Special, after_working_days
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post, User
from bizdept.people.rules import may_give_posts
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from confidentiality.models import Nda, NdaText
from confidentiality.models.ndas import KEEPERS, SOON

claim("8.2.1", by="confidentiality.may_keep_ndas", kind="rule")

SIGN = kind("confidentiality.sign_nda", gettext_lazy("sign your NDA"), article="8.2.1", icon="signature")
REGISTER = kind(
    "confidentiality.register_nda", gettext_lazy("register an NDA that was signed on paper"), article="8.2.1",
    icon="file-certificate",
)  # fmt: skip
DECIDE = kind(
    "confidentiality.put_in_force", gettext_lazy("decide on a text of the NDA"), article="8.2.1", is_approval=True,
    icon="file-certificate",
)  # fmt: skip
LONGEST = timedelta(days=20 * 366)


# ── the text


def may_keep_ndas(by: Actor) -> bool:
    """8.2.1: the register of NDAs, and their text, are kept by officer and personnel, never by the administrator."""
    return by.holds(*KEEPERS)


def may_oversee(by: Actor) -> bool:
    """8.2.1: how many are covered is for whoever keeps the register, and those who answer for people."""
    return by.holds(*KEEPERS, Post.CHIEF, Post.LEADER)


def is_kept_out(person: User) -> bool:
    """8.2.1: whoever keeps the accounts opens no record, and yet signs: on a page of their own."""
    return person.holds(Post.ADMINISTRATOR)


def may_revise_text(by: Actor, text: NdaText) -> bool:
    """8.2.1: while it is a draft, whoever keeps the NDAs writes at it."""
    return may_keep_ndas(by) and text.state == NdaText.State.DRAFT


def may_put_in_force(by: Actor, text: NdaText) -> bool:
    """8.2.1: chief or leader, in person, and never whoever drew it up or wrote at it."""
    return by.on_behalf_of is None and by.holds(Post.CHIEF, Post.LEADER) and not wrote(by.person, text)


def wrote(person: User, text: NdaText) -> bool:
    """Whether this person had a hand in the draft."""
    return text.owner_id == person.pk or text.history.filter(history_user=person, state=NdaText.State.DRAFT).exists()


def missing_for_force(text: NdaText, by: Actor) -> Iterable[Reason]:
    if not text.blocks:
        yield Reason("articles", _("The text has no articles."), "articles")


def reasons_against_first_day(text: NdaText, holds_from: date, on: date) -> Iterable[Reason]:
    """8.2.1: a text holds from a day that has not passed, and not before the one that it follows."""
    if not on <= holds_from <= on + timedelta(days=366):
        yield Reason("holds_from", _("Choose a day from today on, within a year."), "holds_from")
    before = NdaText.objects.in_force().order_by("-number").first()
    if before and before.number > text.number:
        yield Reason("older", _("Version %d is in force already, and later than this one.") % before.number)
    elif before and before.holds_from > holds_from:
        yield Reason("holds_from", _("Version %d holds from a later day.") % before.number, "holds_from")


# ── who signs, who registers


def is_own(by: Actor, nda: Nda) -> bool:
    """8.2.1: an NDA is signed in person."""
    return by.on_behalf_of is None and by.person.pk == nda.owner_id


def may_register(by: Actor, nda: Nda) -> bool:
    """8.2.1: an NDA opens what is confidential, so nobody registers their own."""
    return may_keep_ndas(by) and not by.is_any_of(nda.owner_id)


def may_read(person: User, nda: Nda) -> bool:
    """8.2.1: what somebody signed is for themselves, and for whoever keeps it: the chief sees that they did."""
    return nda.owner_id == person.pk or nda.reach >= Level.CONFIDENTIAL


def has_left(by: Actor, nda: Nda) -> bool:
    """8.2.1: with the account of somebody who leaves, their NDA ends; whoever closes it does no more than that."""
    return not nda.owner.is_active and (may_give_posts(by) or by.holds(Post.CHIEF, Post.LEADER, Post.PERSONNEL))


def is_covered(person: User) -> bool:
    """8.2.1: whoever holds a post signs."""
    return person.is_active and any(standing.principal_id == person.pk for standing in person.standings)


def reasons_against_signing(person: User, text: NdaText | None, shown: str, on: date) -> Iterable[Reason]:
    """8.2.1: what is signed is the text that holds today, word for word as it was shown and put in force."""
    if text is None:
        yield Reason("no_text", _("No text of the NDA is in force yet. Whoever keeps the NDAs sees to it."))
    elif not text.is_whole:
        yield Reason("changed", _("The text is not what was put in force. Do not sign it, and tell the officer."))
    elif shown != text.sha256:
        yield Reason("stale", _("Another text holds now than the one that you were shown. Read it before you sign."))
    elif not asks(person, text, on):
        yield Reason("already", _("You have signed it: nothing is asked of you."))


def reasons_against_paper(nda: Nda, signed_on: date, until: date, on: date) -> Iterable[Reason]:
    """8.2.1: a paper was signed, holds today and ends on a day that somebody can mean."""
    if not on - LONGEST <= signed_on <= on:
        yield Reason("signed_on", _("Choose the day on which it was signed."), "signed_on")
    if not on <= until <= on + LONGEST:
        yield Reason("until", _("Choose a day within 20 years of today."), "until")
    if not nda.owner.is_active:
        yield Reason("left", _("%s has left.") % nda.owner)


# ── until when


def answers(nda: Nda, required: NdaText | None) -> bool:
    """8.2.1: whether what somebody signed is the text that everybody is to have signed, or a later one."""
    return required is None or (nda.text is not None and nda.text.number >= required.number)


def holds_until(nda: Nda, required: NdaText | None) -> date:
    """8.2.1: an earlier text opens nothing any more after the day by which the new one is to be signed."""
    return nda.until if answers(nda, required) else min(nda.until, required.sign_by)


def until_of(rows: Iterable[Nda], required: NdaText | None) -> date | None:
    """8.2.1: the fact by which the doors judge, of all that one person has in force."""
    return max((holds_until(row, required) for row in rows), default=None)


def reasons_against_shortening(nda: Nda, others: Iterable[Nda], required: NdaText | None) -> Iterable[Reason]:
    """8.2.1: what holds longer is not cut short by an older paper: somebody ends it first, and says why."""
    longest = until_of(others, required)
    if longest and holds_until(nda, required) < longest:
        words = {"who": nda.owner, "day": longest.isoformat()}
        yield Reason("longer", _("%(who)s has an NDA that holds longer, until %(day)s.") % words, "until")


def asks(person: User, text: NdaText | None, on: date) -> bool:
    """8.2.1: whether somebody is to sign: they have nothing in force, or it ends soon, or it is not the text that
    everybody is to have."""
    rows, required = list(Nda.objects.of(person).signed().select_related("text")), NdaText.objects.required()
    due = required if text and required and required.number <= text.number else None
    return not any(row.until > on + SOON and answers(row, due) for row in rows)


def due_on(person: User, on: date, sign_days: int, special: Special) -> date:
    """8.2.1: by when it is to be signed: before grace, or what is in force, is over."""
    ends = [day for day in (person.nda_until, person.nda_grace_until) if day and day >= on]
    return max(ends) if ends else after_working_days(on, sign_days, special)


def signs(nda: Nda) -> Bearer:
    return Bearer(nda.owner_id)


def registers(nda: Nda, on: date) -> Bearer:
    """8.2.1: who registers a paper: personnel; where there is none, or it is theirs, the officer."""
    held = Appointment.objects.in_force(on).filter(post=Post.PERSONNEL, person__is_active=True)
    for row in held.exclude(person=nda.owner_id).order_by("pk"):
        return Bearer(post=Post.PERSONNEL, department_id=row.department_id)
    for row in Appointment.objects.in_force(on).filter(post=Post.OFFICER).order_by("pk"):
        return Bearer(post=Post.OFFICER, department_id=row.department_id)
    return Bearer(post=Post.OFFICER, department_id=nda.department_id)
