"""What the regulation asks of regular checks (8.3.1). Nothing here writes."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Department, Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import Inspection, Rectification

claim("8.3.1", by="confidentiality.open_inspections", kind="rule")

INSPECT = kind("confidentiality.inspect", gettext_lazy("do an inspection"), article="8.3.1", icon="clipboard-check")
SEE_THROUGH = kind(
    "confidentiality.see_through",
    gettext_lazy("see an inspection's findings put right"),
    article="8.3.1",
    icon="check",
)
MOST_ITEMS = 60
INSPECTORS = (Post.OFFICER, Post.LEADER)  # whoever comes first is asked first


def is_officer(by: Actor) -> bool:
    """8.3.1: plans, checklists and inspections are the officer's, in person."""
    return by.on_behalf_of is None and by.holds(Post.OFFICER)


def may_inspect(by: Actor, inspection: Inspection) -> bool:
    """8.3.1: whoever was given it; never somebody of the department that is inspected."""
    is_theirs = by.on_behalf_of is None and by.person.pk == inspection.owner_id
    return is_theirs and not belongs_to(by.person, inspection.department_id)


def may_fill_in(by: Actor, inspection: Inspection) -> bool:
    return inspection.state == Inspection.State.PLANNED and may_inspect(by, inspection)


def may_call_off(by: Actor, inspection: Inspection) -> bool:
    """8.3.1: the leader alone says that an inspection is not done: whoever inspects can't spare themselves one."""
    is_leader = by.on_behalf_of is None and by.holds(Post.LEADER, within=inspection.department_id)
    return is_leader and by.person.pk != inspection.owner_id


def belongs_to(person: User, department_id: int | None) -> bool:
    return person.department_id == department_id


def inspector_for(department: Department) -> User | None:
    """8.3.1: who inspects a department: an officer of another, else a leader of another."""
    for post in INSPECTORS:
        found = User.objects.holding(post).exclude(department=department).order_by("pk").first()
        if found:
            return found
    return None


def bearer_of(inspection: Inspection) -> Bearer | None:
    return Bearer(inspection.owner_id)


def done_days(on: date) -> int:
    """8.3.1: in how many working days an inspection is done from when it is due."""
    return int(value("inspections.done_days", on))


def see_through_days(inspection: Inspection, on: date) -> int:
    """8.3.1: until when all findings are put right and checked: the last one's day, and the time to check it."""
    return int(value("inspections.recheck_days", on)) + done_days(on)


def target_of(inspection: Inspection, by: Actor) -> str:
    """8.3.1: an inspection without a finding is over; one with findings once they are put right."""
    has_findings = any(answer["verdict"] == "finding" for answer in inspection.answers)
    return Inspection.State.DONE if has_findings else Inspection.State.CLOSED


def unset_findings(inspection: Inspection) -> list[int]:
    """The items found wrong that nobody is to put right yet, by their numbers."""
    given = {row.item for row in inspection.findings.all()}
    return [
        n for n, answer in enumerate(inspection.answers, 1) if answer["verdict"] == "finding" and n not in given
    ]  # fmt: skip


def reasons_against_finishing(inspection: Inspection, by: Actor) -> Iterable[Reason]:
    """8.3.1: each item is answered, a finding says what is wrong and is given to somebody."""
    lines = inspection.lines()
    if empty := [str(line["number"]) for line in lines if not line["verdict"]]:
        yield Reason("empty", _("These items are not answered: %s.") % ", ".join(empty))
    if dumb := [str(line["number"]) for line in lines if line["verdict"] == "finding" and not line["note"].strip()]:
        yield Reason("note", _("Say what is wrong with these items: %s.") % ", ".join(dumb))
    if unset := unset_findings(inspection):
        yield Reason("unset", _("Nobody is to put these right yet: %s.") % ", ".join(map(str, unset)))


def reasons_against_closing(inspection: Inspection, by: Actor) -> Iterable[Reason]:
    """8.3.1: it is closed once all that was found is put right and checked."""
    waiting = [row.reference() for row in inspection.findings.all() if row.state != Rectification.State.PASSED]
    if waiting:
        yield Reason("waiting", _("These are not put right and checked: %s.") % ", ".join(waiting))


def reasons_against_items(items: Sequence[str], before: Sequence[str]) -> Iterable[Reason]:
    if not items:
        yield Reason("items", _("A checklist has at least one item."), "items")
    elif len(items) > MOST_ITEMS:
        yield Reason("many", _("A checklist has at most %d items.") % MOST_ITEMS, "items")
    elif list(items) == list(before):
        yield Reason("same", _("That is what it says already."), "items")


def reasons_against_taking(inspection: Inspection, to: User) -> Iterable[Reason]:
    """8.3.1, 8.3.3: the officer inspects, or the leader; nobody their own department."""
    if not to.holds(*INSPECTORS):
        yield Reason("post", _("%s does no inspections.") % to)
    elif belongs_to(to, inspection.department_id):
        yield Reason("own", _("%s belongs to what is inspected.") % to)
