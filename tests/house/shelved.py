"""The library of the scene, with a secret in each place that could tell one; and the doors to it."""

from datetime import timedelta

from bizdept.access.grants import grant
from bizdept.people.actor import Actor
from confidentiality.actions import materials
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.models import MaterialGrant, Reading, ReadingRound
from tests.company import DAY, TODAY, Company, fresh, pdf

LISTS = ("library", "readings", "rounds")
WORKS_AT = frozenset({"owner", "chief"})
READS = WORKS_AT | {"assistant", "granted"}
COUNTS = WORKS_AT | {"leader", "officer"}


def lay_in(scene) -> None:
    company: Company = scene.company
    by, chief = Actor(company.li), Actor(company.chief)
    scene.material = take_in(by, "Secret prices", "Secret tariff")
    scene.material = MATERIALS.perform(
        "put_in_force", scene.material, by=chief, on=TODAY, holds_from=TODAY, asks=True, read_until=TODAY + 9 * DAY
    )
    given = {"by": chief, "reason": "needed for a tender", "starts": scene.now - DAY, "until": scene.now + 9 * DAY}
    for name, until in (("granted", scene.now + 9 * DAY), ("expired", scene.now - timedelta(hours=1))):
        grant(scene.material, scene.people[name], **given | {"until": until})
    scene.material_grant = MaterialGrant.objects.get(user=scene.people["granted"])
    scene.in_force = scene.material.versions.get()
    scene.unmade = take_in(by, "Secret pages", "Secret thought", [pdf("secret-sheet.pdf")])
    scene.drafted = scene.unmade.versions.get()
    scene.sheet = scene.drafted.files[0]
    scene.reading = Reading.objects.get(owner=company.li)
    scene.round = ReadingRound.objects.get(pk=scene.in_force.pk)
    scene.material = fresh(scene.material)


def take_in(by: Actor, title: str, text: str, files=()):
    facts = {"kind": "prices", "title": title}
    return materials.take_in(facts, {"changes": text, "text": text}, files, by=by, on=TODAY)


def known_to(who: str) -> set[str]:
    """Who may be shown which of these."""
    found = {"Secret prices", "Secret tariff"} if who in READS else set()
    return found | ({"Secret pages", "Secret thought", "secret-sheet"} if who in WORKS_AT else set())


def doors(Row, of, press, LIST, ALL, beside) -> dict[str, list]:
    """The rows of these addresses."""
    at, none, chief, owner = "confidentiality:", frozenset(), frozenset({"chief"}), frozenset({"owner"})
    found = {f"{at}{name}:index": [Row(queries=LIST)] for name in LISTS}
    for name, record, sees in (("library", "material", READS), ("readings", "reading", COUNTS),
                               ("rounds", "round", COUNTS)):  # fmt: skip
        found |= beside(f"{at}{name}", record, sees, None)
    sent, note = {"data": press(), "post": 422}, press(note="so it is")
    here = f"{at}library:"
    return found | {
        f"{here}new": [Row(may=ALL - {"administrator"}, post=422)],
        f"{here}detail": [Row(READS, args=of("material")), Row(WORKS_AT, args=of("unmade"))],
        f"{here}version": [Row(READS, args=of("in_force")), Row(WORKS_AT, args=of("drafted"))],
        f"{here}readers": [Row(READS, args=of("material")), Row(WORKS_AT, args=of("unmade"))],
        f"{here}open_to": [Row(READS, chief, args=of("material"), **sent)],
        f"{here}close_to": [Row(READS, chief, post=302, args=of("material", "material_grant"))],
        f"{here}new_version": [Row(READS, WORKS_AT, args=of("material"), **sent)],
        f"{here}edit": [Row(WORKS_AT, post=422, args=of("unmade")), Row(READS, none, args=of("material"))],
        f"{here}add_file": [
            Row(WORKS_AT, args=of("unmade"), **sent), Row(READS, none, args=of("material"), **sent),
        ],
        f"{here}remove_file": [
            Row(WORKS_AT, post=302, args=of("unmade", "sheet")), Row(READS, none, args=of("material", "sheet")),
        ],
        f"{here}move": [
            Row(WORKS_AT, chief, post=422, args=lambda s: [s.unmade.pk, "put_in_force"], data=note),
            Row(WORKS_AT, post=302, args=lambda s: [s.unmade.pk, "drop_version"], data=note),
            Row(READS, chief, post=302, args=lambda s: [s.material.pk, "withdraw_material"], data=note),
        ],
        f"{at}readings:detail": [Row(COUNTS, args=of("reading"))],
        f"{at}readings:move": [
            Row(COUNTS, owner, get=302, post=302, args=lambda s: [s.reading.pk, "confirm_reading"]),
            Row(COUNTS, chief | {"leader"}, post=302, args=lambda s: [s.reading.pk, "call_off_reading"], data=note),
            Row(COUNTS, none, args=lambda s: [s.reading.pk, "lapse_reading"]),
        ],
        f"{at}rounds:detail": [Row(COUNTS, args=of("round"))],
        f"{at}rounds:printed": [Row(COUNTS, args=of("round"))],
    }  # fmt: skip
