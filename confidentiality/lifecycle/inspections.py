"""The life of an inspection (8.3.1): planned, inspected, closed once all is put right; or called off."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.forms.inspections import FinishForm
from confidentiality.models import Inspection
from confidentiality.rules import inspections as rules

S = Inspection.State


def sum_up(inspection: Inspection, *, by: Actor, on: date, summary: str) -> None:
    inspection.summary, inspection.done_on = summary, on


def sees_through(inspection: Inspection):
    """Whoever inspected owes the rest where something was found."""
    return rules.bearer_of(inspection) if inspection.state == S.DONE else None


LIFECYCLE = Lifecycle(
    Inspection,
    [
        Move("finish", pgettext_lazy("an inspection", "finish"), (S.PLANNED,), rules.target_of, who=rules.may_inspect,
             article="8.3.1", missing=rules.reasons_against_finishing, effect=sum_up, form=FinishForm,
             closes=(rules.INSPECT.name,), targets=(S.DONE, S.CLOSED),
             opens=(Opens(rules.SEE_THROUGH.name, sees_through, rules.see_through_days),), icon="clipboard-check",
             tone="primary", warns=gettext_lazy("What was answered can't be changed afterwards.")),
        Move("close", pgettext_lazy("an inspection", "close"), (S.DONE,), S.CLOSED, who=rules.may_inspect,
             article="8.3.1", missing=rules.reasons_against_closing, closes=(rules.SEE_THROUGH.name,), icon="check",
             tone="ok"),
        Move("call_off", pgettext_lazy("an inspection", "call off"), (S.PLANNED,), S.CALLED_OFF,
             who=rules.may_call_off, article="8.3.1", form=ReasonForm, closes=(rules.INSPECT.name,), icon="ban",
             tone="bad"),
    ],
    path=(S.PLANNED, S.DONE, S.CLOSED),
)  # fmt: skip
