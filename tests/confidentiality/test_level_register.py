"""The register of levels (8.1.1, 8.2.2): who reads what of it, its filters, its file, its cost."""

import gzip
import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings as site
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, LevelChange, Taken
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.models import Company as House
from bizdept.people.models import Post
from bizdept.workflow.levels import REVIEW, keep_level
from confidentiality.actions.levels import adjust
from confidentiality.follows import levels as follows
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.models import Material
from contracts.models import Contract
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, fresh
from tests.confidentiality.test_materials import take_in

pytestmark = pytest.mark.usefixtures("time_stands_still")
REGISTER = "/confidentiality/levels/"
WHY = "the market knows it by now"
S = LevelChange.State


@pytest.fixture
def lived(company) -> dict:
    """One of each: raised, kept on, lowered, waiting, refused, withdrawn, lapsed; and a period that has ended."""
    made = {name: company.customer(name=f"Secret {name}") for name in (*S.values, "old")}
    he = company.person("he", Post.SPECIALIST, company.other_section)
    for name in ("other", "other old"):
        made[name] = company.customer(name=f"Secret {name}", owner=he, department=company.other_section)
    by, chief = Actor(company.li), Actor(company.chief)
    company.raised(made["raised"], Level.CORE)
    keep_level(fresh(made["kept"]), by=by, reason=WHY, on=TODAY, until=TODAY + 99 * DAY)
    for name in ("proposed", "lowered", "refused", "withdrawn", "lapsed"):
        change = adjust(fresh(made[name]), Level.INTERNAL, None, WHY, by=by, on=TODAY)
        match name:
            case "lowered":
                LIFECYCLE.perform("lower_level", change, by=chief, on=TODAY)
            case "refused":
                LIFECYCLE.perform("refuse_lowering", change, by=chief, on=TODAY, note="it is too early")
            case "withdrawn":
                LIFECYCLE.perform("withdraw_lowering", change, by=by, on=TODAY)
            case "lapsed":
                company.raised(made["lapsed"], Level.CORE)
                follows.let_lapse(on=TODAY)
    ended = [made["old"].pk, made["other old"].pk]
    Customer.objects.filter(pk__in=ended).update(level_until=TODAY - DAY)
    assert follows.review_ended(on=TODAY) == 2
    company.raised(made["other"], Level.CORE, made["other"].owner)
    return made


def browser(person) -> Client:
    client = Client()
    client.force_login(fresh(person), backend=site.AUTHENTICATION_BACKENDS[0])
    return client


def shown(client, query: str = "") -> tuple[str, list[str]]:
    """The page, and which records it tells of, in their order."""
    answer = client.get(REGISTER + query)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text, re.findall(r'data-change="customers.customer:(\d+)"', text)


def first_of(record) -> LevelChange:
    return LevelChange.objects.of(record).last()


def of(made: dict, *names: str) -> set[str]:
    return {str(made[name].pk) for name in names}


def test_the_officer_reads_all_by_number_kind_and_level(company, lived):
    text, found = shown(browser(company.officer))
    assert set(found) == of(lived, *lived) and len(found) == len(lived) + 1  # what lapsed was raised, too
    assert "Secret" not in text and WHY not in text and "because it is so" not in text
    assert lived["raised"].reference() in text and first_of(lived["raised"]).reference() in text
    assert "Core secret" in text
    assert "Customer file" in text and "li" in text and "Period ended" in text


def test_a_chief_reads_the_sections_with_title_and_reason(company, lived):
    text, found = shown(browser(company.chief))
    assert set(found) == of(lived, *lived) - of(lived, "other", "other old")
    assert "Secret raised" in text and WHY in text and "because it is so" in text
    assert "Secret other" not in text and lived["other"].reference() not in text


def test_in_a_small_office_the_officers_part_names_nothing_either(company, lived):
    """Who is both reads titles where they read as a chief, and numbers where they read as the officer."""
    House.objects.update(small_office=True)
    company.appoint(company.officer, Post.CHIEF, company.section)
    client = browser(company.officer)
    assert "Secret" not in shown(client, "?scope=all")[0]
    assert "Secret raised" in shown(client, "?scope=section")[0]


def test_what_is_closed_to_a_chief_now_is_told_by_its_number(company, lived):
    """A change stays the section's that had the record; the record itself may have gone to others."""
    Customer.objects.filter(pk=lived["raised"].pk).update(department=company.other_section)
    text, found = shown(browser(company.chief))
    assert of(lived, "raised") <= set(found) and "Secret raised" not in text
    assert lived["raised"].reference() in text


def test_the_leader_reads_what_they_decide_on_and_the_periods_that_ended(company, lived):
    _text, found = shown(browser(company.leader))
    assert set(found) == of(lived, "old", "other old")


def test_a_period_that_ended_has_the_level_of_its_record(company, lived):
    Customer.objects.filter(pk=lived["old"].pk).update(level=Level.CORE)
    for person in (company.officer, company.chief):
        text, _found = shown(browser(person), f"?direction=ended&record={lived['old'].reference()}")
        assert "Core secret" in text.split("<tbody>")[1]


@pytest.mark.parametrize("name", ["li", "assistant", "legal", "personnel", "admin"])
def test_nobody_else_reads_it(company, lived, name):
    client = browser(getattr(company, name))
    assert client.get(REGISTER).status_code == 403
    assert AccessLog.objects.filter(action="confidentiality.levels", actor=getattr(company, name).pk).exists()
    assert REGISTER not in client.get("/").content.decode()


@pytest.mark.parametrize("name", [*S.values, "ended"])
def test_each_direction_is_asked_for_by_itself(company, lived, name):
    _text, found = shown(browser(company.officer), f"?direction={name}")
    expected = {"ended": {"old", "other old"}, "raised": {"raised", "lapsed", "other"}}.get(name, {name})
    assert set(found) == of(lived, *expected)


def test_its_other_filters(company, lived):
    client = browser(company.officer)
    kind = ContentType.objects.get_for_model(Customer).pk
    everything = of(lived, *lived)
    assert set(shown(client, f"?kind={kind}")[1]) == everything
    other = next(one for one in LevelChange._meta.apps.get_models() if one.__name__ == "Material")
    assert shown(client, f"?kind={ContentType.objects.get_for_model(other).pk}")[1] == []
    assert set(shown(client, f"?person={company.chief.pk}")[1]) == of(lived, "raised", "lowered", "refused", "lapsed")
    assert set(shown(client, f"?person={company.li.pk}&direction=ended")[1]) == of(lived, "old")
    assert set(shown(client, f"?record={lived['kept'].reference()}")[1]) == of(lived, "kept")
    assert shown(client, "?record=KH-99999")[1] == []
    assert shown(client, f"?first={TODAY + DAY}")[1] == [] == shown(client, f"?last={TODAY - DAY}")[1]
    assert set(shown(client, f"?first={TODAY}&last={TODAY}")[1]) == everything
    for wrong in ("?direction=x", "?kind=x", "?person=x", "?first=x", "?page=0", "?kind=99999999999999999999"):
        assert shown(client, wrong)[1] == []


def test_the_newest_is_first_and_pages_go_on(company, lived):
    rows = [
        Duty(
            content_type=ContentType.objects.get_for_model(Customer), object_id=lived["old"].pk, kind=REVIEW.name,
            article="8.1.1", person=company.li, opened_on=TODAY - n * DAY, due_on=TODAY, done_on=TODAY,
        )
        for n in range(1, 60)
    ]  # fmt: skip
    Duty.objects.bulk_create(rows)
    client = browser(company.officer)
    first, second = shown(client)[1], shown(client, "?page=2")[1]
    assert len(first) == 50 and len(second) == 59 + 11 - 50 and shown(client, "?page=3")[1] == []
    assert set(second) == of(lived, "old")


def test_its_file_holds_numbers_and_levels_alone_and_is_logged(company, lived):
    client = browser(company.chief)
    content = client.get(f"{REGISTER}?export=xlsx").content
    cells = [
        str(c) for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True) for c in row
    ]
    assert lived["raised"].reference() in cells and "core secret" in cells
    assert first_of(lived["raised"]).reference() in cells
    assert not any("Secret" in cell or WHY in cell for cell in cells)
    row = Taken.objects.get()
    assert (row.record, row.how, row.person, row.level) == ("confidentiality.levels", "export", company.chief, 2)
    line = AccessLog.objects.get(action="look.export_log")
    assert line.data["of"] == "confidentiality.levels" and line.data["rows"] == row.rows
    text = client.get("/confidentiality/log/?scope=mine").content.decode()
    assert "Register of levels" in text.split("<tr data-seq")[1]


def test_reading_it_is_a_line_with_its_conditions(company, lived):
    client = browser(company.officer)
    shown(client, "?direction=raised&record=KH-00001")
    line = AccessLog.objects.get(action="look.levels")
    assert line.actor == company.officer.pk and line.data["filter"] == "scope=all direction=raised record=KH-00001"
    log = client.get("/confidentiality/log/?deed=log").content.decode()
    assert "Read the register of levels" in log


def test_it_is_found_where_a_level_is_changed(company, lived):
    client = browser(company.chief)
    kind = ContentType.objects.get_for_model(Customer).pk
    record, change = lived["raised"], LevelChange.objects.filter(about_id=lived["lowered"].pk).get()
    assert f'{REGISTER}?record={record.reference()}"' in client.get(f"{REGISTER}{kind}/{record.pk}/").content.decode()
    assert f'href="{REGISTER}"' in client.get(change.get_absolute_url()).content.decode()
    owner = browser(company.li).get(change.get_absolute_url()).content.decode()
    assert f'href="{REGISTER}"' not in owner


def cost(client, query: str) -> tuple[int, bytes]:
    with CaptureQueriesContext(connection) as queries:
        page = client.get(REGISTER + query).content
    asked = [q["sql"] for q in queries if not re.search(r"SAVEPOINT|audit_|^BEGIN|^COMMIT", q["sql"])]
    return len(asked), page


def test_it_costs_the_same_at_ten_thousand_rows(company, lived):
    clients = {name: browser(getattr(company, name)) for name in ("officer", "chief")}
    queries = ("", "?page=2", "?direction=raised", f"?person={company.li.pk}")
    for client in clients.values():
        client.get(REGISTER)
    kinds = [ContentType.objects.get_for_model(model) for model in (Customer, Contract, Material)]
    contract, material = company.contract(), Material.objects.get(pk=take_in(company).pk)
    facts = {"before": 2, "after": 3, "level": 3, "reason": WHY, "state": S.RAISED}
    facts |= {"owner": company.li, "keeper": company.li, "department": company.team, "proposed_at": NOW}
    for count in (100, 9_900):
        records = Customer.objects.bulk_create(
            Customer(name=f"Customer {n}", opened_on=TODAY, owner=company.li, department=company.team)
            for n in range(count)
        )
        LevelChange.objects.bulk_create(
            LevelChange(
                about_type=kinds[n % 3],
                about_id=(one, contract, material)[n % 3].pk,
                opened_on=TODAY - timedelta(days=n % 300),
                **facts,
            )
            for n, one in enumerate(records)
        )
        for name, client in clients.items():
            for query in queries:
                asked, page = cost(client, query)
                assert asked <= 8, f"{name} {query} at {count}: {asked} queries"
                assert len(page) <= 60 * 1024 and len(gzip.compress(page)) <= 15 * 1024, (name, query, len(page))
