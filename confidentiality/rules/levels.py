"""What the regulation asks of lowering a level, and of looking after it (8.1.1, 8.2.2). Nothing here writes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access import changes
from bizdept.access.levels import Level
from bizdept.access.models import Classified, LevelChange
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value

claim("8.1.1", by="access.adjust_level", kind="rule")

DECIDE = kind(
    "access.lower_level", gettext_lazy("decide on lowering a level"), article="8.2.2", is_approval=True,
    icon="shield-lock",
)  # fmt: skip
MOST = 20  # levels that one keeper has to review at a time: what was opened in a day is not reviewed in one


def reasons_against_proposing(by: Actor, record: Classified, level: int, is_waiting: bool) -> Iterable[Reason]:
    """SoD7: one at a time, and there must be somebody else who could decide."""
    if level >= record.level:
        yield Reason("already", _("Its level is that low already."))
    if is_waiting:
        yield Reason("waiting", _("A lowering of it waits for a decision already."))
    if not changes.others(by, record, changes.decider_of(by, record)):
        yield Reason("nobody", _("Nobody else is there who could decide on it."))
    yield from changes.reasons_against_lowering(record, level)


def missing_for_lowering(change: LevelChange, by: Actor) -> Iterable[Reason]:
    """8.2.2: what was raised, handed over or made void meanwhile is not lowered by an old proposal."""
    if changes.has_changed(change):
        yield Reason("outdated", _("The record has changed meanwhile: the proposal has lapsed."))
    else:
        yield from changes.reasons_against_lowering(change.about, change.after)


def is_proposer(by: Actor, change: LevelChange) -> bool:
    return by.is_any_of(change.owner_id)


def may_let_lapse(by: Actor, change: LevelChange) -> bool:
    """8.2.2: what has lapsed is put away by anybody who comes by."""
    return change.state == LevelChange.State.PROPOSED and changes.has_changed(change)


def decide_days(change: LevelChange, on: date) -> int:
    return int(value("levels.decide_days", on))


def bearer_of(record: Any, keeper: User | None) -> Bearer:
    """8.1.1: who reviews a level: whoever keeps the record while they may change it, else the chief, else the
    leader."""
    if keeper is not None and keeper.is_active and changes.may_adjust(Actor(keeper), record):
        return Bearer(keeper.pk)
    post = Post.LEADER if record.level > Level.CORE else Post.CHIEF
    return Bearer(post=post, department_id=record.department_id)
