"""Raise the level of a record, or keep it on (8.1.1): both hold at once, under its lock, with a row and a line."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access import changes
from bizdept.access.grants import end_all_on
from bizdept.access.models import Classified, LevelChange
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.duties.actions import close_duties
from bizdept.duties.kinds import kind
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.history import refuse_if_stale

REVIEW = kind("access.review_level", gettext_lazy("review the level"), article="8.1.1", icon="shield-lock")
S = LevelChange.State


@sealed()
def raise_level(
    record: Any, level: int, *, by: Actor, reason: str, on: date, until: date | None = None, seen: int | None = None
) -> LevelChange:
    """Make a record more confidential (8.2.2): whoever it was granted to needs a new grant. Raises PermissionDenied,
    or Refused with the reasons."""
    record, by = hold(record, by=by, seen=seen)
    refuse(changes.reasons_against_raising(by, record, level, on))
    refuse(changes.reasons_against(record, level, until, reason, on))
    change = written(record, level, until, S.RAISED, by=by, reason=reason, on=on)
    set_level(record, change, by=by, on=on, deed="raise_level")
    end_all_on(record, by=by, because=_("the level was raised"), at=moment())
    seal(change, "level.raise", by=by)
    for row in changes.lower_beneath(record):
        raise_beneath(row, change, by=by, on=on)
    return change


def raise_beneath(row: Any, above: LevelChange, *, by: Actor, on: date) -> None:
    """8.1.1: what shows the contents of a record goes up with it, whoever keeps it: with a change of its own, which
    names the one above. It does not come down with it: that is weighed for each."""
    row = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if row.level >= above.after:
        return
    reason = _("With %(what)s: %(reason)s") % {"what": above.about.reference(), "reason": above.reason}
    longest = LevelChange._meta.get_field("reason").max_length
    change = written(row, above.after, above.until, S.RAISED, by=by, reason=reason[:longest], on=on)
    set_level(row, change, by=by, on=on, deed="raise_level")
    end_all_on(row, by=by, because=_("the level was raised"), at=moment())
    seal(change, "level.raise", by=by)
    if row.kept_by and row.kept_by != by.person.pk:
        tell([News(row.owner, f"level:{change.pk}", lambda: told(row), row.get_absolute_url())])


def told(row: Any) -> str:
    return _("%s is more confidential now, with what it belongs to: grants have ended.") % row.reference()


@sealed()
def keep_level(
    record: Any, *, by: Actor, reason: str, on: date, until: date | None = None, seen: int | None = None
) -> LevelChange:
    """Keep a level on, until another day (8.1.1)."""
    record, by = hold(record, by=by, seen=seen)
    refuse(changes.reasons_against(record, record.level, until, reason, on))
    change = written(record, record.level, until, S.KEPT, by=by, reason=reason, on=on)
    if change.until is None or change.until == record.level_until:
        raise Refused([Reason("already", _("It is so already."))])
    set_level(record, change, by=by, on=on, deed="keep_level")
    seal(change, "level.keep", by=by)
    return change


def hold(record: Any, *, by: Actor, seen: int | None) -> tuple[Any, Actor]:
    """The record under its lock, and who acts as the tables have it now, if they may change its level."""
    record = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    by = by.renewed()
    if not changes.may_adjust(by, record):
        raise PermissionDenied
    refuse_if_stale(record, seen)
    return record, by


def written(
    record: Classified, level: int, until: date | None, state: str, *, by: Actor, reason: str, on: date
) -> LevelChange:
    """The row of a change; without a day it is the usual one of that level, from now on."""
    change = LevelChange(
        about_type=ContentType.objects.get_for_model(record), about_id=record.pk, before=record.level, after=level,
        until=until or changes.usual_end(level, on, changes.months_on(on)), reason=reason.strip(), state=state,
        owner=by.person, proposed_for=by.on_behalf_of, proposed_at=timezone.now(), keeper_id=record.kept_by,
        department_id=record.department_id, category=record.category, opened_on=on, level=max(record.level, level),
    )  # fmt: skip
    return keep(change, by=by, reason=state)


def set_level(record: Any, change: LevelChange, *, by: Actor, on: date, deed: str) -> None:
    """Write it into the record, which is locked; whoever was to review the level has done so."""
    record.level, record.level_until = change.after, change.until
    record.version += 1
    keep(record, by=by, reason=deed)
    changes.kind_of(type(record)).follow(record, by=by)
    close_duties(record, REVIEW.name, by=by, on=on)


def seal(change: LevelChange, action: str, *, by: Actor) -> None:
    """The line of a change: it stands in the log of the record's readers, by number and levels."""
    told: dict[str, Any] = {name: int(getattr(change, name)) for name in ("before", "after", "level")}
    note("level", action, change.about, by=by, row=change, **told)
