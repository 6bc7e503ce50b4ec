"""The life of an alert (8.2.2): open, looked into with a finding, closed."""

from datetime import date

from django.utils.translation import pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.forms.alerts import FindingForm
from confidentiality.models import AccessAlert
from confidentiality.rules import alerts as rules

S = AccessAlert.State


def write_finding(alert: AccessAlert, *, by: Actor, on: date, finding: str) -> None:
    alert.finding = finding


LIFECYCLE = Lifecycle(
    AccessAlert,
    [
        Move("look_into", pgettext_lazy("an alert", "write the finding"), (S.OPEN,), S.LOOKED, who=rules.may_look_into,
             article="8.2.2", form=FindingForm, effect=write_finding, icon="pencil", tone="primary"),
        Move("close", pgettext_lazy("an alert", "close"), (S.LOOKED,), S.CLOSED, who=rules.may_look_into,
             article="8.2.2", closes=(rules.DUTY.name,), icon="check", tone="ok"),
        Move("reopen", pgettext_lazy("an alert", "write another finding"), (S.LOOKED,), S.LOOKED,
             who=rules.may_look_into, article="8.2.2", form=FindingForm, effect=write_finding, icon="pencil"),
    ],
    path=(S.OPEN, S.LOOKED, S.CLOSED),
)  # fmt: skip
