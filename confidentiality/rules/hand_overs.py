"""What the regulation asks when somebody leaves, or gives work away (8.3.3). Nothing here writes."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post, User
from bizdept.people.rules import WATCHING, watches
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from bizdept.workflow.holdings import holdings_of, keeps_anything, reasons_against_taking
from bizdept.workflow.questions import Owned
from confidentiality.models import HandOver

claim("8.3.3", by="confidentiality.may_begin_for", kind="rule")

HAND = kind("confidentiality.hand_over", gettext_lazy("say who takes over"), article="8.3.3", icon="user-check")
CLEAR = kind("confidentiality.clear_leaver", gettext_lazy("clear whoever leaves"), article="8.3.3", icon="list-check")
FINISH = kind(
    "confidentiality.finish_hand_over", gettext_lazy("file the signed list of a hand-over"), article="8.3.3",
    icon="file-certificate",
)  # fmt: skip
TAKEN, SECRECY = "taken", "secrecy"
CHECKS = {  # 8.3.3: what is asked of whoever leaves, in this order
    "papers": gettext_lazy("Papers are back: originals, copies, notes (8.2.3)"),
    "media": gettext_lazy("Computers, telephones and memory sticks are back, and wiped where they stay private"),
    "keys": gettext_lazy("Keys, seals, cards and access to the house are back"),
    "outside": gettext_lazy("Accounts, chat groups and mail boxes outside this system are closed or handed over"),
    TAKEN: gettext_lazy("What was looked at and taken away in the last days has been read"),
    SECRECY: gettext_lazy("That secrecy is owed after leaving too was explained, and the NDA shown"),
}
YEAR = timedelta(days=366)
TAKERS = (Post.SPECIALIST, Post.CHIEF, Post.ASSISTANT, Post.REVIEWER, Post.OFFICER, Post.PERSONNEL, Post.LEADER)


def may_begin(by: Actor) -> bool:
    """8.3.3: the chief and the leader give work to others; personnel say who leaves."""
    return by.holds(Post.CHIEF, Post.LEADER, Post.PERSONNEL)


def leads(by: Actor, department_id: int | None) -> bool:
    """2.1.3: the chief of that section, or the leader above it."""
    return by.holds(Post.CHIEF, Post.LEADER, within=department_id)


def may_share_out(by: Actor) -> bool:
    """8.3.3: work is given from one to another who both stay by the chief or the leader."""
    return by.holds(Post.CHIEF, Post.LEADER)


def people_for(by: Actor) -> QuerySet[User]:
    """8.3.3: of whom somebody may begin a hand-over: of those whom they lead; personnel, of everybody in business."""
    people = User.objects.active().exclude(pk__in=(by.person.pk, by.principal.pk)).exclude(department=None)
    if not by.holds(Post.PERSONNEL):
        people = people.filter(department__in=by.principal.reach_of(Post.CHIEF, Post.LEADER, for_others=False))
    return people.order_by("name", "pk")


def may_begin_for(by: Actor, person: User, why: str) -> bool:
    """8.3.3: of one's own section, never for oneself; personnel, for whoever leaves."""
    if by.is_any_of(person.pk) or person.department_id is None:
        return False
    return leads(by, person.department_id) or (why == HandOver.Why.LEAVES and by.holds(Post.PERSONNEL))


def may_hand_over(by: Actor, record: HandOver) -> bool:
    """8.3.3: who takes over is the chief's to say, the leader's where it is the chief who goes. Never one's own."""
    return not by.is_any_of(record.owner_id) and leads(by, record.department_id)


def may_run(by: Actor, record: HandOver) -> bool:
    """8.3.3: who may stop somebody's signing in, and call a hand-over off: whoever may begin it."""
    return may_begin_for(by, record.owner, record.why) or may_hand_over(by, record)


def whoever_closes(record: HandOver, on: date) -> Actor:
    """8.3.3: in whose name the clock closes an account: whoever began it, else who keeps the accounts."""
    begun_by = Actor(record.begun_by)
    if record.begun_by.is_active and may_run(begun_by, record):
        return begun_by
    return Actor(User.objects.holding(Post.ADMINISTRATOR, on=on).order_by("pk").first() or record.begun_by)


def may_call_off(by: Actor, record: HandOver) -> bool:
    """8.3.3: and the administrator, by opening the account again."""
    return may_run(by, record) or (by.holds(Post.ADMINISTRATOR) and record.owner.is_active)


def may_clear(by: Actor, record: HandOver) -> bool:
    """8.3.3: the confidentiality officer says that nothing is left open. Never of oneself."""
    return by.holds(Post.OFFICER) and not by.is_any_of(record.owner_id)


def may_check(by: Actor, record: HandOver, name: str = "") -> bool:
    """8.3.3: the checklist is answered by officer, personnel and chief; what was taken away is no personnel's."""
    if not record.is_leaving or record.state not in (HandOver.State.OPEN, HandOver.State.HANDED):
        return False
    if by.is_any_of(record.owner_id):
        return False
    if name == TAKEN:
        return may_read_looks(by, record)
    return by.holds(Post.OFFICER, Post.PERSONNEL) or leads(by, record.department_id)


def may_read_looks(by: Actor, record: HandOver) -> bool:
    """8.2.2, 8.3.3: what a leaver looked at and took away is read by the officer, and by whoever leads the section."""
    if not record.is_leaving or by.is_any_of(record.owner_id):
        return False
    return by.holds(Post.OFFICER) or leads(by, record.department_id)


def may_know_numbers(by: Actor, record: HandOver) -> bool:
    """domain.md, People: personnel work without business content; officer and section see numbers."""
    return by.is_any_of(record.owner_id) or by.holds(Post.OFFICER) or leads(by, record.department_id)


def reasons_against_beginning(
    person: User, why: str, last_day: date | None, others: bool, on: date
) -> Iterator[Reason]:
    """8.3.3: `others`: whether one is under way for them already."""
    if not person.is_active:
        yield Reason("left", _("%s has left.") % person, "person")
    elif others:
        yield Reason("already", _("A hand-over of %s is under way already.") % person, "person")
    if why != HandOver.Why.LEAVES:
        return
    if watches(person, on):
        words = _("%s keeps the accounts or watches over them: the administrator closes such an account.")
        yield Reason("watches", words % person, "person")
    if last_day is None or not on <= last_day <= on + YEAR:
        yield Reason("day", _("Choose a day from today on, within a year."), "last_day")


def must_hand_over(person: User, on: date) -> bool:
    """8.3.3: whether whoever is shut out has had a post beside the administrator's, or keeps something."""
    held = Appointment.objects.in_force(on).filter(person=person).exclude(post=Post.ADMINISTRATOR)
    return person.department_id is not None and (held.exists() or keeps_anything(person))


def takers(by: Actor, record: HandOver) -> QuerySet[User]:
    """8.3.3: to whom something may go: those who keep things in the departments that whoever decides leads."""
    reached = by.principal.reach_of(Post.CHIEF, Post.LEADER, for_others=False)
    held = User.objects.holding(*TAKERS).filter(department__in=reached)
    return held.exclude(pk=record.owner_id).order_by("name", "pk")


def named_for(record: HandOver) -> dict[tuple[str, int], User]:
    """8.3.3: to whom it goes, by kind and row (0: all others of the kind); each person once, so that what holds of
    them alone is asked once."""
    people: dict[int, User] = {}
    rows = record.successors.select_related("to__department")
    return {(row.kind, row.row): people.setdefault(row.to_id, row.to) for row in rows}


def reasons_against_passing(owned: Owned, row: Any, to: User, by: Actor, on: date) -> Iterator[Reason]:
    """8.3.3: why this thing does not go to that person by this hand."""
    about = owned.record(row)
    if not leads(by, about.department_id):
        yield Reason("section", _("It belongs to another section, whose chief or leader hands it over."))
    elif to.department_id is None or not leads(by, to.department_id):
        yield Reason("taker", _("%s is of another section.") % to)
    else:
        yield from reasons_against_taking(owned, row, to, on)


def missing_for_handing(record: HandOver, by: Actor) -> Iterable[Reason]:
    """8.3.3: everything goes to somebody; a second time, only what has come since."""
    kept = [owned for owned in holdings_of(record.owner) if owned.rows.exists()]
    if not kept and record.state == HandOver.State.HANDED:
        yield Reason("already", _("Nothing is theirs any more."))
    if not kept and not record.is_leaving:
        yield Reason("nothing", _("%s keeps nothing that could be handed over.") % record.owner)
    named = {row.kind for row in record.successors.all() if row.row == 0}
    if absent := [str(owned.label) for owned in kept if owned.name not in named]:
        yield Reason("successor", _("Say who takes over: %s.") % ", ".join(absent))


def unanswered(record: HandOver) -> list[str]:
    answered = {row.name for row in record.checks.all()}
    return [name for name in CHECKS if name not in answered]


def missing_for_clearing(record: HandOver, by: Actor) -> Iterator[Reason]:
    """8.3.3: every item of the checklist is answered, and nothing is theirs any more."""
    if count := len(unanswered(record)):
        yield Reason("checks", _("%d items of the checklist are not answered yet.") % count)
    yield from missing_for_the_end(record, by)


def missing_for_the_end(record: HandOver, by: Actor) -> Iterator[Reason]:
    """8.3.3: an account is *left* when nothing is owned, and nobody signs in by it."""
    if keeps_anything(record.owner):
        yield Reason("kept", _("%s keeps something again: hand it over first.") % record.owner)
    if record.owner.is_active:
        words = {"who": record.owner, "day": date_format(record.last_day) if record.last_day else ""}
        yield Reason("signs_in", _("%(who)s still signs in, until %(day)s.") % words)


def missing_for_stopping(record: HandOver, by: Actor) -> Iterator[Reason]:
    if not record.owner.is_active:
        yield Reason("already", _("The account is closed already."))
    elif record.owner.holds(*WATCHING):
        yield Reason("watches", _("The administrator closes an account that keeps or watches over others."))


def missing_for_calling_off(record: HandOver, by: Actor) -> Iterator[Reason]:
    if record.is_leaving and not record.owner.is_active:
        yield Reason("closed", _("The account is closed. The administrator opens it again, which calls this off."))


def decider(record: HandOver) -> Bearer | None:
    """8.3.3: who owes the word on who takes over: the chief, or the leader where it is the chief who goes."""
    if not record.is_leaving:
        return None
    held = Appointment.objects.filter(person=record.owner, post=Post.CHIEF, ended_on=None)
    post = Post.LEADER if held.exists() else Post.CHIEF
    return Bearer(post=post, department_id=record.department_id)


def clearer(record: HandOver, on: date) -> Bearer | None:
    """8.3.3: an officer clears for the whole house, wherever their desk stands."""
    if not record.is_leaving:
        return None
    desk = Appointment.objects.in_force(on).filter(post=Post.OFFICER).exclude(person=record.owner).first()
    return Bearer(post=Post.OFFICER, department_id=desk.department_id if desk else record.department_id)


def days_to_hand_over(record: HandOver, on: date) -> int:
    """8.3.3: in how many working days the chief says who takes over."""
    return int(value("leaving.hand_over_days", on))


def days_to_clear(record: HandOver, on: date) -> int:
    return int(value("leaving.clear_days", on))
