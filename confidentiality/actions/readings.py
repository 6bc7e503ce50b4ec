"""Who is asked to read a version, and who is not asked any more (8.2.4, 9.1)."""

from collections.abc import Sequence
from datetime import date

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.calendar.models import SpecialDay
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
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
        changed += ask(version, rules.audience(version, on), by=by, on=on, joins=joins)
    return changed


@sealed()
def end_pointless(rows, *, by: Actor, on: date) -> int:
    """8.3.3: those of these readings that are replaced, withdrawn, or of somebody who left. Returns how many."""
    owed = rows.owed().select_related("owner", "material_version__material").order_by("pk")
    over = rules.those_over(owed)
    for row in over:
        READINGS.perform("lapse_reading", row, by=by, on=on)
    return len(over)


@sealed()
def ask(version: MaterialVersion, people: Sequence[User], *, by: Actor, on: date, joins: bool = True) -> int:
    """Ask these people to read one version, unless they are asked already; whoever came back is asked again. Who is
    asked anew takes as many queries, however many they are."""
    there = {row.owner_id: row for row in Reading.objects.filter(material_version=version)}
    back = [row for person in people if (row := there.get(person.pk)) and is_back(row)]
    for row in back:
        READINGS.perform("ask_again", row, by=by, on=on)
    due_on = rules.due_on(version, on, SpecialDay.objects.as_mapping(), joins=joins)
    asked = keep_many([
        Reading(
            material_version=version, owner=person, department=person.department, opened_on=on, level=Level.INTERNAL,
            category=Category.MANAGEMENT, due_on=due_on,
        )
        for person in people if person.pk not in there
    ], by=by, reason="create")  # fmt: skip
    for reading in asked:
        note("record", "confidentiality.ask_to_read", reading, by=by)
    owe(asked, on=on)
    return len(back) + len(asked)


def is_back(reading: Reading) -> bool:
    return reading.state == Reading.State.ENDED and not reading.is_excused


@sealed()
def ask_newcomer(person: User, *, by: Actor, on: date) -> int:
    """8.2.4, 9.1: with a first post comes what is in force and everybody confirms. Returns how many."""
    person = User.objects.get(pk=person.pk)  # with the posts of now
    versions = MaterialVersion.objects.asked_of().select_related("material").order_by("pk")
    return sum(ask(version, rules.audience(version, on, person=person), by=by, on=on) for version in versions)


def end_of_leaver(person: User, *, by: Actor, on: date) -> int:
    """8.3.3: whoever leaves reads nothing more."""
    return end_pointless(Reading.objects.filter(owner=person), by=by, on=on)
