"""The life of an emergency (8.2.2): opened, and reviewed with a finding. It ends by the clock alone."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.people.actor import Actor
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.forms.glass import FindingForm
from confidentiality.models import BreakGlass
from confidentiality.rules import glass as rules

S = BreakGlass.State


def write_finding(broken: BreakGlass, *, by: Actor, on: date, finding: str) -> None:
    broken.finding = finding


LIFECYCLE = Lifecycle(
    BreakGlass,
    [
        Move("justify", pgettext_lazy("an emergency", "find it justified"), (S.OPEN,), S.JUSTIFIED,
             who=rules.may_review, article="8.2.2", form=FindingForm, effect=write_finding, closes=(rules.DUTY.name,),
             icon="check", tone="ok"),
        Move("object", pgettext_lazy("an emergency", "find it not justified"), (S.OPEN,), S.UNJUSTIFIED,
             who=rules.may_review, article="8.2.2", form=FindingForm, effect=write_finding, closes=(rules.DUTY.name,),
             icon="flag", tone="bad",
             warns=gettext_lazy("Report it as a leak as well, where something was misused.")),
    ],
    path=(S.OPEN, S.JUSTIFIED),
)  # fmt: skip
