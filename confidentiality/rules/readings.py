"""Who reads a version of a material and confirms it (8.2.4, 9.1). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.doors import may_see, who_may_see
from bizdept.access.models import AccessLog
from bizdept.calendar.rules import Special, after_working_days
from bizdept.duties.kinds import Kind, kind
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Below, Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import Material, MaterialVersion, Reading
from confidentiality.models.ndas import covered

claim("8.2.4", by="confidentiality.confirm_reading", kind="move")
claim("9.1", by="confidentiality.confirm_reading", kind="move")
claim("9.1", by="confidentiality.follow_library", kind="job")

READ = kind("confidentiality.read_material", gettext_lazy("read it, and confirm that"), article="8.2.4", icon="book-2")
READ_REGULATION = kind(
    "confidentiality.read_regulation", gettext_lazy("read the regulation, and confirm that"), article="9.1",
    icon="scale",
)  # fmt: skip
LONGEST = timedelta(days=366)
PROOFS = ("look.read", "look.file")


def duty_of(version: MaterialVersion) -> Kind:
    """9.1, 8.2.4: the regulation's own text is read by its own article."""
    return READ_REGULATION if version.material.kind == Material.Kind.REGULATION else READ


def may_confirm(by: Actor, reading: Reading) -> bool:
    """8.2.4: everybody confirms for themselves alone."""
    return by.on_behalf_of is None and by.person.pk == reading.owner_id


def may_call_off(by: Actor, reading: Reading) -> bool:
    """8.2.4: the chief, or the leader, excuses somebody with a reason; nobody themselves."""
    return not by.is_any_of(reading.owner_id) and by.holds(
        Post.CHIEF, Post.LEADER, within=reading.material_version.department_id
    )


def is_over(by: Actor, reading: Reading) -> bool:
    """8.2.4, 8.3.3: what nobody needs to read any more: replaced or withdrawn, or the person has left or lost the
    sight of it. Whoever notices may write it down."""
    return not (is_read(reading.material_version) and may_see(reading.owner, reading.material_version))


def is_read(version: MaterialVersion) -> bool:
    """8.2.4: whether this is the version in force, and nothing was withdrawn."""
    return version.material.state == Material.State.IN_FORCE and version.material.edition == version.number


def those_over(readings: Iterable[Reading]) -> list[Reading]:
    """8.2.4, 8.3.3: those of many that are over, in a few queries for each version."""
    by_version: dict[MaterialVersion, list[Reading]] = {}
    for row in readings:
        by_version.setdefault(row.material_version, []).append(row)
    found = []
    for version, rows in by_version.items():
        seeing = who_may_see([row.owner for row in rows], version) if is_read(version) else set()
        found += [row for row in rows if row.owner_id not in seeing]
    return found


def is_asked_again(by: Actor, reading: Reading) -> bool:
    """8.2.4: whoever comes back reads what they left unread; whom somebody excused, when such a one says so."""
    return (not reading.is_excused or may_call_off(by, reading)) and not is_over(by, reading)


def was_opened(reading: Reading) -> bool:
    """8.2.4: whether the person has had it before them since it is in force, as the access log tells. What has no
    words on its page is read by its file."""
    version = reading.material_version
    proofs = PROOFS if version.text.strip() else PROOFS[1:]
    lines = AccessLog.objects.of(version).filter(actor=reading.owner_id, action__in=proofs)
    return lines.filter(at__gte=version.put_in_force_at).exists()


def missing_for_confirming(reading: Reading, by: Actor) -> Iterable[Reason]:
    """8.2.4: nobody confirms what they have not opened, nor what is not what was put in force."""
    if not was_opened(reading):
        yield Reason("unopened", _("Open it first: the page, or the file where there is no text."))
    elif not reading.material_version.is_whole:
        yield Reason("changed", _("It is not what was put in force. Do not confirm it, and tell the officer."))


def reasons_against_round(read_until: date | None, on: date) -> Iterable[Reason]:
    """8.2.4: a round of reading has a day, from today on."""
    if read_until is None or not on <= read_until <= on + LONGEST:
        yield Reason("read_until", _("Choose a day from today on, within a year."), "read_until")


def audience(version: MaterialVersion, on: date, person: User | None = None) -> list[User]:
    """8.2.4, 9.1: who is asked: of those who hold a post, the departments and posts that were chosen, as far as each
    may see it; of one `person` alone, whether it is they."""
    people = covered(on).exclude(department=None)
    if person is not None:
        people = people.filter(pk=person.pk)
    if version.asked_departments:
        below = Below.objects.filter(above__in=version.asked_departments).values("department")
        people = people.filter(department__in=below)
    if version.asked_posts:
        held = Appointment.objects.in_force(on).filter(post__in=version.asked_posts)
        people = people.filter(pk__in=held.values("person"))
    found = list(people.select_related("department").order_by("pk"))
    seeing = who_may_see(found, version)
    return [one for one in found if one.pk in seeing]


def due_on(version: MaterialVersion, on: date, special: Special, *, joins: bool) -> date:
    """8.2.4: until the round's day; whoever joins when that is near or over has some working days."""
    days = int(value("library.read_days", on)) if joins else 0
    return max(version.read_until or on, after_working_days(on, days, special))
