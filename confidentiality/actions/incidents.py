"""Report a leak, in one's own name or without; name who is involved; add words; propose sanctions (8.3.2)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.duties.models import Duty
from bizdept.duties.rules import Bearer
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Below, Department, User
from bizdept.refusal import Reason, Refused, refuse
from bizdept.regulation.numbers import value
from confidentiality.actions.rectifications import put_to
from confidentiality.models import Incident, IncidentWord, Involved, ProposedSanction, Rectification
from confidentiality.models.incidents import hash_of_code
from confidentiality.rules import incidents as rules


@sealed()
def report(facts: dict, involved: Iterable[User] = (), *, by: Actor, at: datetime, on: date) -> Incident:
    """Report a leak in one's own name: anybody who has an account. Raises Refused."""
    return open_incident(facts, involved, by=by, at=at, on=on, reporter=by.person)


@sealed()
def report_unnamed(facts: dict, involved: Iterable[User] = (), *, code: str, at: datetime, on: date) -> Incident:
    """Report a leak without a name. Nothing that is written says who it was: whoever will handle it stands for the
    act, in the history, in the chain and without an address. Sent twice it is one. Raises Refused."""
    known = Incident.objects.by_code(code)
    return known or open_incident(facts, involved, by=None, at=at, on=on, code_hash=hash_of_code(code))


def open_incident(
    facts: dict, involved: Iterable[User], *, by: Actor | None, at: datetime, on: date, **told
) -> Incident:
    """The row, whoever is involved, the duty to contain it, and what the handler is told."""
    refuse(rules.reasons_against_report(facts["title"], facts["text"]))
    people = list({person.pk: person for person in involved}.values())
    handler = rules.handler_for(facts["department"], [person.pk for person in people])
    if handler is None:
        raise Refused([Reason("nobody", _("There is no officer and no leader who could take it up."))])
    by = by or Actor(handler)
    incident = Incident(
        owner=handler, category=Category.MANAGEMENT, level=Level.CORE, opened_on=on,
        heard_in=top_of(facts["department"]), **facts, **told,
    )  # fmt: skip
    keep(incident, by=by, reason="create" if incident.reporter_id else "unnamed")
    note("record", "confidentiality.report_leak", incident, by=by, row=incident)
    for person in people:
        involve(incident, person, by=by, on=on)
    hours, hidden = int(value("incidents.contain_hours", on)), rules.concealed_from(incident)
    bearer, article = Bearer(handler.pk), rules.CONTAIN.article
    open_duty(incident, rules.CONTAIN.name, bearer, article=article, hours=hours, at=at, hidden_from=hidden)
    return incident


def top_of(department: Department) -> Department:
    """The department at the top of the tree in which this one stands."""
    row = Below.objects.filter(department=department).select_related("above").order_by("-depth").first()
    return row.above if row else department


def involve(incident: Incident, person: User, *, by: Actor, on: date) -> None:
    row = Involved.objects.create(incident=incident, person=person, on=on)
    note("record", "confidentiality.involve", incident, by=by, row=row)


def locked(incident: Incident, may, *, by: Actor) -> Incident:
    """The leak under its lock, if this person still may."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not may(by.renewed(), incident):
        raise PermissionDenied
    return incident


@sealed()
def name_involved(incident: Incident, person: User, *, by: Actor, on: date) -> Incident:
    """Name somebody as involved. From then on they see nothing of it; where they handled it, somebody else does."""
    incident = locked(incident, rules.may_work_on, by=by)
    already = rules.involved_in(incident)
    if person.pk in already:
        raise Refused([Reason("twice", _("%s is named already.") % person, "person")])
    if by.is_any_of(person.pk):
        raise Refused(
            [Reason("self", _("Whoever is involved themselves does not name it here: report it."), "person")]
        )
    handler = rules.handler_for(incident.department, already | {person.pk}, incident.owner_id)
    if handler is None:
        raise Refused([Reason("nobody", _("There is no officer and no leader who could take it up."), "person")])
    involve(incident, person, by=by, on=on)
    change_handler(incident, handler, by=by)
    shut_out(incident, person)
    return incident


def change_handler(incident: Incident, handler: User, *, by: Actor) -> None:
    """Somebody else handles it now, and is told; what the one before owes goes over where they are shut out."""
    if handler.pk == incident.owner_id:
        return
    incident.owner = handler
    incident.version += 1
    keep(incident, by=by, reason="handler")
    note("record", "confidentiality.change_handler", incident, by=by, row=incident)
    tell_handler(incident)


def shut_out(incident: Incident, person: User) -> None:
    """A duty that somebody owes who is involved now goes to whoever handles it; a decision to another leader."""
    Duty.objects.open().about(incident).update(hidden_from=rules.concealed_from(incident))
    for duty in Duty.objects.open().about(incident).filter(person=person):
        bearer = rules.decider_of(incident) if duty.kind == rules.DECIDE.name else rules.handler_of(incident)
        duty.person_id = bearer.person_id if bearer else incident.owner_id
        duty.save(update_fields=["person"])


def tell_handler(incident: Incident) -> None:
    number = incident.reference()

    def text() -> str:
        return _("%s: the leak is yours to handle now.") % number

    tell([News(incident.owner, f"leak:{incident.pk}:yours", text, incident.get_absolute_url())])


@sealed()
def add_word(incident: Incident, text: str, *, by: Actor, on: date, is_open: bool) -> IncidentWord:
    """Add words to a leak that one works on. `is_open`: whoever reported it may read them."""
    incident = locked(incident, rules.may_work_on, by=by)
    row = write_word(incident, text, by=by, on=on, author=by.person, is_open=is_open)
    if is_open:
        tell_reporter(incident, f"word:{row.pk}")
    return row


@sealed()
def add_own_word(incident: Incident, text: str, *, by: Actor | None, on: date) -> IncidentWord:
    """Whoever reported says more: `by` name, or None by their code, and then nobody's name stands at it."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if by is not None and by.person.pk != incident.reporter_id:
        raise PermissionDenied
    if incident.state == Incident.State.CLOSED:
        raise Refused([Reason("closed", _("It is closed: report it anew, please."), "text")])
    row = write_word(incident, text, by=by or Actor(incident.owner), on=on, author=None, is_open=True)
    number = incident.reference()

    def words() -> str:
        return _("%s: whoever reported it has added something.") % number

    tell([News(incident.owner, f"leak:{incident.pk}:word:{row.pk}", words, incident.get_absolute_url())])
    return row


def write_word(
    incident: Incident, text: str, *, by: Actor, on: date, author: User | None, is_open: bool
) -> IncidentWord:
    last = incident.words.order_by("-pk").first()
    if last is not None and last.text == text and last.by == author:
        raise Refused([Reason("twice", _("That stands there already."), "text")])
    row = IncidentWord.objects.create(incident=incident, text=text, by=author, is_open=is_open, on=on)
    note("record", "confidentiality.add_word", incident, by=by, row=row)
    return row


@sealed()
def set_measure(
    incident: Incident, text: str, person: User, due_on: date, *, by: Actor, on: date
) -> Rectification:  # fmt: skip
    """Let somebody do what keeps a leak from happening again, until a day. Raises PermissionDenied or Refused."""
    return put_to(locked(incident, rules.may_work_on, by=by), text, person, due_on, by=by, on=on)


@sealed()
def propose_sanction(
    incident: Incident, person: User, article: str, proposal: str, *, by: Actor, on: date
) -> ProposedSanction:
    """Write down what should follow for somebody; chapter 7 decides on it (7.4). Raises Refused."""
    incident = locked(incident, rules.may_propose, by=by)
    refuse(rules.reasons_against_sanction(incident, person, article, by))
    row = ProposedSanction.objects.create(
        incident=incident, person=person, article=article, proposal=proposal, by=by.person, on=on
    )
    note("record", "confidentiality.propose_sanction", incident, by=by, row=row)
    return row


def tell_reporter(incident: Incident, key: str) -> None:
    """Whoever reported in their own name hears that there is something new, and finds it on their own page."""
    if incident.reporter is None:
        return
    number, address = incident.reference(), reverse("confidentiality:incidents:own", args=[incident.pk])

    def text() -> str:
        return _("%s: there is news on what you reported.") % number

    tell([News(incident.reporter, f"leak:{incident.pk}:{key}", text, address)])
