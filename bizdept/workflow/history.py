"""A record's history in words: who changed what from what to what; and what changed since somebody looked."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bizdept.access.models import Guarded
from bizdept.people.actor import who_of
from bizdept.people.history import principal_in
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused

ASIDE = {"id", "version", "history_id", "history_date", "history_change_reason", "history_type", "history_user"}
SHOWN = 200  # versions on one page


@dataclass(frozen=True)
class FieldChange:
    """One field of one save."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Saved:
    """One save of a record: when, by whom, for which move, and what changed."""

    at: datetime
    by: str
    reason: str
    fields: list[FieldChange]


def history_of(record: Any, hidden: Collection[str] = ()) -> list[Saved]:
    """All saves, newest first. `hidden` names fields that this reader's rights do not reach."""
    kept = record.history.select_related("history_user").order_by("-history_date", "-history_id")
    if isinstance(record, Guarded):  # what stood there while it was more confidential than this reader may know
        kept = kept.filter(level__lte=record.reach)
    rows = list(kept[: SHOWN + 1])
    absent = User.objects.in_bulk({pk for row in rows if (pk := principal_in(row.history_change_reason)[1])})
    found = [_saved(new, list(_differences(old, new, hidden)), absent) for new, old in pairwise(rows)]
    if rows and len(rows) <= SHOWN:
        found.append(_saved(rows[-1], [], absent))
    return found


def _saved(row, fields: list[FieldChange], absent: Mapping[int, User]) -> Saved:
    reason, principal = principal_in(row.history_change_reason)
    who = who_of(row.history_user, absent.get(principal) if principal else None)
    return Saved(row.history_date, who, reason, fields)


def saved_by(row) -> str:
    """Who made one save, and for whom."""
    principal = principal_in(row.history_change_reason)[1]
    return who_of(row.history_user, User.objects.filter(pk=principal).first() if principal else None)


def _differences(old, new, hidden: Collection[str]) -> Iterator[FieldChange]:
    for field in new._meta.concrete_fields:
        if field.name in ASIDE or field.name in hidden:
            continue
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if before != after:
            yield FieldChange(
                field.name, capfirst(str(field.verbose_name)), _words(field, before), _words(field, after)
            )


def _words(field, value) -> str:
    if value in (None, ""):
        return ""
    if field.remote_field:
        return str(field.related_model._base_manager.filter(pk=value).first() or value)
    said = f"{value:,}" if isinstance(value, Decimal) else localize(value)
    return str(dict(field.flatchoices).get(value) or said)


def fingerprint(record: Any, fields: Iterable[str]) -> str:
    """What a person had before their eyes of a record that counts no versions (1.3.1): 24 hexadecimal digits."""
    values = [str(getattr(record, name)) for name in fields]
    return sha256("\0".join(values).encode()).hexdigest()[:24]


def reasons_since_stamp(record: Any, fields: Iterable[str], stamp: str) -> list[Reason]:
    """Why a form that was filled in over what `stamp` stands for isn't saved: somebody changed it meanwhile."""
    if not stamp or stamp == fingerprint(record, fields):
        return []
    words = _("Somebody changed it meanwhile. What you typed is still here: look at it again, and save.")
    return [Reason("stale", words)]


def refuse_if_stale(record: Any, seen: int | None) -> None:
    """Raise Refused where somebody decides over another version than they had before their eyes: who saved it, when.

    What was changed is not said: the reader's rights may not reach so far.
    """
    if seen is None or seen == record.version:
        return
    new = record.history.select_related("history_user").latest()
    words = {"who": saved_by(new), "time": timezone.localtime(new.history_date).strftime("%m-%d %H:%M")}
    raise Refused([Reason("stale", _("%(who)s changed it at %(time)s. Look at it again, please.") % words)])


def reasons_since(record: Any, seen: int) -> list[Reason]:
    """Why a form that was filled in over version `seen` isn't saved: who changed which fields to what meanwhile.

    Empty when nobody did. Each changed field's reason stands at that field, beside what the person typed.
    """
    if record.version == seen:
        return []
    rows = record.history.select_related("history_user")
    new, old = rows.latest(), rows.filter(version__lte=seen).order_by("history_date", "history_id").last()
    who = saved_by(new)
    words = {"who": who, "time": timezone.localtime(new.history_date).strftime("%m-%d %H:%M")}
    found = [Reason("stale", _("Not saved: %(who)s changed it at %(time)s. What you typed is still here.") % words)]
    for change in _differences(old, new, ()) if old else ():
        words = {"who": who, "value": change.after or "—"}
        found.append(Reason("stale", _("%(who)s wrote here: %(value)s") % words, change.name))
    found.append(Reason("stale", _("Look at the marked places, then save again: what stands here then holds.")))
    return found


def as_seen(record: Any, seen: int) -> dict[str, Any] | None:
    """The columns of a record as they stood in its version `seen`, by their fields' names; None if none is kept."""
    old = record.history.filter(version__lte=seen).order_by("history_date", "history_id").last()
    if old is None:
        return None
    return {f.name: getattr(old, f.attname) for f in old._meta.concrete_fields if f.name not in ASIDE}
