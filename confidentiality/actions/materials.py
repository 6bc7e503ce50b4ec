"""Take materials into the library, and draft their versions (8.1.1–8.1.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from bizdept.access.changes import classified
from bizdept.access.levels import Level, reasons_against_reach
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import close_duties, open_duty
from bizdept.files.actions import attach, take_away
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.history import refuse_if_stale
from bizdept.workflow.numbering import draw
from confidentiality.models import Material, MaterialVersion
from confidentiality.models.materials import SERIES
from confidentiality.rules import materials as rules

FIRST = 1


@sealed()
def take_in(
    facts: dict[str, Any], words: dict[str, Any], files: Sequence[UploadedFile] = (), *, by: Actor, on: date
) -> Material:
    """A new material with the draft of its first version. What is not said of category and level is as usual for its
    kind. Raises PermissionDenied, or Refused."""
    if not rules.may_keep_materials(by) or by.person.department is None:
        raise PermissionDenied
    material = Material(
        **as_usual(facts), owner=by.person, department=by.person.department, opened_on=on, number=draw(SERIES, on=on)
    )  # fmt: skip
    refuse(reasons_against_reach(by, material.level, on))
    refuse(rules.reasons_against_kind(material))
    refuse(rules.reasons_against_deciders(material, by.person, on))
    keep(material, by=by, reason="create")
    return draft(material, words, files, by=by, on=on)


def as_usual(facts: dict[str, Any]) -> dict[str, Any]:
    """With the category and the level that the kind usually has, where nobody says else."""
    category, level = rules.USUAL[facts["kind"]]
    given = facts.get("level")
    return facts | {"category": facts.get("category") or category, "level": level if given is None else Level(given)}


@sealed()
def begin_version(
    material: Material, words: dict[str, Any], files: Sequence[UploadedFile] = (), *, by: Actor, on: date,
    seen: int | None = None,
) -> Material:  # fmt: skip
    """The draft of the next version. Raises PermissionDenied, or Refused where another is being drafted."""
    material = locked(material)
    by = by.renewed()
    if material.drafted and rules.may_write(by, material):
        raise Refused([Reason("draft", _("Version %d is being drafted already.") % material.drafted)])
    if not rules.may_begin_version(by, material):
        raise PermissionDenied
    refuse_if_stale(material, seen)
    material.version += 1
    return draft(material, words, files, by=by, on=on)


def locked(material: Material) -> Material:
    """The material under its lock, by which all that changes its versions comes one after another."""
    return Material.objects.select_for_update(of=("self",)).get(pk=material.pk)


@sealed()
def draft(
    material: Material, words: dict[str, Any], files: Sequence[UploadedFile], *, by: Actor, on: date
) -> Material:  # fmt: skip
    """The version itself: its number follows the last one, dropped or not; whoever decides on it is asked."""
    number = material.versions.count() + FIRST
    version = MaterialVersion(
        **words, material=material, number=number, code=f"{material.number}/{number}", owner=by.person,
        department=material.department, category=material.category, level=material.level, opened_on=on,
        writers=[by.person.pk],
    )  # fmt: skip
    keep(version, by=by, reason="create")
    for file in files:
        attach_to(version, file, by=by)
    material.drafted = number
    ask_to_decide(material, by=by, on=on)
    keep(material, by=by, reason="draft")
    note("record", "confidentiality.draft_version", material, by=by, row=material, number=number)
    return material


def ask_to_decide(material: Material, *, by: Actor, on: date) -> None:
    """Chief or leader owe the decision; what is the leader's, the leader sees."""
    bearer, duty = rules.decider_of(material, {by.person.pk, *material.draft.writers}, on), rules.DECIDE
    material.went_to_leader |= bearer.post == Post.LEADER
    within = rules.decide_days(on)
    open_duty(material, duty.name, bearer, article=duty.article, within=within, on=on, hidden_from=by.person.pk)


def attach_to(version: MaterialVersion, file: UploadedFile, *, by: Actor) -> Attachment:
    return attach(version, file, by=by, purpose="material", level=version.level, category=version.category)


@sealed()
def revise(
    material: Material, facts: dict[str, Any], words: dict[str, Any], *, by: Actor, on: date, seen: int | None = None
) -> Material:  # fmt: skip
    """Write at the draft; of what was never in force, kind, title, category and level too. Raises PermissionDenied, or
    Refused for a stale form."""
    material, version, by = of_draft(material, by)
    refuse_if_stale(material, seen)
    if not material.edition and facts:
        entered = as_usual(facts)
        refuse(rules.reasons_against_lower(material, entered["level"]))
        for name, value in entered.items():
            setattr(material, name, value)
        refuse(reasons_against_reach(by, material.level, on))
        refuse(rules.reasons_against_kind(material))
        version.category, version.level = material.category, material.level
        mark_files(version, by=by)
    for name, value in words.items():
        setattr(version, name, value)
    write_at(material, version, by=by, on=on)
    return material


@sealed()
def follow_level(material: Material, *, by: Actor) -> None:
    """8.2.2: its versions and their files are as confidential as the material; called under its lock. Raises Refused
    where its kind is for everybody."""
    refuse(rules.reasons_against_kind(material))
    for version in material.versions.order_by("pk"):
        version.level = material.level
        keep(version, by=by, reason="level")
        mark_files(version, by=by)
    note("record", "confidentiality.mark_material", material, by=by, row=material)


def mark_files(version: MaterialVersion, *, by: Actor) -> None:
    """The files of a draft are as confidential as it is now."""
    for file in version.files:
        file.level, file.category = version.level, version.category
        file.save(update_fields=["level", "category"])
        note("file", "file.mark", version, by=by, row=file, level=int(file.level))


@sealed()
def add_file(material: Material, file: UploadedFile, *, by: Actor, on: date) -> Attachment:
    """One more file for the draft. Raises PermissionDenied or Refused."""
    material, version, by = of_draft(material, by)
    added = attach_to(version, file, by=by)
    write_at(material, version, by=by, on=on)
    return added


@sealed()
def remove_file(material: Material, file: Attachment, *, by: Actor, on: date) -> Material:
    """A file that is not to be part of it. Raises PermissionDenied, or Refused where it is not the draft's."""
    material, version, by = of_draft(material, by)
    if file.pk not in {one.pk for one in version.files}:
        raise Refused([Reason("file", _("It is no file of this draft."))])
    take_away(file, by=by, on=on)
    write_at(material, version, by=by, on=on)
    return material


def of_draft(material: Material, by: Actor) -> tuple[Material, MaterialVersion, Actor]:
    """The material under its lock with its draft, for whoever may write at it. Raises PermissionDenied."""
    material, by = locked(material), by.renewed()
    if not rules.may_write_draft(by, material) or material.draft is None:
        raise PermissionDenied
    return material, material.draft, by


def write_at(material: Material, version: MaterialVersion, *, by: Actor, on: date) -> None:
    """1.3.1: whoever wrote at it does not put it in force; and whoever looks at it now sees that it changed."""
    version.writers = sorted({*version.writers, by.person.pk})
    version.version += 1
    keep(version, by=by, reason="revise")
    close_duties(material, rules.DECIDE.name, by=by, on=on)
    ask_to_decide(material, by=by, on=on)
    material.version += 1
    keep(material, by=by, reason="revise")
    note("record", "confidentiality.revise_version", material, by=by, row=material, number=version.number)


classified(Material, over=(Material.State.WITHDRAWN,), follow=follow_level)
