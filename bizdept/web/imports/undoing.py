"""Taking an import back: what it made goes, what it changed is what it was, as far as nobody touched it since."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.people.history import FOR, keep_changes, remove_many
from bizdept.refusal import Reason, Refused
from bizdept.search.models import Searchable, renew, tell_dependents
from bizdept.web.imports.actions import SILENCE, locked
from bizdept.web.imports.checking import Importer
from bizdept.web.imports.models import KEPT, ImportBatch
from bizdept.web.works.progress import Progress, Silence

CHUNK = 2000  # records
LONGEST = timedelta(hours=1)  # that an import's transaction may have lasted
Stage = ImportBatch.Stage


def reasons_against_undoing(batch: ImportBatch, at: datetime) -> list[Reason]:
    """What stands in the way: only what was imported within a week is taken back."""
    if batch.stage not in (Stage.DONE, Stage.UNDOING) or batch.done_at is None:
        return [Reason("stage", _("This import is over: %s.") % batch.get_stage_display())]
    if at > batch.done_at + KEPT:
        return [Reason("late", _("An import can be taken back for %d days.") % KEPT.days)]
    return []


@sealed()
def undo(
    batch: ImportBatch, *, importer: Importer, by: Actor, at: datetime, progress: Progress | Silence = SILENCE
) -> dict:  # fmt: skip
    """Take back what the import wrote. Records that somebody changed since, or that something points at, stay.

    Returns how many were taken back (`gone`, `restored`) and how many stayed (`kept`). Raises Refused where it is too
    late, or the import is not a finished one.
    """
    batch = locked(batch, Stage.DONE, Stage.UNDOING)
    if against := reasons_against_undoing(batch, at):
        raise Refused(against)
    done: Counter = Counter(gone=0, restored=0, kept=0)
    for model in reversed(importer.writes):  # whoever points at others first
        for lines in chunks_of(model, batch):
            take_back(model, lines, done, importer=importer, by=by, reason=f"undo #{batch.pk}")
            progress.tell(done.total(), max(batch.rows, done.total()) + 1, "undo")
    batch.stage, batch.undone_at, batch.undone = Stage.UNDONE, at, dict(done)
    batch.save()
    numbers: dict[str, Any] = dict(done)
    note("record", "imports.undo", batch, by=by, **numbers)
    return dict(done)


@dataclass
class Written:
    """What an import wrote of one record: its first line of history and its last, and whether it made the record."""

    pk: int
    first: int
    last: int
    is_new: bool


def chunks_of(model: Any, batch: ImportBatch) -> Iterator[list[Written]]:
    """What the import wrote of records of this model, oldest first."""
    past = model.history.model
    by_reason = Q(history_change_reason=batch.reason) | Q(history_change_reason__startswith=f"{batch.reason}{FOR}")
    done_at: Any = batch.done_at
    lines = past.objects.filter(by_reason, history_date__range=(done_at - LONGEST, done_at + LONGEST))
    by_pk: dict[int, Written] = {}
    for line, pk, kind in lines.order_by("history_id").values_list("history_id", "id", "history_type"):
        by_pk.setdefault(pk, Written(pk, line, line, kind == "+")).last = line
    found = list(by_pk.values())
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def take_back(
    model: Any, written: Sequence[Written], done: Counter, *, importer: Importer, by: Actor, reason: str
) -> None:  # fmt: skip
    """One chunk. What it made is removed, what it changed restored, as far as it is the person's to change today."""
    past = model.history.model
    pks = {one.pk for one in written}
    allowed = importer.may_take_back(model, list(model._base_manager.filter(pk__in=pks)))
    records = model._base_manager.select_for_update().in_bulk(pks)
    last = dict(past.objects.filter(id__in=pks).order_by().values_list("id").annotate(Max("history_id")))
    untouched = [one for one in written if one.pk in allowed and last[one.pk] == one.last]
    made = {one.pk for one in untouched if one.is_new}
    made -= pointed_at(model, made)
    gone = [records[pk] for pk in made if pk in records]
    remove_many(gone, by=by, reason=reason)
    renew_those_pointed_at(gone)
    changed = {one.pk: one.first for one in untouched if not one.is_new and one.pk in records}
    restore(model, [records[pk] for pk in changed], changed, by=by, reason=reason)
    done.update(gone=len(gone), restored=len(changed), kept=len(pks) - len(gone) - len(changed))


def restore(model: Any, records: list, lines: dict[int, int], *, by: Actor, reason: str) -> None:
    """Give records the values that they had before these lines of their history."""
    past = model.history.model
    names = [field.attname for field in past.tracked_fields if not field.primary_key]
    earlier = past.objects.filter(id__in=lines, history_id__lt=max(lines.values(), default=0))
    before: dict[int, Any] = {}
    for line in earlier.order_by("history_id"):
        if line.history_id < lines[line.id]:
            before[line.id] = line
    for record in records:
        version = getattr(record, "version", None)
        for name in names:
            setattr(record, name, getattr(before[record.pk], name))
        if version is not None:
            record.version = version + 1  # never one that stood for something else
    words = derive(records)
    keep_changes(records, [*(f.name for f in past.tracked_fields if not f.primary_key), *words], by=by, reason=reason)
    if issubclass(model, Searchable):
        tell_dependents(records)
    renew_those_pointed_at(records)


def derive(records: list) -> Collection[str]:
    """Fill what follows from the restored columns, and say which columns these are."""
    if not records or not isinstance(records[0], Searchable):
        return ()
    for record in records:
        record.derive()
    return getattr(type(records[0]), "DERIVED", Searchable.UNTRACKED)


def renew_those_pointed_at(records: list) -> None:
    """A customer is found by its contacts too: whoever these point at is told."""
    for field in type(records[0])._meta.concrete_fields if records else ():
        owner: Any = field.related_model
        if isinstance(owner, type) and issubclass(owner, Searchable):
            wanted = {getattr(record, field.attname) for record in records}
            rows = owner._base_manager.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
            renew(owner, list(rows))


def pointed_at(model: type[models.Model], pks: Collection[int]) -> set[int]:
    """Which of these records something points at: a contract, a file, a duty, a grant, a move."""
    found: set[int] = set()
    for relation in relations_to(model) if pks else ():
        name, rows = relation.field.name, relation.related_model._base_manager
        found |= set(rows.filter(**{f"{name}__in": pks}).values_list(f"{name}_id", flat=True))
    kind = ContentType.objects.get_for_model(model)
    for table in apps.get_models() if pks else ():
        for field in table._meta.private_fields:
            if isinstance(field, GenericForeignKey):
                rows = table._base_manager.filter(**{field.ct_field: kind, f"{field.fk_field}__in": pks})
                found |= set(rows.values_list(field.fk_field, flat=True))
    return found


def relations_to(model: type[models.Model]) -> Iterator[Any]:
    """The foreign keys that lead to this model, hidden ones too; a history only remembers."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_way = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if is_way and not str(getattr(relation.related_model, "__name__", "")).startswith("Historical"):
            yield relation
