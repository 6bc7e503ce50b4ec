"""The monthly report (8.3.1): counted by the clock, handed in by the officer, read by the leader, printed once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.access.doors import may_see
from bizdept.access.taken import new_mark
from bizdept.audit.chain import head
from bizdept.audit.check import read
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.web import pdf
from confidentiality.figures import figures_of
from confidentiality.follows.reports import draft_report
from confidentiality.lifecycle.reports import LIFECYCLE
from confidentiality.models import MonthlyReport
from confidentiality.papers import supervision as papers
from tests.company import DAY, NOW, TODAY, fresh
from tests.confidentiality.test_incidents import report as leak
from tests.confidentiality.test_inspections import answers, fill, finding, plan
from tests.confidentiality.test_inspections import move as inspect
from tests.confidentiality.test_papers import lent
from tests.house.supervised import LISTS
from tests.house.test_weights import BUDGET, browser, cost

pytestmark = pytest.mark.usefixtures("time_stands_still")
DECEMBER = date(2026, 12, 1)


def move(name: str, report, person, **data) -> MonthlyReport:
    return LIFECYCLE.perform(name, report, by=Actor(person), on=DECEMBER, **data)


@pytest.fixture
def report(company) -> MonthlyReport:
    assert draft_report(on=DECEMBER) == 1
    return MonthlyReport.objects.get()


def test_the_clock_drafts_each_month_once(company, report):
    assert (report.month, report.owner, report.reference()) == (date(2026, 11, 1), company.officer, "JB-2026-11")
    assert draft_report(on=DECEMBER) == draft_report(on=DECEMBER + 20 * DAY) == 0
    assert draft_report(on=date(2027, 1, 9)) == 1
    assert Duty.objects.open().about(report).get().person == company.officer


def test_without_an_officer_nothing_is_drafted(company):
    company.officer.appointments.update(ended_on=TODAY)
    assert draft_report(on=DECEMBER) == 0


def test_the_figures_are_what_happened(company):
    type(company.zhao).objects.filter(pk=company.zhao.pk).update(nda_until=None)
    leak(company)
    late = fill(company, plan(company), "finding")
    finding(company, late)
    done = inspect("finish", fill(company, plan(company)), company.officer, summary="x")
    lent(company)
    assert done.state == "closed" and answers(late)
    figures = figures_of(date(2026, 11, 1), date(2026, 12, 31), date(2026, 12, 31))
    staff = figures["staff"]
    told = {
        "covered": staff - 1, "incidents": 1, "incidents_by_state": {"reported": 1}, "inspections": 2,
        "inspections_in_time": 1, "inspections_open": 1, "findings": 1, "findings_open": 1, "findings_overdue": 1,
        "papers": 1, "papers_lent": 1, "papers_late": 1, "papers_missing": 0, "given": 0, "broken": 0,
    }  # fmt: skip
    assert {name: figures[name] for name in told} == told
    before = figures_of(date(2026, 9, 1), date(2026, 9, 30), TODAY)
    assert (before["incidents"], before["inspections"], before["findings"]) == (0, 0, 0)


def test_it_is_handed_in_read_and_printed_once(company, report, monkeypatch):
    with pytest.raises(PermissionDenied, match="^hand_in$"):
        move("hand_in", report, company.leader, words="fine")
    report = move("hand_in", report, company.officer, words="One paper is late.")
    assert Duty.objects.open().about(report).get().post == Post.LEADER
    with pytest.raises(PermissionDenied, match="^instruct$"):
        move("instruct", report, company.officer, instruction="so be it")
    report = move("give_back", report, company.leader, note="since when?")
    report = move("hand_in", report, company.officer, words="One paper is late since Monday.")
    drawn = []
    monkeypatch.setattr(pdf, "render", lambda *args: drawn.append(args) or f"PDF {len(drawn)}".encode())
    by = Actor(company.leader)
    to = {"by": by, "mark": new_mark(by, NOW)}
    assert papers.monthly_report(report, **to) == b"PDF 1" and papers.monthly_report(report, **to) == b"PDF 2"
    report = move("instruct", report, company.leader, instruction="Fetch it back.")
    end = head()
    assert papers.monthly_report(fresh(report), **to) == b"PDF 3" == papers.monthly_report(fresh(report), **to)
    assert drawn[-1][1]["anchor"] == end and str(end).startswith(f"{end.seq} · ")
    assert papers.keep_pdf(report, b"another", by=by) == b"PDF 3"
    assert [found for found in read().found if "confidentiality" in found.what] == []


def test_nobody_reads_off_what_they_handed_in_for_another_officer(company, report):
    """Nor once they lead: whoever handed it in last counts, not who answers for it alone."""
    second = company.person("second", Post.OFFICER, company.house)
    report = move("hand_in", report, second, words="All of it.")
    assert report.owner != second
    company.appoint(second, Post.LEADER, company.house)
    for name, facts in (("instruct", {"instruction": "well done"}), ("give_back", {"note": "once more"})):
        with pytest.raises(PermissionDenied, match=f"^{name}$"):
            move(name, report, fresh(second), **facts)
    report = move("give_back", report, company.leader, note="since when?")
    report = move("hand_in", report, company.officer, words="Since May.")
    assert move("instruct", report, fresh(second), instruction="so be it").state == "read"


def test_who_sees_it(company, report):
    assert {p.username for p in company.people() if may_see(p, report)} == {"officer", "leader"}


def test_the_pages_carry_it_through(company, report, client):
    client.force_login(company.officer)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Lent too long" in page and str(head().seq) and "JB-2026-11" in page
    answer = client.post(f"{report.get_absolute_url()}hand_in/", {"words": "fine", "version": 0})
    assert answer.status_code == 302
    client.force_login(company.leader)
    assert client.get(f"{report.get_absolute_url()}printed/")["Content-Type"] == "application/pdf"
    assert NOW and client.get("/confidentiality/supervision/").status_code == 200


@pytest.fixture
def pages(company, report) -> dict[str, str]:
    """The records of supervision with something beside them, and their lists, by the kind of page."""
    incident = leak(company)
    inspection = fill(company, plan(company), "finding")
    row, paper = finding(company, inspection), lent(company)
    records = [record.get_absolute_url() for record in (incident, inspection, row, paper, report)]
    lists = [f"/confidentiality/{name}/" for name in LISTS]
    return dict.fromkeys(records, "record") | dict.fromkeys(lists, "list")


@pytest.mark.parametrize("who", ["officer", "chief", "leader"])
def test_pages_keep_to_the_budget(company, pages, who):
    client, dear = browser(fresh(getattr(company, who))), {}
    client.get(next(iter(pages)))  # what a process remembers of the house is remembered now
    for address, kind in pages.items():
        queries, page = cost(client, address)
        if page and queries > BUDGET[kind]:
            dear[address] = queries
    assert not dear


def test_lists_cost_the_same_at_any_number_of_rows(company, pages):
    client = browser(fresh(company.officer))
    lists = [address for address, kind in pages.items() if kind == "list"]
    client.get(lists[0])
    few = {address: cost(client, address)[0] for address in lists}
    for _n in range(5):
        leak(company)
        finding(company, fill(company, plan(company), "finding"))
        lent(company)
    assert {address: cost(client, address)[0] > few[address] for address in lists} == dict.fromkeys(lists, False)
