"""The life of a proposal to lower a level (8.2.2, SoD7): proposed by one, decided by another."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access import changes
from bizdept.access.models import LevelChange
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import refuse
from bizdept.web.forms import ReasonForm
from bizdept.workflow.levels import seal, set_level
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.forms.levels import AgreeForm
from confidentiality.rules import levels as rules

S = LevelChange.State


def decide(change: LevelChange, *, by: Actor, on: date, action: str = "level.refuse") -> None:
    """Who decided, and when."""
    change.decided_by, change.decided_for, change.decided_at = by.person, by.on_behalf_of, timezone.now()
    seal(change, action, by=by)


def lower(change: LevelChange, *, by: Actor, on: date) -> None:
    """The level of the record, under its own lock, if it is still what it was."""
    record = type(change.about)._base_manager.select_for_update(of=("self",)).get(pk=change.about_id)
    change.about = record
    refuse(rules.missing_for_lowering(change, by))
    change.until = change.until or changes.usual_end(change.after, on, changes.months_on(on))
    set_level(record, change, by=by, on=on, deed="lower_level")
    decide(change, by=by, on=on, action="level.lower")


def withdraw(change: LevelChange, *, by: Actor, on: date) -> None:
    seal(change, "level.withdraw", by=by)


def lapse(change: LevelChange, *, by: Actor, on: date) -> None:
    seal(change, "level.lapse", by=by)


def keeper_of(change: LevelChange) -> set[User]:
    return {change.keeper} if change.keeper else set()


LIFECYCLE = Lifecycle(
    LevelChange,
    [
        Move("lower_level", pgettext_lazy("a level", "lower it"), (S.PROPOSED,), S.LOWERED, who=changes.may_decide,
             article="8.2.2", missing=rules.missing_for_lowering, effect=lower, form=AgreeForm,
             closes=(rules.DECIDE.name,), icon="check", tone="ok", fresh=True, hears=keeper_of,
             warns=gettext_lazy("The lower level holds at once: more people may see the record.")),
        Move("refuse_lowering", pgettext_lazy("a level", "refuse to lower it"), (S.PROPOSED,), S.REFUSED,
             who=changes.may_decide, article="8.2.2", effect=decide, form=ReasonForm, closes=(rules.DECIDE.name,),
             icon="x", tone="bad", hears=keeper_of),
        Move("withdraw_lowering", pgettext_lazy("a level", "withdraw the proposal"), (S.PROPOSED,), S.WITHDRAWN,
             who=rules.is_proposer, article="8.2.2", effect=withdraw, closes=(rules.DECIDE.name,),
             icon="arrow-back-up"),
        Move("lapse_lowering", pgettext_lazy("a level", "put away what has lapsed"), (S.PROPOSED,), S.LAPSED,
             who=rules.may_let_lapse, article="8.2.2", effect=lapse, closes=(rules.DECIDE.name,), icon="x"),
    ],
    path=(S.PROPOSED, S.LOWERED),
)  # fmt: skip
