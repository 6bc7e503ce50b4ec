"""One action on many rows: what chapters declare, and what it would do to each row, by the checks of its page.

The kernel knows no chapter's words: an action says who may, what stands in the way, and what is done to one record.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.models import Guarded
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Reason, Refused
from bizdept.workflow.moves import Lifecycle

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Entered = Mapping[str, Any]  # what was entered once for all rows, cleaned


def nothing_before(record, data: Entered) -> dict:
    return {}


@dataclass(frozen=True)
class BatchAction:
    """What may be done to many records of one kind, each in a transaction of its own.

    `before` says what to put back, as JSON holds it; `undo` puts it back, while nobody has changed the record since.
    """

    name: str
    label: "StrOrPromise"
    article: str
    key: str  # the deed's name in the whole project, as pages and the access log have it: customers.release
    offered: Callable[[User], bool]  # whether the bar shows it at all
    may: Callable[[Actor, Any], bool]
    do: Callable[..., Any]  # (record, *, by, on, seen, **data) -> the record as it stands then
    missing: Callable[[Any, Actor, Entered], Iterable[Reason]] = lambda record, by, data: ()
    form: Callable[..., forms.Form] | None = None  # (data or None, user=…)
    icon: str = "checklist"
    tone: str = "primary"
    warns: "StrOrPromise" = ""
    before: Callable[[Any, Entered], dict] = nothing_before
    undo: Callable[..., Any] | None = None  # (record, before, *, by, on, seen)


@dataclass(frozen=True)
class Judged:
    """One row before the deed: as whom it would be done, or why it can't be."""

    record: Guarded
    by: Actor
    reasons: list[str] = field(default_factory=list)


def of_move(lifecycle: Lifecycle, name: str, *, offered: Callable[[User], bool]) -> BatchAction:
    """A move of a lifecycle, made with each row: the same check, the same deed, the same lines in the log."""
    move = lifecycle.moves[name]

    def missing(record, by: Actor, data: Entered) -> Iterable[Reason]:
        try:
            lifecycle.check(move, record, by=by)
        except Refused as refusal:
            return refusal.reasons
        return ()

    def do(record, *, by: Actor, on, seen: int | None, **data):
        return lifecycle.perform(name, record, by=by, on=on, seen=seen, **data)

    def form(data, *, user: User):
        return move.form(data) if move.form else None

    return BatchAction(
        name=name, label=move.label, article=move.article, key=lifecycle.address_of(move), offered=offered,
        may=move.who, do=do, missing=missing, form=form if move.form else None, icon=move.icon,
        tone=move.tone or "primary", warns=move.warns,
    )  # fmt: skip


def judge(action: BatchAction, records: Iterable[Guarded], actors: list[Actor], data: Entered) -> list[Judged]:
    """Each row with what would become of it now. `actors` are those as whom the person may act, themselves first."""
    return [judge_one(action, record, actors, data) for record in records]


def judge_one(action: BatchAction, record: Guarded, actors: list[Actor], data: Entered) -> Judged:
    by = next((actor for actor in actors if action.may(actor, record)), None)
    if by is None:
        return Judged(record, actors[0], [_("You may not do this to it.")])
    try:
        return Judged(record, by, [str(reason) for reason in action.missing(record, by, data)])
    except PermissionDenied:
        return Judged(record, by, [_("You may not do this to it.")])


def fingerprint(rows: Mapping[int, int], entered: Mapping[str, list[str]]) -> str:
    """What a page has shown: these rows in these versions, with this entered for them."""
    text = json.dumps([sorted(rows.items()), sorted(entered.items())], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
