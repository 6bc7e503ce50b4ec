"""What this chapter's own records name somebody as keeper of, and who may take it over (8.3.3)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.workflow.questions import Owned
from confidentiality.models import Incident, Inspection, MonthlyReport, Paper, Rectification, Stocktaking
from confidentiality.rules.inspections import belongs_to
from confidentiality.rules.papers import enters, may_start_count


def against_keeping(paper: Paper, to: User) -> Iterator[Reason]:
    """8.2.3: who keeps papers works with them, and has not borrowed this one."""
    if not enters(to):
        yield Reason("post", _("%s keeps no papers.") % to)
    elif to.pk == paper.borrower_id:
        yield Reason("borrower", _("It is lent to %s.") % to)


def against_counting(counting: Stocktaking, to: User) -> Iterator[Reason]:
    """8.2.3: who may begin a count may take one over."""
    if not may_start_count(Actor(to)):
        yield Reason("post", _("%s counts no papers.") % to)


def against_rectifying(row: Rectification, to: User) -> Iterator[Reason]:
    """8.3.1: nobody puts right what they set, for they look whether it is right."""
    if to.pk == row.set_by_id:
        yield Reason("set", _("%s looks whether it is put right.") % to)


def against_inspecting(inspection: Inspection, to: User) -> Iterator[Reason]:
    """8.3.1: the officer inspects, or the leader; nobody their own department."""
    if not to.holds(Post.OFFICER, Post.LEADER):
        yield Reason("post", _("%s does no inspections.") % to)
    elif belongs_to(to, inspection.department_id):
        yield Reason("own", _("%s belongs to what is inspected.") % to)


def against_handling(incident: Incident, to: User) -> Iterator[Reason]:
    """8.3.2: the officer handles a leak, or the leader; nobody who is involved."""
    if not to.holds(Post.OFFICER, Post.LEADER):
        yield Reason("post", _("%s handles no leaks.") % to)
    elif to.pk in incident.involved_ids:
        yield Reason("involved", _("It does not go to %s.") % to)


def against_reporting(report: MonthlyReport, to: User) -> Iterator[Reason]:
    """8.3.1: the officer answers for the report."""
    if not to.holds(Post.OFFICER):
        yield Reason("post", _("%s writes no supervision reports.") % to)


def kept_by(person: User) -> Iterable[Owned]:
    """What is over stays with whoever did it."""
    papers = Paper.objects.filter(owner=person).exclude(state=Paper.State.DESTROYED)
    counted = Stocktaking.objects.filter(owner=person, state=Stocktaking.State.COUNTING)
    planned = Inspection.State.PLANNED, Inspection.State.DONE
    inspections = Inspection.objects.filter(owner=person, state__in=planned)
    leaks = Incident.objects.filter(owner=person).exclude(state=Incident.State.CLOSED)
    reports = MonthlyReport.objects.filter(owner=person).exclude(state=MonthlyReport.State.READ)
    rectified = Rectification.objects.waiting().filter(owner=person)
    yield Owned("papers", _("papers and media"), "archive", 40, papers, against_keeping)
    yield Owned("stocktakings", _("stock-takings"), "checklist", 41, counted, against_counting)
    yield Owned("rectifications", _("rectifications"), "tool", 50, rectified, against_rectifying)
    yield Owned("inspections", _("inspections"), "clipboard-check", 51, inspections, against_inspecting)
    words = pgettext("kept by somebody", "leaks")
    yield Owned("incidents", words, "alert-triangle", 52, leaks, against_handling)
    yield Owned("reports", _("supervision reports"), "report-analytics", 53, reports, against_reporting)
