"""What the pages of the library show: the version that holds, all versions, who has read it, paper copies."""

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Any

from bizdept.people.clock import today
from bizdept.people.models import User
from bizdept.workflow.versions import Piece
from confidentiality.models import Material, MaterialVersion, Paper, Reading, ReadingRound
from confidentiality.rules import materials as rules

SHOWN = 30  # people on a page; all of them stand in the list, in its file and on paper


def holding(versions: list[MaterialVersion], on: date) -> MaterialVersion | None:
    """Of the versions in force, the latest first, the one that holds on that day; before the first one's day, that."""
    forced = [one for one in versions if one.put_in_force_at]
    return next((one for one in forced if one.holds_from <= on), forced[-1] if forced else None)


def beside(material: Material, person: User, on: date) -> dict[str, Any]:
    """The versions that this person may open, and what stands on the page of the material."""
    versions = rules.versions_for(material, person)
    for one in versions:
        one.material = material
    holds = holding(versions, on)
    return {
        "versions": versions, "holds": holds, "round": round_of(holds, person) if holds else None,
        "papers": list(Paper.objects.visible_to(person).filter(belongs_to=material.number).order_by("number")),
    }  # fmt: skip


def round_of(version: MaterialVersion, person: User) -> ReadingRound | None:
    """How many have read a version, for whoever looks after that."""
    rows = ReadingRound.objects.visible_to(person).with_counts().filter(pk=version.pk)
    return rows.first() if version.read_until else None


def owed_by(version: MaterialVersion, person: User) -> Reading | None:
    """What this person is to confirm, or has confirmed, of a version."""
    rows = Reading.objects.filter(material_version=version, owner=person).select_related("owner")
    reading = rows.exclude(state=Reading.State.ENDED).first()
    if reading is not None:
        reading.material_version = version
    return reading


def changes(version: MaterialVersion) -> dict[str, Any]:
    """What differs from the version before, line by line: sign by sign a long text would take minutes."""
    rows = MaterialVersion.objects.in_force().filter(material=version.material_id, number__lt=version.number)
    before = rows.order_by("-number").first() if version.text else None
    if before is None or not before.text:
        return {"before": None, "changes": []}
    old, new = before.text.splitlines(keepends=True), version.text.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            cut = (Piece("del", "".join(old[a:b])), Piece("ins", "".join(new[c:d])))
            found += [piece for piece in cut if piece.text]
    return {"before": before, "changes": found}


@dataclass(frozen=True)
class Share:
    """How many of one department have confirmed."""

    department: str
    asked: int
    confirmed: int

    @property
    def waiting(self) -> int:
        return self.asked - self.confirmed


def coverage(version: MaterialVersion) -> dict[str, Any]:
    """8.2.4, 9.1: who has confirmed when, who has not; by departments."""
    readings = list(Reading.objects.asked().filter(material_version=version.pk).by_departments())
    shares = [
        Share(str(name), len(rows), sum(row.state == Reading.State.CONFIRMED for row in rows))
        for name, found in groupby(readings, key=attrgetter("department"))
        if (rows := list(found))
    ]
    owed = [row for row in readings if row.state == Reading.State.OWED]
    return {
        "readings": readings, "shares": shares, "owed": owed[:SHOWN], "more": max(0, len(owed) - SHOWN),
        "today": today(),
    }  # fmt: skip


def regulation_texts(person: User, on: date) -> list[tuple[Material, MaterialVersion]]:
    """9.1: which text of the regulation holds on that day, as far as somebody may see it."""
    found = []
    for material in Material.objects.visible_to(person).regulations():
        if version := MaterialVersion.objects.filter(material=material).select_related("put_in_force_by").on(on):
            found.append((material, version))
    return found
