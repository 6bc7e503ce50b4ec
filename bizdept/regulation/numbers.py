"""The numbers that the regulation leaves open: days, shares and amounts, by name, as they hold on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bizdept.refusal import Reason
from bizdept.regulation.articles import article
from bizdept.regulation.labels import said, scale
from bizdept.regulation.models import NumberChange

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DAYS = _("working days")
CALENDAR_DAYS = pgettext_lazy("unit", "days")
HOURS = _("hours")
MINUTES = _("minutes")
PERCENT = _("%")
CNY = _("CNY")
FILES = pgettext_lazy("unit", "customer files")
ROWS = _("rows")
REQUESTS = _("requests")
RECORDS = _("records")
FILES_TAKEN = _("lists")
TIMES = _("times")
MONTHS = pgettext_lazy("unit", "months")
LEVEL = scale(4)


@dataclass(frozen=True)
class Number:
    """One number: what it means in `words`, its `unit`, its `default`, and the span that is allowed.

    A default that is an int makes a whole number; a Decimal one is money, to the cent.
    """

    name: str
    article: str
    words: "StrOrPromise"
    unit: "StrOrPromise"
    default: int | Decimal
    minimum: int
    maximum: int

    @property
    def is_whole(self) -> bool:
        return isinstance(self.default, int)

    def typed(self, value: Decimal) -> int | Decimal:
        return int(value) if self.is_whole else value


def table(*numbers: Number) -> dict[str, Number]:
    for number in numbers:
        article(number.article)  # says at the start if there is none
    return {number.name: number for number in numbers}


NUMBERS = table(
    Number("access.answer_days", "8.2.2", _("Time to decide on a request to see a record"), DAYS, 2, 1, 30),
    Number(
        "access.open_requests", "8.2.2", _("Requests to see that one person may have waiting"), REQUESTS, 20, 1, 500
    ),
    Number("nda.grace_days", "8.2.1", _("Time in the first post without an NDA"), CALENDAR_DAYS, 30, 0, 90),
    Number("nda.sign_days", "8.2.1", _("Time to sign an NDA that was drawn up"), DAYS, 10, 1, 60),
    Number(
        "nda.resign_days", "8.2.1", _("Time to sign a new text of the NDA, while what was signed before holds"),
        CALENDAR_DAYS, 30, 1, 180,
    ),
    Number("access.views_per_hour", "8.2.2", _("Records a person may open in an hour before the officer is told"),
           RECORDS, 200, 5, 100_000),
    Number("access.stop_views_per_hour", "8.2.2",
           _("Records in an hour after which a person is shown no more that day"),
           RECORDS, 400, 5, 100_000),
    Number("access.odd_views_per_hour", "8.2.2",
           _("The same by night, on days off, and for whoever is about to leave: records before the officer is told"),
           RECORDS, 40, 1, 100_000),
    Number("access.exports_per_hour", "8.2.2", _("Lists a person may take out in an hour before the officer is told"),
           FILES_TAKEN, 3, 0, 1000),
    Number("access.refusals_per_hour", "8.2.2", _("Refusals of one person in an hour before the officer is told"),
           TIMES, 30, 1, 10_000),
    Number("access.review_days", "8.2.2", _("Time for the quarterly review of grants"), DAYS, 10, 1, 60),
    Number("access.glass_minutes", "8.2.2", _("Time for which an emergency opens a record"), MINUTES, 60, 5, 60),
    Number("access.glass_days", "8.2.2", _("Time for the officer to review an emergency"), DAYS, 3, 1, 10),
    Number("access.alert_days", "8.2.2", _("Time for the officer to look into an alert"), DAYS, 3, 1, 30),
    Number("levels.customers", "8.1.1", _("Usual level of a new customer file"), LEVEL, 2, 0, 3),
    Number("levels.contracts", "8.1.1", _("Usual level of a new contract"), LEVEL, 2, 0, 3),
    Number("levels.cost", "8.1.3", _("Level of cost and floor prices"), LEVEL, 3, 1, 3),
    Number("levels.confidential_months", "8.1.1", said(_("Time for which “%(confidential)s” holds")),
           MONTHS, 36, 1, 360),
    Number("levels.core_months", "8.1.1", said(_("Time for which “%(core)s” holds")), MONTHS, 60, 1, 360),
    Number("levels.decide_days", "8.2.2", _("Time to decide on lowering a level"), DAYS, 3, 1, 30),
    Number("levels.review_days", "8.1.1", _("Time to review a level whose period has ended"), DAYS, 10, 1, 60),
    Number("contracts.opinion_days", "3.3.3", _("Time for a department's opinion"), DAYS, 3, 1, 30),
    Number("contracts.decision_days", "3.3.3", _("Time for a decision on a contract"), DAYS, 2, 1, 30),
    Number("contracts.revision_days", "3.3.3", _("Time to rework a returned contract"), DAYS, 5, 1, 60),
    Number("contracts.signing_days", "3.4.1", _("Time to get an approved contract signed"), DAYS, 10, 1, 120),
    Number("contracts.original_days", "3.4.2", _("Time to get the signed originals on file"), DAYS, 30, 1, 120),
    Number(
        "contracts.leader_threshold", "3.3.3", _("Amount above which the leader decides too"),
        CNY, Decimal(500_000), 0, 10**12,
    ),
    Number(
        "contracts.small_order", "3.3.3", _("Amount below which the chief alone decides on a reviewed template"),
        CNY, Decimal(50_000), 0, 10**9,
    ),
    Number(
        "customers.claim_limit", "3.1.3", _("Customers a person may claim from the pool in a month"),
        FILES, 30, 0, 1000,
    ),
    Number(
        "customers.correct_hours", "5.1.2", _("Time in which whoever wrote a communication down may correct it"),
        HOURS, 24, 0, 720,
    ),
    Number(
        "duties.warn_share", "2.1.6", _("Share of a duty's time after which it is reminded of"),
        PERCENT, 80, 1, 100,
    ),
    Number("duties.escalate_after", "2.1.6", _("Time overdue after which the post above is told"), DAYS, 2, 0, 30),
    Number(
        "exports.free_rows", "8.2.2", _("Rows a person may export without the chief being told"),
        ROWS, 500, 0, 100_000,
    ),
    Number(
        "exports.proof_rows", "8.2.2", _("Rows a person may export without showing anew that it is they"),
        ROWS, 100, 0, 100_000,
    ),
    Number("leaving.hand_over_days", "8.3.3", _("Time to say who takes over from whoever leaves"), DAYS, 3, 1, 30),
    Number("leaving.clear_days", "8.3.3", _("Time to clear whoever leaves, and to file the list"), DAYS, 3, 1, 30),
    Number(
        "leaving.look_back_days", "8.3.3", _("Days before leaving of which is read what was looked at and taken away"),
        CALENDAR_DAYS, 60, 7, 365,
    ),
    Number("incidents.contain_hours", "8.3.2", _("Working hours in which a leak is contained"), HOURS, 4, 1, 80),
    Number("incidents.investigate_days", "8.3.2", _("Time to investigate a leak"), DAYS, 10, 1, 90),
    Number("incidents.decide_days", "8.3.2", _("Time to decide on a leak"), DAYS, 5, 1, 60),
    Number("incidents.close_days", "8.3.2", _("Time to see a leak's measures through"), DAYS, 20, 1, 120),
    Number("inspections.recheck_days", "8.3.1", _("Time to check what was put right"), DAYS, 5, 1, 60),
    Number("inspections.done_days", "8.3.1", _("Time to do an inspection from when it is due"), DAYS, 10, 1, 60),
    Number("personal.answer_days", "8.1.1", _("Time to answer a person's request about their data"), DAYS, 15, 1, 30),
    Number(
        "personal.kept_months", "8.1.1", _("Time for which data of contacts who left are kept (0: without end)"),
        MONTHS, 36, 0, 120,
    ),
    Number("library.decide_days", "8.1.4", _("Time to decide on a version of a material"), DAYS, 3, 1, 30),
    Number("library.read_days", "8.2.4", _("Time for whoever joins to read and confirm what is in force"),
           DAYS, 10, 1, 60),
    Number("papers.loan_days", "8.2.3", _("Longest time for which a paper is lent"), CALENDAR_DAYS, 30, 1, 365),
    Number("papers.destroy_days", "8.2.3", _("Time to decide on a destruction, and to do it"), DAYS, 5, 1, 60),
    Number(
        "supervision.report_days", "8.3.1", _("Time to hand in the supervision report, and to read it"),
        DAYS, 5, 1, 30,
    ),
    Number("workflow.remind_hours", "3.3.3", _("Time between two reminders of one approval"), HOURS, 4, 1, 72),
    Number(
        "exports.inline_rows", "8.2.2", _("Rows that a list answers as a file at once; a worker writes longer ones"),
        ROWS, 5000, 0, 20_000,
    ),
    Number("exports.approval_rows", "8.2.2", _("Rows above which an export needs approval"), ROWS, 5000, 0, 1_000_000),
)  # fmt: skip


def value(name: str, on: date) -> int | Decimal:
    """What the number is on this day: the latest change that holds by then, else its default.

    Whole numbers come as int, amounts in CNY as Decimal. KeyError for a name nobody declared.
    """
    number = NUMBERS[name]
    change = NumberChange.objects.in_force(on).filter(name=name).last()
    return number.typed(change.value) if change else number.default


def values(on: date) -> dict[str, int | Decimal]:
    """All numbers as they are on this day, in one query."""
    changed = {change.name: change.value for change in NumberChange.objects.in_force(on)}
    return {
        name: number.typed(changed[name]) if name in changed else number.default for name, number in NUMBERS.items()
    }


def reasons_against_value(name: str, wanted: object) -> list[Reason]:
    """Why this can't be the number's value: not a number, not whole, or outside the span that is allowed."""
    number = NUMBERS[name]
    try:
        amount = Decimal(str(wanted))
    except InvalidOperation:
        amount = Decimal("NaN")
    places = 1 if number.is_whole else Decimal("0.01")
    span = {"minimum": number.minimum, "maximum": number.maximum, "unit": number.unit}
    if not amount.is_finite():
        return [Reason("not_a_number", gettext("Enter a number."), "value")]
    if not number.minimum <= amount <= number.maximum:
        return [Reason("out_of_span", gettext("Enter %(minimum)s to %(maximum)s %(unit)s.") % span, "value")]
    if amount % places:
        whole = gettext("Enter a whole number.") if number.is_whole else gettext("Enter at most two decimal places.")
        return [Reason("not_whole", whole, "value")]
    return []
