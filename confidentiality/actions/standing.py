"""Until when somebody's NDA holds, and their grace: the facts by which the doors judge, written here alone (8.2.1)."""

from datetime import date, timedelta

from bizdept.access.past import BEFORE
from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post, User
from bizdept.regulation.numbers import value
from confidentiality.models import Nda, NdaText
from confidentiality.models.ndas import coverage
from confidentiality.rules import ndas as rules


def hold(person_id: int) -> User:
    """The person under the lock by which all that changes their NDAs comes one after another."""
    return User.objects.select_for_update(of=("self",)).get(pk=person_id)


@sealed()
def settle(person_id: int, *, by: Actor, beside: Nda | None = None, required: NdaText | None = None) -> User:
    """Write down until when somebody's NDAs hold. `beside` is one that is being changed, as it is to be; `required`
    a text that is being put in force: neither is in the tables yet."""
    person = hold(person_id)
    rows = list(Nda.objects.of(person).signed().exclude(pk=beside.pk if beside else None).select_related("text"))
    if beside is not None and beside.state == Nda.State.IN_FORCE:
        rows.append(beside)
    until = rules.until_of(rows, required or NdaText.objects.required())
    if until != person.nda_until:
        write(person, {"nda_until": until}, by=by)
    return person


@sealed()
def end_grace(person_id: int, *, by: Actor) -> None:
    """Days of grace are for whoever has not signed yet: not for whoever left, or whose NDA was ended."""
    person = hold(person_id)
    if person.nda_grace_until:
        write(person, {"nda_grace_until": None}, by=by)


def write(person: User, facts: dict[str, date | None], *, by: Actor) -> None:
    """The line tells what was before, too: the doors' answer for a past day is read off these lines."""
    told = {name: as_code(day) for name, day in facts.items()}
    told |= {f"{name}{BEFORE}": as_code(getattr(person, name)) for name in facts}
    for name, day in facts.items():
        setattr(person, name, day)
    person.save(update_fields=list(facts))
    coverage.forget()
    note("account", "account.nda", person, by=by, **told)


def as_code(day: date | None) -> str:
    return day.isoformat() if day else ""


@sealed()
def begin_grace(appointment: Appointment, *, by: Actor, on: date) -> None:
    """The days of grace run from the first post that somebody ever has: a later one, or coming back, gives none; nor
    does the administrator's, which opens nothing."""
    person = hold(appointment.person_id)
    is_first = not person.appointments.exclude(pk=appointment.pk).exists()
    days = int(value("nda.grace_days", on))
    if is_first and appointment.post != Post.ADMINISTRATOR and days:
        until = appointment.since + timedelta(days=days - 1)
        if until >= on and until != person.nda_grace_until:
            write(person, {"nda_grace_until": until}, by=by)
