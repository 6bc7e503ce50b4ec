"""What the clock does for the monthly report (8.3.1): it drafts last month's, once."""

from datetime import date

from django.db import IntegrityError

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Department, Post, User
from confidentiality.actions.incidents import top_of
from confidentiality.figures import figures_of
from confidentiality.models import MonthlyReport
from confidentiality.rules import reports as rules


@sealed()
def draft_report(*, on: date) -> int:
    """Draft the report of the month before, for the officer to look through. Late or twice is the same."""
    month = rules.month_before(on)
    officer = User.objects.holding(Post.OFFICER).order_by("pk").first()
    if officer is None or officer.department is None or MonthlyReport.objects.filter(month=month).exists():
        return 0
    house: Department = top_of(officer.department)
    report = MonthlyReport(
        owner=officer, department=house, level=Level.INTERNAL, category=Category.MANAGEMENT, opened_on=on, month=month,
    )  # fmt: skip
    report.figures = figures_of(month, report.last_day, on)
    by = Actor(officer)
    try:
        with sealed():
            keep(report, by=by, reason="create")
    except IntegrityError:  # another scheduler was quicker
        return 0
    note("record", "confidentiality.draft_report", report, by=by, row=report)
    within, article = rules.report_days(report, on), rules.HAND_IN.article
    open_duty(report, rules.HAND_IN.name, Bearer(officer.pk), article=article, within=within, on=on)
    return 1
