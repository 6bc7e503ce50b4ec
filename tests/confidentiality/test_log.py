"""The access log read back (8.2.2): who is shown which lines, under which conditions, and that reading is a line."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bizdept.access import log, trail
from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, Taken
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from confidentiality.rules import registers
from customers.models import Customer
from tests.company import DAY, HOUR, NOW, TODAY, fresh

LOG = "/confidentiality/log/"
pytestmark = pytest.mark.usefixtures("time_stands_still")


@pytest.fixture
def jia(company) -> Customer:
    return company.customer(name="Jia Ltd")


@pytest.fixture
def yi(company) -> Customer:
    """A customer of another section."""
    wang = company.person("wang", Post.SPECIALIST, company.other_section)
    return company.customer(name="Yi Ltd", owner=wang, department=company.other_section)


def sees(record, person):
    return type(record).objects.with_rights(fresh(person), record.pk)


def opens(record, person, **data):
    log.look(sees(record, person), by=Actor(fresh(person), address="10.0.0.7"), **data)


def rows(client, person, query: str = "") -> list[str]:
    """The lines of the page as text, newest first."""
    client.force_login(person)
    page = client.get(f"{LOG}?{query}")
    assert page.status_code == 200
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr data-seq.*?</tr>", page.content.decode(), re.S)
    ]


def test_the_officer_reads_all_by_number_and_never_by_name(company, jia, yi, client):
    opens(jia, company.li)
    opens(yi, yi.owner)
    opens(jia, company.li, what="unmask", always=True, contact=1)
    found = rows(client, company.officer)
    assert [jia.reference() in row for row in found] == [True, False, True]
    assert "Unmasked" in found[0] and "keeper" in found[0] and "10.0.0.7" in found[0] and "onfidential" in found[0]
    text = client.get(LOG).content.decode()
    assert "Jia Ltd" not in text and "Yi Ltd" not in text and jia.get_absolute_url() not in text


def test_a_chief_reads_what_concerns_the_section(company, jia, yi, client):
    opens(jia, company.li)
    opens(yi, yi.owner)
    named = company.customer(name="Named Ltd", level=Level.NAMED)
    opens(named, company.li)
    log.read("log", by=Actor(company.li))
    log.read("log", by=Actor(yi.owner))
    found = rows(client, company.chief)
    assert len(found) == 2 and "Read the access log" in found[0] and jia.reference() in found[1]
    assert f'href="{jia.get_absolute_url()}"' in client.get(LOG).content.decode(), "a chief may open it"


def test_everybody_reads_their_own_and_nobody_anothers(company, jia, client):
    opens(jia, company.li)
    opens(jia, company.chief)
    assert len(rows(client, company.li)) == 1
    for query in ("scope=all", "scope=section", f"scope=all&person={company.chief.pk}", f"person={company.chief.pk}"):
        assert not any(" chief " in row for row in rows(client, company.li, query))
        assert not any(jia.reference() in row for row in rows(client, company.admin, query))


def test_ones_own_refusals_tell_of_no_record_that_is_closed(company, jia, yi, client):
    client.force_login(company.li)
    assert client.get(yi.get_absolute_url()).status_code == client.get("/customers/99999/").status_code == 404
    assert not any("refused" in row.lower() for row in rows(client, company.li))
    found = rows(client, company.officer, "deed=refused")
    assert len(found) == 1 and yi.reference() in found[0] and found[0].split()[2:4] == ["L", "li"]
    assert rows(client, company.chief, "deed=refused") == [], "the record is another section's"
    client.force_login(company.admin)
    client.get("/confidentiality/new/")
    assert len(rows(client, company.admin, "deed=refused")) == 1, "a page that is closed is told of"


def everything(company, jia, yi):
    at = moment()
    grant(jia, company.legal, by=Actor(company.chief), reason="to read the claims", starts=at, until=at + DAY)
    for what in ("open", "version", "history", "file", "print", "unmask"):
        opens(jia, company.li, what=what, always=True, number=1, file=1)
    opens(jia, company.chief)
    opens(jia, company.legal)
    core = company.customer(name="Core Ltd", level=Level.CORE)
    opens(core, company.li)
    log.searched([core, jia], by=Actor(company.li))
    log.refused(yi, by=Actor(company.li, address="10.9.9.9"), what="customers.customer.open")
    log.read("grants", by=Actor(company.officer))


CONDITIONS = {
    "deed=looked": 4, "deed=versions": 2, "deed=downloaded": 1, "deed=printed": 1, "deed=unmasked": 1,
    "deed=searched": 1, "deed=refused": 1, "deed=granted": 1, "deed=log": 1, "level=3": 1, "right=grant": 1,
    "right=chief": 1, "address=10.9.9.9": 1, "person=li": 9, "person=li&deed=looked": 2, "record=jia": 9,
    "record=jia&person=li": 6, "record=jia&right=grant": 1, "record=JIA&deed=granted&level=2": 0,
    "record=KH-99999": 0, "deed=looked&level=3&right=owner": 1,
}  # fmt: skip


@pytest.mark.parametrize("query", CONDITIONS)
def test_conditions_leave_what_they_say(company, jia, yi, client, query):
    everything(company, jia, yi)
    address = query.replace("person=li", f"person={company.li.pk}")
    address = re.sub("(?i)record=jia", f"record={jia.reference().lower()}", address)
    assert len(rows(client, company.officer, address)) == CONDITIONS[query]


def test_a_name_finds_nothing_by_the_number_field(company, jia, client):
    """The officer learns no name by trying some."""
    opens(jia, company.li)
    acme = company.customer(name="ACME")
    opens(acme, company.li)
    assert rows(client, company.officer, "record=Jia+Ltd") == rows(client, company.officer, "record=acme") == []
    assert len(rows(client, company.officer, f"record={acme.reference()}")) == 1
    assert len(rows(client, company.officer, f"record={jia.reference()}")) == 1


def test_days_bound_the_lines(company, jia, time_machine_at, client):
    for day in range(5):
        with time_machine_at(NOW + day * DAY):
            opens(jia, company.li)
            opens(jia, company.li)
    with time_machine_at(NOW + 5 * DAY):
        of = lambda first, last: len(rows(client, company.officer, f"first={first}&last={last}&deed=looked"))  # noqa: E731
        assert of(TODAY, TODAY) == 2 and of(TODAY + DAY, TODAY + 2 * DAY) == 4 and of(TODAY - DAY, TODAY - DAY) == 0
        assert of(TODAY + 2 * DAY, "") == 6 and of("", TODAY) == 2


@pytest.fixture
def time_machine_at():
    return lambda at: time_machine.travel(at, tick=False)


@pytest.mark.parametrize("person", ["officer", "chief", "li"])
def test_pages_follow_each_other_without_a_gap(company, jia, monkeypatch, person):
    monkeypatch.setattr(trail, "SCANNED", 40)
    monkeypatch.setattr(trail, "ASKED", 7)
    for n in range(60):
        opens(jia, company.li if n % 3 else company.chief)
    person, at = getattr(company, person), moment()
    keeps = {"chief": trail.of_section, "li": trail.of_oneself}.get(person.username)
    keeps = keeps and keeps(person, at)
    wanted = trail.Wanted(actor=company.li.pk if person == company.li else None, deed="looked")
    found, below = [], None
    for _page in range(99):
        part = trail.read(wanted, below=below, keeps=keeps, size=10)
        assert len(part.lines) <= 10
        found += [line.seq for line in part.lines]
        below = part.next
        if below is None:
            break
    expected = AccessLog.objects.filter(action="look.open", **({"actor": person.pk} if person == company.li else {}))
    assert found == list(expected.order_by("-seq").values_list("seq", flat=True))


def test_what_a_chief_is_shown_is_what_the_doors_open(company, jia, yi):
    """Both ways: no line about a record that is closed to the chief, and none of the section's left out."""
    other, at = company.person("other_chief", Post.CHIEF, company.other_section), moment()
    grant(yi, company.chief, by=Actor(other), reason="to read the claims", starts=at, until=at + DAY)
    assert sees(yi, company.chief).rights, "what was granted from elsewhere is still another section's"
    records = [jia, yi, company.contract(customer=jia), company.customer(name="Pool Ltd", state="pool")]
    records += [company.customer(name=f"L{n}", level=n) for n in (0, 1, 2, 3, 4)]
    for record in records:
        for person in (record.owner, company.leader):
            log.refused(record, by=Actor(person), what="x.open")
    found = trail.read(trail.Wanted(deed="refused"), keeps=trail.of_section(fresh(company.chief), moment()), size=99)
    for record in records:
        label = f"{record._meta.label_lower}:{record.pk}"
        is_open = bool(sees(record, company.chief).rights) and record.department_id in company.chief.reach_of(
            Post.CHIEF
        )
        assert sum(line.record == label for line in found.lines) == (2 if is_open else 0), record


def test_reading_the_log_is_a_line_of_it(company, jia, client):
    opens(jia, company.li)
    rows(client, company.officer, f"person={company.li.pk}&deed=looked")
    line = AccessLog.objects.latest("seq")
    assert (line.action, line.actor, line.record) == (
        "look.log",
        company.officer.pk,
        f"people.user:{company.officer.pk}",
    )
    assert line.data == {"filter": f"scope=all person={company.li.pk} deed=looked"}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_of_the_log_is_noted_and_registered(company, jia, client, kind):
    for _n in range(3):
        opens(jia, company.li)
    client.force_login(company.officer)
    answer = client.get(f"{LOG}?export={kind}&deed=looked")
    row, line = Taken.objects.get(), AccessLog.objects.latest("seq")
    assert answer.status_code == 200 and row.trace in answer["Content-Disposition"]
    assert line.action == "look.export_log" and line.data["trace"] == row.trace
    assert (row.person, row.rows, row.record, row.conditions) == (
        company.officer,
        3,
        "confidentiality.log",
        "scope=all deed=looked",
    )
    assert line.data["sha256"] == row.sha256 and line.data["rows"] == 3
    assert "Exported 3 rows of a register" in (told := rows(client, company.officer)[0]) and "Access log" in told


def test_more_than_leaves_at_once_is_refused_in_words(company, jia, client, monkeypatch):
    monkeypatch.setattr(registers, "limits", lambda on: registers.Limits(2, 2, 2, 2))
    for _n in range(4):
        opens(jia, company.li)
    client.force_login(company.officer)
    answer = client.get(f"{LOG}?export=csv", follow=True)
    assert "narrow the days" in answer.content.decode() and not Taken.objects.exists()


def test_a_page_costs_the_same_whatever_it_asks(company, jia, yi, client):
    """No condition asks more of the database than another, but for the halving by days."""
    everything(company, jia, yi)
    client.force_login(company.officer)
    counts = {}
    for query in ("", *CONDITIONS):
        address = re.sub("(?i)record=jia", f"record={jia.reference()}", query).replace(
            "person=li", f"person={company.li.pk}"
        )
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LOG}?{address}")
        counts[query] = len([q for q in asked if not re.search("SAVEPOINT|BEGIN|COMMIT", q["sql"])])
    assert max(counts.values()) <= 24, counts


def test_lines_that_nobody_knows_words_for_are_shown_all_the_same(company, jia, client):
    with sealed():
        note("look", "look.something_new", jia, by=Actor(company.li), level=2)
        note("refusal", "contracts.approve", jia, by=Actor(company.li))
        note("grant", "grant.view", jia, by=Actor(company.chief), to=999_999)
    found = rows(client, company.officer)
    assert len(found) == 3 and "Was refused" in found[1]


def test_the_halving_finds_the_first_line_of_a_moment(company, jia, time_machine_at):
    for hour in range(9):
        with time_machine_at(NOW + hour * HOUR):
            opens(jia, company.li)
    newest = AccessLog.objects.latest("seq").seq
    lines = list(AccessLog.objects.order_by("seq").values_list("seq", "at"))
    for shift in range(-2, 11):
        at = NOW + shift * HOUR - timedelta(minutes=1)
        assert trail.seq_at(at, newest) == next((seq for seq, when in lines if when >= at), newest + 1)


def test_who_looked_stands_beside_who_may_see_it(company, jia, client):
    """All lines for whoever may open it to others, one's own for the rest; the last look of each."""
    for person in (company.li, company.chief, company.assistant):
        opens(jia, person)
    log.refused(jia, by=Actor(company.zhao), what="customers.customer.open")
    for person, count in ((company.chief, 5), (company.assistant, 2), (company.li, 2)):
        client.force_login(person)
        text = client.get(f"{jia.get_absolute_url()}readers/").content.decode()
        assert text.count("<tr data-seq") == count, person
        assert (f"{count} times in the last 30 days" in text) and ("zhao" in text) is (person == company.chief)
    client.force_login(company.chief)
    text = client.get(f"{jia.get_absolute_url()}readers/").content.decode()
    assert text.count("looked last") == 3
    whole = text.split('<a class="fs13" href="')[1].split('"')[0].replace("&amp;", "&")
    assert whole == f"{LOG}?scope=section&record={jia.reference()}"
    assert client.get(whole).content.decode().count("<tr data-seq") == 8


def test_a_look_of_two_months_ago_is_not_of_the_last_thirty_days(company, jia, time_machine_at, client):
    with time_machine_at(NOW - 60 * DAY):
        opens(jia, company.li)
    client.force_login(company.chief)
    assert client.get(f"{jia.get_absolute_url()}readers/").content.decode().count("<tr data-seq") == 1
