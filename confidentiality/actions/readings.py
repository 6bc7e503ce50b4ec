"""Who is asked to read a version, and who is not asked any more (8.2.4, 9.1)."""

from datetime import date

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.calendar.models import SpecialDay
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from confidentiality.lifecycle.readings import READINGS, owe
from confidentiality.models import Material, MaterialVersion, Reading
from confidentiality.rules import readings as rules


@sealed()
def settle(material: Material, *, by: Actor, on: date, joins: bool = True) -> int:
    """Whoever is to read the version in force is asked, once; whoever needs not any more is left in peace. Late or
    twice is the same. Returns how many readings changed. `joins`: the round has begun before."""
    Material.objects.select_for_update(of=("self",)).get(pk=material.pk)  # one at a time
    changed = end_pointless(Reading.objects.of(material), by=by, on=on)
    for version in MaterialVersion.objects.asked_of().filter(material=material).select_related("material"):
        changed += sum(ask(version, person, by=by, on=on, joins=joins) for person in rules.audience(version, on))
    return changed


@sealed()
def end_pointless(rows, *, by: Actor, on: date) -> int:
    """8.3.3: those of these readings that are replaced, withdrawn, or of somebody who left. Returns how many."""
    owed = rows.owed().select_related("owner", "material_version__material").order_by("pk")
    over = [row for row in owed if rules.is_over(by, row)]
    for row in over:
        READINGS.perform("lapse_reading", row, by=by, on=on)
    return len(over)


@sealed()
def ask(version: MaterialVersion, person: User, *, by: Actor, on: date, joins: bool = True) -> int:
    """Ask one person to read one version, unless they are asked already; whoever came back is asked again."""
    there = Reading.objects.filter(material_version=version, owner=person).first()
    if there is not None:
        if there.state != Reading.State.ENDED or there.is_excused:
            return 0
        READINGS.perform("ask_again", there, by=by, on=on)
        return 1
    reading = Reading(
        material_version=version, owner=person, department=person.department, opened_on=on, level=Level.INTERNAL,
        category=Category.MANAGEMENT, due_on=rules.due_on(version, on, SpecialDay.objects.as_mapping(), joins=joins),
    )  # fmt: skip
    keep(reading, by=by, reason="create")
    note("record", "confidentiality.ask_to_read", reading, by=by)
    owe(reading, on=on)
    return 1


@sealed()
def ask_newcomer(person: User, *, by: Actor, on: date) -> int:
    """8.2.4, 9.1: with a first post comes what is in force and everybody confirms. Returns how many."""
    person = User.objects.get(pk=person.pk)  # with the posts of now
    versions = MaterialVersion.objects.asked_of().select_related("material").order_by("pk")
    return sum(
        ask(version, person, by=by, on=on) for version in versions if rules.audience(version, on, person=person)
    )


def end_of_leaver(person: User, *, by: Actor, on: date) -> int:
    """8.3.3: whoever leaves reads nothing more."""
    return end_pointless(Reading.objects.filter(owner=person), by=by, on=on)
