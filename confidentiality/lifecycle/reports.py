"""The life of a monthly report (8.3.1): draft, handed in, read with an instruction."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from confidentiality.figures import figures_of
from confidentiality.forms.reports import HandInForm, ReadForm
from confidentiality.models import MonthlyReport
from confidentiality.rules import reports as rules

S = MonthlyReport.State


def seal(report: MonthlyReport, *, by: Actor, on: date | None = None) -> None:
    note("record", "confidentiality.write_report", report, by=by, row=report)


def hand_in(report: MonthlyReport, *, by: Actor, on: date, words: str) -> None:
    """The figures are counted once more, and then stand as they are."""
    report.words, report.figures = words, figures_of(report.month, report.last_day, on)
    seal(report, by=by)


def instruct(report: MonthlyReport, *, by: Actor, on: date, instruction: str) -> None:
    report.instruction, report.read_by = instruction, by.person
    seal(report, by=by)


LIFECYCLE = Lifecycle(
    MonthlyReport,
    [
        Move("hand_in", pgettext_lazy("a supervision report", "hand in"), (S.DRAFT,), S.SUBMITTED,
             who=rules.may_hand_in, article="8.3.1", effect=hand_in, form=HandInForm, closes=(rules.HAND_IN.name,),
             opens=(Opens(rules.READ.name, rules.leader_of, rules.report_days),), icon="send", tone="primary",
             warns=gettext_lazy("The figures are counted once more, and then stand as they are.")),
        Move("instruct", pgettext_lazy("a supervision report", "read, with an instruction"), (S.SUBMITTED,), S.READ,
             who=rules.may_read, article="8.3.1", effect=instruct, form=ReadForm, closes=(rules.READ.name,),
             icon="eye", tone="primary"),
        Move("give_back", pgettext_lazy("a supervision report", "give back"), (S.SUBMITTED,), S.DRAFT,
             who=rules.may_read, article="8.3.1", effect=seal, form=ReasonForm, closes=(rules.READ.name,),
             opens=(Opens(rules.HAND_IN.name, rules.officer_of, rules.report_days),), icon="arrow-back-up",
             tone="bad"),
    ],
    path=(S.DRAFT, S.SUBMITTED, S.READ),
)  # fmt: skip
