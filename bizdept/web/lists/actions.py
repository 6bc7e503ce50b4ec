"""Every verb of lists that writes: views, columns, and one deed on many rows."""

import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, Refused
from bizdept.web.lists.batch import BatchAction, Judged
from bizdept.web.lists.models import BatchLine, BatchRun, SavedView
from bizdept.web.lists.saved import may_unshare

MOST_VIEWS = 30  # of one person and list
UNDONE_WITHIN = timedelta(hours=24)
KEPT = timedelta(days=30)
Outcome = BatchLine.Outcome


@sealed()
def save_view(kind: str, fields: Mapping[str, Any], query: dict, columns: list[str], *, by: Actor) -> SavedView:
    """Keep how a list is seen now, under a name. Raises Refused for a name that this person has used, or too many."""
    own = SavedView.objects.own(by.person, kind)
    if own.count() >= MOST_VIEWS:
        raise Refused([Reason("many", _("You have %d views of this list: drop one first.") % MOST_VIEWS)])
    view = SavedView(person=by.person, kind=kind, query=query, columns=columns)
    return keep_view(view, fields, by=by)


@sealed()
def revise_view(view: SavedView, fields: Mapping[str, Any], *, by: Actor) -> SavedView:
    """Change a view's name, its place, whether it is shared and whether the list opens with it."""
    return keep_view(own_view(view, by=by), fields, by=by)


def keep_view(view: SavedView, fields: Mapping[str, Any], *, by: Actor) -> SavedView:
    """Write a view; the list opens with one alone."""
    others = SavedView.objects.own(by.person, view.kind).exclude(pk=view.pk)
    if others.filter(name=fields["name"]).exists():
        raise Refused([Reason("name", _("You have a view of this name already."), "name")])
    if fields["is_default"]:
        others.filter(is_default=True).update(is_default=False)
    for name in ("name", "is_shared", "is_default", "position"):
        setattr(view, name, fields[name])
    view.save()
    return view


@sealed()
def overwrite_view(view: SavedView, query: dict, columns: list[str], *, by: Actor) -> SavedView:
    """Let a view hold what the list shows now."""
    view = own_view(view, by=by)
    view.query, view.columns = query, columns
    view.save(update_fields=["query", "columns"])
    return view


@sealed()
def drop_view(view: SavedView, *, by: Actor) -> None:
    """Delete one's own view; no record is touched."""
    own_view(view, by=by).delete()


@sealed()
def stop_sharing(view: SavedView, *, by: Actor) -> SavedView:
    """Take a view back from the section: its owner, or the chief. The owner keeps it."""
    if view.person_id != by.person.pk and not may_unshare(by.person, view):
        raise PermissionDenied
    view.is_shared = False
    view.save(update_fields=["is_shared"])
    return view


def own_view(view: SavedView, *, by: Actor) -> SavedView:
    """The view under its lock, if it is this person's. Raises PermissionDenied."""
    if view.person_id != by.person.pk:
        raise PermissionDenied
    return SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)


@sealed()
def choose_columns(kind: str, names: list[str], *, by: Actor, view: SavedView | None = None) -> None:
    """Remember the columns: of one's own view, else of the list. None: as the list has them."""
    if view is not None and view.person_id == by.person.pk:
        view.columns = names
        view.save(update_fields=["columns"])
        return
    SavedView.objects.update_or_create(person=by.person, kind=kind, name="", defaults={"columns": names})


# ── one deed on many rows


@sealed()
def begin_run(
    kind: str, action: str, key: uuid.UUID, rows: Mapping[int, int], data: dict, *, by: Actor, at: datetime
) -> tuple[BatchRun, bool]:
    """The run of this press, and whether it is new: a second press finds the first one's."""
    facts = {"kind": kind, "action": action, "data": data, "rows": sorted(rows.items()), "at": at}
    run, is_new = BatchRun.objects.get_or_create(person=by.person, key=key, defaults=facts)
    if is_new:
        note("record", f"batch.{kind}.{action}", by.person, by=by, rows=len(rows))
    return run, is_new


def work_off(
    run: BatchRun, action: BatchAction, judged: Iterable[Judged], data: Mapping[str, Any], *, on: date, seconds: float
) -> bool:
    """Do it to the rows that have no line yet, each in a transaction of its own; whether none is left.

    After so many seconds it stops between two rows: the page then offers to go on.
    """
    versions, until = dict(run.rows), time.monotonic() + seconds
    done = set(run.lines.values_list("record_id", flat=True))
    for row in judged:
        if row.record.pk in done:
            continue
        if time.monotonic() > until:
            return False
        if row.reasons:
            keep_refusal(run, row.record, " ".join(row.reasons))
            continue
        do_one(run, action, row, data, on=on, seen=versions.get(row.record.pk))
    return True


def do_one(run: BatchRun, action: BatchAction, row: Judged, data: Mapping[str, Any], *, on: date, seen: int | None):
    """One row, with its line, which is written first: two who work off the same run meet at it."""
    line = BatchLine(run=run, record_id=row.record.pk, outcome=Outcome.DONE)
    try:
        with sealed():
            line.save(force_insert=True)
            line.before = action.before(row.record, data)
            record = action.do(row.record, by=row.by, on=on, seen=seen, **data)
            line.version = getattr(record, "version", 0)
            line.save(update_fields=["before", "version"])
    except Refused as refusal:
        keep_refusal(run, row.record, str(refusal))
    except PermissionDenied:
        log.refused(row.record, by=row.by, what=action.key)
        keep_refusal(run, row.record, _("You may not do this to it."))
    except IntegrityError:
        if not run.lines.filter(record_id=row.record.pk).exists():
            raise  # not the line: something else is wrong


def keep_refusal(run: BatchRun, record: Guarded, sentence: str) -> None:
    """The line of a row that was left as it is, in a transaction of its own: the deed's has rolled back."""
    given = {"outcome": Outcome.REFUSED, "sentence": sentence[:500]}
    with sealed():
        BatchLine.objects.get_or_create(run=run, record_id=record.pk, defaults=given)


def undo(run: BatchRun, action: BatchAction, records: Mapping[int, Guarded], as_whom: Callable, *, on: date) -> int:
    """Put back what was done, row by row, where nobody has changed it since; how many. The others say why not."""
    count = 0
    for line in run.lines.filter(outcome=Outcome.DONE).exclude(before={}):
        record = records.get(line.record_id)
        if record is None or action.undo is None:
            continue
        try:
            with sealed():
                action.undo(record, line.before, by=as_whom(record), on=on, seen=line.version)
                line.outcome = Outcome.UNDONE
                line.save(update_fields=["outcome"])
            count += 1
        except Refused as refusal:
            keep_sentence(line, str(refusal))
        except PermissionDenied:
            keep_sentence(line, _("You may not do this to it."))
    return count


def keep_sentence(line: BatchLine, sentence: str) -> None:
    line.sentence = sentence[:500]
    with sealed():
        line.save(update_fields=["sentence"])


@sealed()
def forget_old_runs(*, at: datetime) -> int:
    """Delete what was remembered of batches; the deeds stand in the log. Safe to repeat."""
    return BatchRun.objects.filter(at__lte=at - KEPT).delete()[0]
