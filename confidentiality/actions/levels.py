"""Change the level of a record: raise it, keep it on, or propose to lower it (8.1.1, 8.2.2)."""

from datetime import date
from typing import Any

from bizdept.access import changes
from bizdept.access.models import LevelChange
from bizdept.audit.chain import sealed
from bizdept.duties.actions import open_duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.refusal import refuse
from bizdept.workflow.levels import hold, keep_level, raise_level, seal, written
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.rules import levels as rules

S = LevelChange.State


@sealed()
def adjust(
    record: Any, level: int, until: date | None, reason: str, *, by: Actor, on: date, seen: int | None = None
) -> LevelChange:
    """Whichever of the three this level asks for. `seen` is the version of the record that was looked at."""
    others = LevelChange.objects.of(record).waiting()
    waiting = list(others.select_for_update(of=("self",)))  # before the record itself, as their moves lock them
    if level < record.level:
        return propose(record, level, until, reason, by=by, on=on, seen=seen)
    if level == record.level:
        return keep_level(record, by=by, reason=reason, on=on, until=until, seen=seen)
    change = raise_level(record, level, by=by, reason=reason, on=on, until=until, seen=seen)
    for other in waiting:
        LIFECYCLE.perform("lapse_lowering", other, by=by, on=on)
    return change


@sealed()
def propose(
    record: Any, level: int, until: date | None, reason: str, *, by: Actor, on: date, seen: int | None = None
) -> LevelChange:
    """Propose to lower it; a second person decides. Raises PermissionDenied, or Refused with the reasons."""
    record, by = hold(record, by=by, seen=seen)
    is_waiting = LevelChange.objects.of(record).waiting().exists()
    refuse(rules.reasons_against_proposing(by, record, level, is_waiting))
    refuse(changes.reasons_against(record, level, until, reason, on))
    change = written(record, level, until, S.PROPOSED, by=by, reason=reason, on=on)
    change.decider = changes.decider_of(by, record)
    keep(change, by=by, reason="propose")
    seal(change, "level.propose", by=by)
    bearer, within = Bearer(post=change.decider, department_id=record.department_id), rules.decide_days(change, on)
    open_duty(change, rules.DECIDE.name, bearer, article="8.2.2", within=within, on=on, hidden_from=by.person.pk)
    return change
