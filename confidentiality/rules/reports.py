"""What the regulation asks of the monthly report (8.3.1). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.numbers import value
from confidentiality.models import MonthlyReport

HAND_IN = kind(
    "confidentiality.hand_in_report", gettext_lazy("hand in the supervision report"), article="8.3.1",
    icon="report-analytics",
)  # fmt: skip
READ = kind("confidentiality.read_report", gettext_lazy("read the supervision report"), article="8.3.1", icon="eye")


def month_before(on: date) -> date:
    """The first day of the month before the one in which that day lies."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def may_hand_in(by: Actor, report: MonthlyReport) -> bool:
    """8.3.1: the officer, in person."""
    return by.on_behalf_of is None and by.holds(Post.OFFICER)


def may_read(by: Actor, report: MonthlyReport) -> bool:
    """8.3.1: the leader; nobody reads off what they handed in themselves, be it another officer's to answer for."""
    is_leader = by.holds(Post.LEADER, within=report.department_id)
    return is_leader and not by.is_any_of(report.owner_id, report.handed_in_by)


def officer_of(report: MonthlyReport) -> Bearer | None:
    return Bearer(report.owner_id)


def leader_of(report: MonthlyReport) -> Bearer | None:
    return Bearer(post=Post.LEADER, department_id=report.department_id)


def report_days(report: MonthlyReport, on: date) -> int:
    """8.3.1: in how many working days the report is handed in, and read."""
    return int(value("supervision.report_days", on))


def reasons_against_taking(report: MonthlyReport, to: User) -> Iterable[Reason]:
    """8.3.1, 8.3.3: the officer answers for the report."""
    if not to.holds(Post.OFFICER):
        yield Reason("post", _("%s writes no supervision reports.") % to)
