"""One record out of a backup: which rows it consists of there, and what of them is here (8.1.1). Nothing here writes
into what we live in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, models
from django.utils.translation import gettext as _

from bizdept.access.models import Guarded
from bizdept.audit.models import AuditEntry
from bizdept.audit.seals import label_of
from bizdept.files import store
from bizdept.manage.backup import archive
from bizdept.manage.backup.archive import Archive, Damaged, Unfit
from bizdept.manage.backup.making import of_vendor
from bizdept.manage.backup.restoring import promised, refuse_unfit
from bizdept.manage.backup.tables import Table, described

ASIDE = "aside"  # the connection to the backup's tables
ALIKE = {"web", "notices", "guardian", "auth", "audit", "manage"}  # machinery of pages and letters: of no record
INNER = {"confidentiality.materialversion"}  # records that stand and fall with another
OF_ANOTHER = {"confidentiality.passed", "confidentiality.stockline", "confidentiality.confirmedgrant"}
NEVER = {"confidentiality.datarequest"}  # an erasure takes its words out, and nobody brings them back
GRANT = "content_object"  # the column by which a grant names its record


@dataclass(frozen=True)
class Row:
    """A row as the backup has it, and as it is here."""

    saved: Any
    here: Any

    @property
    def label(self) -> str:
        return label_of(self.saved)

    @property
    def changed(self) -> list[str]:
        """The columns in which it differs."""
        fields = self.saved._meta.concrete_fields
        return [f.column for f in fields if getattr(self.saved, f.attname) != getattr(self.here, f.attname)]

    @property
    def state(self) -> str:
        if self.here is None:
            return "missing"
        return "differs" if self.changed else "same"


@dataclass(frozen=True)
class Found:
    """A record in a backup: its rows, the root first; how many grants of it there were; what stands against it."""

    root: Any
    rows: list[Row]
    grants: int
    files: list[str]  # hashes of what the store lacks
    against: list[str]

    def to_write(self, overwrite: bool) -> list[Row]:
        return [row for row in self.rows if row.state == "missing" or (overwrite and row.state == "differs")]


@contextmanager
def tables_aside(place: Path) -> Iterator[tuple[Archive, datetime]]:
    """The backup's tables behind the connection ASIDE, after its seal, its members and its shape were checked."""
    with archive.opened(place) as saved:
        try:
            refuse_unfit(saved)
            known, _head = promised(saved)
            at = datetime.fromisoformat(saved.manifest["at"])
        except (LookupError, TypeError, AttributeError) as why:
            raise Damaged(_("%(place)s is no backup: %(why)s.") % {"place": place.name, "why": why}) from None
        saved.check_members()
        refuse_older(known)
        with of_vendor().opened_aside(saved, known) as wrapper:
            connections[ASIDE] = wrapper
            try:
                yield saved, at
            finally:
                del connections[ASIDE]


def refuse_older(known: Iterable[Table]) -> None:
    there = {table.name: table.columns for table in known}
    for name in {model._meta.db_table for model in apps.get_models() if model._meta.managed} & set(there):
        if sorted(described(connection, name).columns) != sorted(there[name]):
            raise Unfit(_("The backup is of an older version: one record can't be taken out of it."))


def kinds() -> dict[str, Any]:
    """The records that can be brought back, by the word for their kind."""
    found = [m for m in apps.get_models() if issubclass(m, Guarded) and hasattr(m, "history") and not m._meta.proxy]
    return {str(m._meta.model_name): m for m in found if m._meta.label_lower not in NEVER | INNER}


def aside(model: Any) -> models.QuerySet:
    return model._base_manager.using(ASIDE)


def root_of(model: Any, number: str) -> Any:
    """The record that goes by exactly this number in the backup, or None."""
    names = {field.name for field in model._meta.concrete_fields} & {"number", "code"}
    rows = [row for name in names for row in aside(model).filter(**{name: number})]
    digits = number.rpartition("-")[2]
    if digits.isdecimal() and len(digits) < 19:
        rows += aside(model).filter(pk=int(digits))
    return next((row for row in rows if row.reference() == number), None)


def find(model: Any, number: str, saved: Archive, at: datetime) -> Found | None:
    """The record with everything that is its own, compared row by row with what is here."""
    root = root_of(model, number)
    if root is None:
        return None
    gathered: dict[Any, dict[Any, Any]] = {}
    gather(model, [root], gathered)
    grants = sum(len(rows) for kind, rows in gathered.items() if is_grant(kind))
    kept = {kind: rows for kind, rows in gathered.items() if not is_grant(kind)}
    rows = [row for kind, found in kept.items() for row in compared(kind, found)]
    files = sorted({sha256 for row in rows for sha256 in hashes(row.saved) if not store.place_of(sha256).is_file()})
    against = [*gone_for_good(root, at), *pointing_nowhere(rows), *taken(root)]
    lost = [sha256 for sha256 in files if f"files/{sha256}" not in saved.members]
    against += [_("The file %s is neither in the backup nor here.") % sha256 for sha256 in lost]
    return Found(root, rows, grants, files, against)


def is_grant(kind: Any) -> bool:
    return any(field.name == "permission" for field in kind._meta.concrete_fields)


def gather(model: Any, rows: list[Any], found: dict[Any, dict[Any, Any]]) -> None:
    """These rows and what is theirs: rows that point at them, be it by kind and id; and their history."""
    new = [row for row in rows if row.pk not in found.setdefault(model, {})]
    if not new:
        return
    found[model] |= {row.pk: row for row in new}
    ids = [row.pk for row in new]
    for kind, condition in pointing_at(model):
        part = aside(kind).filter(**{condition: ids}, **same_kind(model, condition))
        gather(kind, list(part.order_by("pk")), found)
    if hasattr(model, "history"):
        past = model.history.model
        lines = aside(past).filter(**{f"{model._meta.pk.attname}__in": ids}).order_by("pk")
        found.setdefault(past, {}).update({line.pk: line for line in lines})


def pointing_at(model: Any) -> Iterator[tuple[Any, str]]:
    """The kinds of rows that are part of a row of this model, and by which condition they are found."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if is_reverse and is_part(relation.related_model):
            yield relation.related_model, f"{relation.field.name}__in"
    for kind in apps.get_models():
        if is_part(kind) and any(
            isinstance(field, GenericForeignKey) and field.name == "record" for field in kind._meta.private_fields
        ):
            yield kind, "object_id__in"


def is_part(kind: Any) -> bool:
    meta = kind._meta
    own = not issubclass(kind, Guarded) or meta.label_lower in INNER
    is_past = hasattr(kind, "history_object") or "history_id" in {f.attname for f in meta.concrete_fields}
    return (
        own and not is_past and not meta.proxy and meta.app_label not in ALIKE and meta.label_lower not in OF_ANOTHER
    )


def same_kind(model: Any, condition: str) -> dict[str, Any]:
    meta = model._meta
    if condition != "object_id__in":
        return {}
    return {"content_type__app_label": meta.app_label, "content_type__model": meta.model_name}


def compared(kind: Any, saved: dict[Any, Any]) -> Iterator[Row]:
    here = kind._base_manager.in_bulk(list(saved))
    for pk, row in saved.items():
        yield Row(row, here.get(pk))


def hashes(row: Any) -> list[str]:
    return [value for name in getattr(row, "stored_fields", ()) if (value := getattr(row, name))]


# What stands against it


def gone_for_good(root: Any, at: datetime) -> Iterator[str]:
    """8.1.1, 8.2.3: what was erased by right or destroyed by two does not come back. The chain says so for ever."""
    lines = AuditEntry.objects.filter(record=label_of(root))
    if lines.filter(kind="move", data__to="destroyed").exists():
        yield _("It was destroyed, and is not brought back.")
    if lines.filter(action__endswith="erase_contact", at__gte=at).exists():
        yield _("A person's data in it were erased by right after this backup, and are not brought back.")


def taken(root: Any) -> Iterator[str]:
    """That its number is another record's by now."""
    for name in {field.name for field in root._meta.concrete_fields if field.unique} & {"number", "code"}:
        rows = type(root)._base_manager.using("default").filter(**{name: getattr(root, name)}).exclude(pk=root.pk)
        if other := rows.first():
            yield _("Its number is another record's here: %s.") % label_of(other)


def pointing_nowhere(rows: list[Row]) -> Iterator[str]:
    """What these rows name that is neither among them nor here."""
    own = {row.label for row in rows}
    wanted: dict[Any, dict[Any, str]] = {}
    for row in rows:
        for kind, pk in named_by(row.saved):
            if f"{kind._meta.label_lower}:{pk}" not in own:
                wanted.setdefault(kind, {}).setdefault(pk, row.label)
    for kind, by_whom in wanted.items():
        there = set(kind._base_manager.using("default").filter(pk__in=list(by_whom)).values_list("pk", flat=True))
        for pk in sorted(set(by_whom) - there):
            told = {"row": by_whom[pk], "what": f"{kind._meta.label_lower}:{pk}"}
            yield _("%(row)s points at %(what)s, which is not here.") % told


def named_by(row: Any) -> Iterator[tuple[Any, Any]]:
    """The rows that a row names: by foreign keys, and by kind and id."""
    for field in row._meta.concrete_fields:
        if field.is_relation and field.db_constraint and (pk := getattr(row, field.attname)) is not None:
            yield field.related_model, pk
    for field in row._meta.private_fields:
        if isinstance(field, GenericForeignKey) and (pk := getattr(row, field.fk_field)) is not None:
            kind = aside_kind(getattr(row, f"{field.ct_field}_id"))
            if kind is not None:
                yield kind, pk


def aside_kind(number: int) -> Any:
    told = aside(ContentType).filter(pk=number).values_list("app_label", "model").first()
    return apps.get_model(*told) if told else None
