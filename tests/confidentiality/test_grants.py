"""The register of grants (8.2.2): who reads and ends what; what one person can see; the quarterly review."""

import re

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from bizdept.access.doors import may_see
from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, EndedGrant
from bizdept.audit.chain import sealed
from bizdept.audit.check import read
from bizdept.audit.clock import moment
from bizdept.duties.models import Duty
from bizdept.manage.actions.posts import end_post
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post, User
from confidentiality.actions import grants as actions
from confidentiality.actions import standing
from confidentiality.lifecycle.reviews import LIFECYCLE
from confidentiality.models import GrantReview
from confidentiality.rules import grants as rules
from confidentiality.shown import grants as shown
from confidentiality.shown.past import then_of
from confidentiality.shown.reviews import in_review, undecided
from customers.models import Customer, CustomerGrant
from tests.audit.forger import vouch_for_all
from tests.company import DAY, NOW, TODAY, fresh, refused

GRANTS = "/confidentiality/grants/"
WHY = "to read the claims of the year"
FIRST = TODAY.replace(month=10, day=9)
pytestmark = pytest.mark.usefixtures("time_stands_still")


def give(company, record, to, days: int = 20, by=None):
    return grant(record, to, by=Actor(by or company.chief), reason=WHY, starts=NOW, until=NOW + days * DAY)


@pytest.fixture
def jia(company) -> Customer:
    return company.customer(name="Jia Ltd")


@pytest.fixture
def yi(company) -> Customer:
    company.wang = company.person("wang", Post.SPECIALIST, company.other_section)
    company.other_chief = company.person("other_chief", Post.CHIEF, company.other_section)
    return company.customer(name="Yi Ltd", owner=company.wang, department=company.other_section)


def rows(client, person, query: str = "") -> list[str]:
    client.force_login(fresh(person))
    page = client.get(f"{GRANTS}?{query}")
    assert page.status_code == 200
    found = re.findall(r"<tr data-grant.*?</tr>", page.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def address(row) -> str:
    return reverse("confidentiality:end_grant", args=[ContentType.objects.get_for_model(type(row)).pk, row.pk])


def test_the_officer_reads_all_grants_by_number(company, jia, yi, client):
    give(company, jia, company.legal)
    give(company, company.contract(customer=jia), company.finance, days=3)
    give(company, yi, company.zhao, by=company.other_chief)
    found = rows(client, company.officer)
    assert len(found) == 3 and "finance" in found[0], "whichever ends first stands first"
    text = client.get(GRANTS).content.decode()
    assert jia.reference() in text and yi.reference() in text and "Jia Ltd" not in text and "Yi Ltd" not in text
    assert len(rows(client, company.officer, "view=ending")) == 1
    assert len(rows(client, company.officer, f"person={company.zhao.pk}")) == 1
    assert len(rows(client, company.officer, f"giver={company.chief.pk}")) == 2
    assert len(rows(client, company.officer, f"record={jia.reference()}")) == 1
    assert rows(client, company.officer, "record=JIALTD") == rows(client, company.officer, "level=3") == []


def test_why_somebody_was_let_in_stays_with_who_may_see_the_record(company, jia, yi, client):
    """domain.md: officers read numbers and levels. On each page, in the file, of those that ended; the chief reads it,
    and so does an officer to whom the record itself is open."""
    row = give(company, jia, company.legal)
    give(company, yi, company.legal, by=company.other_chief)
    pages = (
        GRANTS,
        f"{GRANTS}?view=ended",
        f"{GRANTS}?export=csv",
        f"{GRANTS}people/{company.legal.pk}/",
        address(row),
    )
    assert all(WHY in found for found in rows(client, company.chief))
    client.force_login(fresh(company.officer))
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200 and WHY not in answer.content.decode(), page
    give(company, jia, company.officer)
    assert sorted(WHY in found for found in rows(client, company.officer)) == [False, True, True]
    actions.end_grant(row, "over", by=Actor(company.officer), at=NOW)
    assert [WHY in found for found in rows(client, company.officer, "view=ended")] == [True]


def test_a_chief_reads_those_on_the_sections_records(company, jia, yi, client):
    give(company, jia, company.legal)
    give(company, yi, company.zhao, by=company.other_chief)
    assert [jia.reference() in row for row in rows(client, company.chief)] == [True]
    assert [yi.reference() in row for row in rows(client, company.other_chief)] == [True]
    for person in (company.li, company.legal, company.admin, company.assistant, company.personnel):
        client.force_login(person)
        assert client.get(GRANTS).status_code == 403


def test_the_officer_ends_one_and_gives_none(company, jia, client):
    row = give(company, jia, company.legal)
    client.force_login(company.officer)
    assert client.post(address(row), {"note": "short"}).status_code == 422
    assert client.post(address(row), {"note": "the matter is settled"}).status_code == 302
    assert not may_see(company.legal, jia)
    ended = EndedGrant.objects.get()
    assert (ended.ended_by, ended.ended_because) == (company.officer, "the matter is settled")
    told = set(Notice.objects.filter(text__contains="was ended by").values_list("person__username", flat=True))
    assert told == {"legal", "chief"} and jia.name not in Notice.objects.filter(person=company.legal).last().text
    assert len(rows(client, company.officer, "view=ended")) == 1
    with pytest.raises(PermissionDenied):
        give(company, jia, company.finance, by=company.officer)
    assert client.get(f"/customers/{jia.pk}/readers/new/").status_code == 404


def test_who_may_end_which(company, jia, yi, client):
    row, core = give(company, jia, company.legal), company.customer(name="N", level=Level.NAMED)
    named = give(company, core, company.legal, days=5, by=company.leader)
    for person, code in ((company.li, 403), (company.other_chief, 404), (company.admin, 403), (company.legal, 403)):
        client.force_login(fresh(person))
        assert client.post(address(row), {"note": "the matter is settled"}).status_code == code, person
    client.force_login(company.chief)
    assert client.post(address(named), {"note": "the matter is settled"}).status_code == 404, "the leader's"
    assert client.post(address(row), {"note": "the matter is settled"}).status_code == 302
    with pytest.raises(PermissionDenied):
        actions.end_grant(named, "the matter is settled", by=Actor(company.li), at=NOW)
    assert may_see(company.legal, core) and not may_see(company.legal, jia)


def test_a_chief_reads_nothing_of_what_named_persons_see(company, client):
    named = company.customer(name="N", level=Level.NAMED)
    row = give(company, named, company.legal, days=5, by=company.leader)
    assert rows(client, company.chief) == [] and len(rows(client, company.leader)) == 1
    actions.end_grant(row, "the matter is settled", by=Actor(company.leader), at=NOW + DAY)
    assert rows(client, company.chief, "view=ended") == [] and len(rows(client, company.leader, "view=ended")) == 1


def test_what_one_person_can_see_is_counted_and_not_named(company, jia, yi, client):
    for n in range(3):
        company.customer(name=f"Secret customer {n}")
    give(company, yi, company.li, by=company.other_chief)
    client.force_login(company.officer)
    text = client.get(f"{GRANTS}people/{company.li.pk}/").content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "Customer files keeper 4" in words and "Customer files grant 1" in words and yi.reference() in words
    assert not any(name in text for name in ("Jia Ltd", "Yi Ltd", "Secret customer"))
    for person, code in ((company.chief, 200), (company.other_chief, 404), (company.li, 403), (company.admin, 403)):
        client.force_login(fresh(person))
        assert client.get(f"{GRANTS}people/{company.li.pk}/").status_code == code


def test_a_chief_sees_no_number_of_what_is_closed(company, jia, yi, client):
    """A colleague of the section was let in elsewhere: the number of that record is not the chief's to know."""
    give(company, yi, company.li, by=company.other_chief)
    client.force_login(company.chief)
    text = client.get(f"{GRANTS}people/{company.li.pk}/").content.decode()
    assert yi.reference() not in text and "Grants in force" in text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_register_as_a_file(company, jia, client, kind):
    give(company, jia, company.legal)
    client.force_login(company.officer)
    answer = client.get(f"{GRANTS}?export={kind}")
    assert answer.status_code == 200 and AccessLog.objects.latest("seq").action == "look.export_log"
    assert "Register of grants" in client.get("/confidentiality/log/").content.decode().split("<tr data-seq")[1]


# ── the quarterly review


def opened(company) -> GrantReview:
    assert actions.open_reviews(at=NOW, on=FIRST) == 1
    return GrantReview.objects.get()


def confirm(review, row, person):
    return actions.confirm(review, row, by=Actor(fresh(person)), at=NOW)


def finish(review, person) -> GrantReview:
    return LIFECYCLE.perform("finish", review, by=Actor(fresh(person)), on=TODAY)


def test_a_quarter_is_reviewed_row_by_row(company, jia, client):
    kept, gone = give(company, jia, company.legal), give(company, company.contract(customer=jia), company.finance)
    review = opened(company)
    assert (review.quarter, review.department, review.owner) == ("2026-Q4", company.section, company.chief)
    duty = Duty.objects.open().get(kind="confidentiality.review")
    assert (duty.post, duty.department) == (Post.CHIEF, company.section)
    refused(lambda: finish(review, company.chief), "undecided")
    confirm(review, kept, company.chief)
    confirm(review, kept, company.chief)
    assert undecided(review, NOW) == [gone]
    client.force_login(company.chief)
    page = client.get(review.get_absolute_url()).content.decode()
    assert page.count('data-move="confidentiality.confirm_grant"') == 1 and "confirmed by chief" in page
    actions.end_grant(gone, "the matter is settled", by=Actor(company.chief), at=NOW + DAY)
    review = finish(review, company.chief)
    assert (review.state, review.kept, review.ended) == ("done", 1, 1)
    assert not Duty.objects.open().exists()
    line = AccessLog.objects.get(action="grant.confirm")
    assert (line.actor, line.data["to"]) == (company.chief.pk, company.legal.pk)
    vouch_for_all(company)
    assert read().is_whole


def test_a_section_has_one_review_in_a_quarter_and_none_without_grants(company, jia, yi):
    assert actions.open_reviews(at=NOW, on=FIRST) == 0, "nothing to review"
    give(company, jia, company.legal)
    assert actions.open_reviews(at=NOW, on=FIRST.replace(day=15)) == 0, "not in the middle of a quarter"
    assert [actions.open_reviews(at=NOW, on=FIRST) for _n in range(2)] == [1, 0]
    assert actions.open_reviews(at=NOW + 5 * DAY, on=FIRST.replace(year=2027, month=1)) == 1


def test_what_named_persons_see_is_the_leaders_to_review(company, jia):
    named = company.customer(name="N", level=Level.NAMED)
    row = give(company, named, company.legal, days=5, by=company.leader)
    review = opened(company)
    assert review.is_named and in_review(review, NOW) == [row]
    assert Duty.objects.open().get(kind="confidentiality.review").post == Post.LEADER
    with pytest.raises(PermissionDenied):
        confirm(review, row, company.chief)
    confirm(review, row, company.leader)
    assert finish(review, company.leader).kept == 1


def test_each_review_counts_what_ended_of_its_own(company, jia):
    """Of a section with open records and one that named persons see: each grant is one review's, never both's."""
    named = company.customer(name="N", level=Level.NAMED)
    rows = [give(company, jia, company.legal), give(company, named, company.legal, days=5, by=company.leader)]
    assert actions.open_reviews(at=NOW, on=FIRST) == 2
    for row in rows:
        actions.end_grant(row, "the matter is settled", by=Actor(company.leader), at=NOW + DAY)
    for review in GrantReview.objects.all():
        assert finish(review, company.leader).ended == 1, review.is_named


def test_who_confirms(company, jia, yi, client):
    row = give(company, jia, company.legal)
    mine = give(company, company.contract(customer=jia), company.chief, by=company.leader)
    review = opened(company)
    for person in (company.officer, company.li, company.other_chief, company.admin):
        with pytest.raises(PermissionDenied):
            confirm(review, row, person)
    with pytest.raises(PermissionDenied):
        confirm(review, mine, company.chief)
    confirm(review, mine, company.leader)
    later = give(company, jia, company.finance)
    type(later).objects.filter(pk=later.pk).update(starts_at=NOW + DAY)
    with pytest.raises(PermissionDenied):
        confirm(review, fresh(later), company.chief)
    for person, code in ((company.officer, 200), (company.chief, 200), (company.other_chief, 404), (company.li, 404)):
        client.force_login(fresh(person))
        assert client.get(review.get_absolute_url()).status_code == code


@pytest.mark.parametrize(
    "day, quarter, due",
    [
        ("2026-01-01", "2026-Q1", True),
        ("2026-03-31", "2026-Q1", False),
        ("2026-04-14", "2026-Q2", True),
        ("2026-12-15", "2026-Q4", False),
    ],
)
def test_quarters(day, quarter, due):
    day = TODAY.fromisoformat(day)
    assert (rules.quarter_of(day), rules.is_due(day)) == (quarter, due)


# ── on a past day


def of_day(client, person, day) -> str:
    text = client.get(f"{GRANTS}people/{person.pk}/?day={day}").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_what_one_person_could_see_on_a_past_day(company, jia, yi, client):
    """The grant has ended, the customer is another's, the post is over, the NDA lapsed: that day is told as it was."""
    give(company, yi, company.li, by=company.other_chief)
    told = {(row.kind, row.why): row.count for row in shown.reached_by(fresh(company.li), NOW)}
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        actions.end_grant(CustomerGrant.objects.get(), "the matter is settled", by=Actor(company.leader), at=moment())
        row = fresh(jia)
        row.owner = company.zhao
        keep(row, by=Actor(company.chief))
        end_post(company.li.appointments.get(), TODAY + 2 * DAY, by=Actor(company.admin), on=TODAY + 2 * DAY)
        with sealed():
            standing.write(fresh(company.li), {"nda_until": TODAY}, by=Actor(company.officer))
    with time_machine.travel(NOW + 9 * DAY, tick=False):
        client.force_login(fresh(company.officer))
        text = of_day(client, company.li, TODAY)
        assert f"could see at the end of {TODAY}" in text and "business specialist" in text
        assert yi.reference() in text and "Customer file keeper 1" in text and "Customer file grant 1" in text
        assert "End it" not in text and "Jia Ltd" not in text and "Yi Ltd" not in text
        then = then_of(company.li, company.officer, TODAY, moment())
        assert {row.why: row.count for row in then.reached} == {why: count for (_kind, why), count in told.items()}
        later = of_day(client, company.li, TODAY + 3 * DAY)
        assert yi.reference() not in later and "No record was open to them." in later and "no NDA" not in later
        line = AccessLog.objects.filter(action="look.grants").latest("seq")
        assert (line.data["person"], line.data["day"]) == (company.li.pk, str(TODAY + 3 * DAY))


def test_of_days_of_which_nothing_can_be_told(company, jia, client):
    give(company, jia, company.legal)
    client.force_login(company.officer)
    assert "That day is still to come" in of_day(client, company.li, TODAY + DAY)
    User.objects.filter(pk=company.li.pk).update(date_joined=NOW + DAY)
    with time_machine.travel(NOW + 9 * DAY, tick=False):
        client.force_login(fresh(company.officer))
        assert "they had no account yet" in of_day(client, company.li, TODAY)


def test_a_chief_reads_no_number_of_that_day_that_is_closed_now(company, jia, yi, client):
    give(company, yi, company.li, by=company.other_chief)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        client.force_login(fresh(company.chief))
        text = of_day(client, company.li, TODAY)
        assert yi.reference() not in text and "Grants that ran 1" in text
        client.force_login(fresh(company.li))
        assert client.get(f"{GRANTS}people/{company.li.pk}/?day={TODAY}").status_code == 403
