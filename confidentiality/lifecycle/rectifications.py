"""The life of what is to be put right (8.3.1): to do, to be checked, right; or again."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.actions.evidence import lay_by
from confidentiality.forms.rectifications import CheckForm, DoneForm
from confidentiality.models import Rectification
from confidentiality.rules import rectifications as rules

S = Rectification.State


def keep_result(row: Rectification, *, by: Actor, on: date, result: str, file=None) -> None:
    row.result, row.done_by, row.done_on = result, by.person, on
    if file:
        lay_by(row, file, by=by)


def keep_check(row: Rectification, *, by: Actor, on: date) -> None:
    row.checked_by, row.checked_on = by.person, on


LIFECYCLE = Lifecycle(
    Rectification,
    [
        Move("done", pgettext_lazy("a rectification", "report as put right"), (S.OPEN,), S.DONE,
             who=rules.is_responsible, article="8.3.1", effect=keep_result, form=DoneForm,
             closes=(rules.RECTIFY.name,), opens=(Opens(rules.RECHECK.name, rules.checker_of, rules.recheck_days),),
             icon="tool", tone="primary"),
        Move("pass", pgettext_lazy("a rectification", "it is right"), (S.DONE,), S.PASSED, who=rules.may_check,
             article="8.3.1", effect=keep_check, form=CheckForm, closes=(rules.RECHECK.name,), icon="check",
             tone="ok"),
        Move("again", pgettext_lazy("a rectification", "once more"), (S.DONE,), S.OPEN, who=rules.may_check,
             article="8.3.1", form=ReasonForm, closes=(rules.RECHECK.name,),
             opens=(Opens(rules.RECTIFY.name, rules.responsible_for, rules.days_left),), icon="arrow-back-up",
             tone="bad", warns=gettext_lazy("The day until which it was to be put right stays as it is.")),
    ],
    path=(S.OPEN, S.DONE, S.PASSED),
)  # fmt: skip
