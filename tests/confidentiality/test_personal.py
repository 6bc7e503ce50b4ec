"""People's own data (8.1.1): a copy, a correction, an erasure by a second hand, the end of the time for keeping."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from bizdept.access.models import AccessLog, Taken
from bizdept.calendar.rules import months_before
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.models import Draft, ImportBatch
from bizdept.workflow.models import MoveLog
from confidentiality.actions import personal as actions
from confidentiality.follows.personal import follow_customers, propose_erasures
from confidentiality.lifecycle.personal import LIFECYCLE
from confidentiality.models import DataRequest
from confidentiality.shown.personal import copy_of
from customers.actions import add_contact, change_contact, correct_communication, leave_contact, record_communication
from customers.lifecycle import LIFECYCLE as CUSTOMERS
from customers.models import Contact, Customer
from tests.company import NOW, TODAY, fresh, refused

pytestmark = pytest.mark.usefixtures("time_stands_still")

FULL = {"name": "Wang Marker", "position": "buyer", "phone": "138-1234-5678", "email": "wang@marker.example",
        "wechat": "wang_marker", "notes": "likes Marker tea"}  # fmt: skip
TRACES = ("Marker", "marker", "13812345678", "138-1234-5678", "wang_marker", "138 1234 5678")
SAYS = "Wang Marker will call from 138 1234 5678; wang@marker.example"


@pytest.fixture
def wang(company) -> Contact:
    by = Actor(company.li)
    customer = company.customer(name="Jia Ltd", notes="ask Wang Marker first")
    contact = add_contact(customer, FULL | {"name": "Wang Oldmarker"}, by=by)
    contact = change_contact(contact, FULL, by=by)
    said = {"happened_on": TODAY, "kind": "call", "text": SAYS, "others": "Mr Wang Marker", "next_step": "",
            "next_on": None}  # fmt: skip
    talk = record_communication(customer, said | {"contact": contact}, by=by, at=NOW)
    correct_communication(talk, said | {"text": f"{SAYS}!"}, by=by, at=NOW, seen="")
    record_communication(customer, said | {"text": "Nothing of him", "others": "", "contact": None}, by=by, at=NOW)
    Draft.objects.create(
        person=company.li, address=f"/customers/{customer.pk}/contacts/{contact.pk}/", at=NOW,
        content=[["phone", FULL["phone"]]],
    )  # fmt: skip
    return Contact.objects.select_related("customer").get(pk=contact.pk)


def asked(contact, right="erase", by=None, **facts) -> DataRequest:
    told = {"right": right, "way": "call", "text": "Marker asks", "proof": "called Marker back"} | facts
    return actions.take_down(contact, told, by=Actor(by or contact.customer.owner), on=TODAY)


def move(name, row, person, **data) -> DataRequest:
    return LIFECYCLE.perform(name, row, by=Actor(fresh(person)), on=TODAY, **data)


def found_by(text: str) -> bool:
    return Customer.objects.matching(q=text).exists()


def rows_with(traces) -> list[tuple[str, str]]:
    """Every table and column of the database in which one of these stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names out of the database itself
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found += [
                    (table, name)
                    for name, value in zip(names, row, strict=True)
                    if isinstance(value, (str, list, dict)) and any(one in str(value) for one in traces)
                ]
    return found  # fmt: skip


def test_an_erasure_leaves_no_trace_in_any_table(company, wang):
    row = asked(wang)
    assert all(map(found_by, ("Wang Marker", "13812345678")))
    assert len({table for table, _name in rows_with(TRACES)}) >= 7  # the control: it stood in all of these
    row = move("erase_person", row, company.chief)
    assert rows_with(TRACES) == [] and not any(map(found_by, ("Wang Marker", "13812345678", "5678")))
    assert row.found == {"versions": 2, "communications": 1, "notes": 1, "drafts": 1, "imports": 0}
    contact = fresh(wang)
    assert contact.erased_on == contact.left_on == TODAY and str(contact)
    talks = contact.customer.communications.order_by("pk")
    assert [talk.text for talk in talks] == ["*** will call from ***; ***!", "Nothing of him"]
    assert Customer.objects.get(pk=wang.customer_id).notes == "ask *** first"


def test_others_at_the_same_customer_stay_as_they_were(company, wang):
    other = add_contact(wang.customer, {"name": "Li Other", "phone": "139-0000-0000"}, by=Actor(company.li))
    move("erase_person", asked(wang), company.chief)
    assert fresh(other).phone == "139-0000-0000" and fresh(other).history.count() == 1
    assert found_by("Li Other") and found_by("13900000000") and not found_by("13812345678")


def test_nobody_erases_what_they_took_down_themselves(company, wang):
    row = asked(wang)
    for person in (company.li, company.zhao, company.officer, company.admin, company.assistant):
        with pytest.raises(PermissionDenied):
            move("erase_person", row, person)
    company.delegate(company.chief, company.li)
    deputy = Actor(fresh(company.li), company.chief)
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform("erase_person", row, by=deputy, on=TODAY)
    assert move("erase_person", row, company.chief).done_by == company.chief


def test_what_the_chief_took_down_the_leader_decides(company, wang):
    row = asked(wang, by=company.chief)
    duty = Duty.objects.get(kind="confidentiality.erase_person")
    assert duty.post == "leader"
    with pytest.raises(PermissionDenied):
        move("erase_person", row, company.chief)
    move("erase_person", row, company.leader)
    assert fresh(duty).done_on == TODAY


def test_only_whoever_works_with_the_customer_takes_it_down(company, wang):
    for person in (company.zhao, company.legal, company.officer, company.admin, company.leader):
        with pytest.raises(PermissionDenied):
            asked(wang, by=person)


def test_one_thing_is_asked_once_at_a_time(company, wang):
    asked(wang)
    refused(lambda: asked(wang), "asked")
    asked(wang, "copy")
    move("erase_person", DataRequest.objects.get(right="erase"), company.chief)
    refused(lambda: asked(wang, "correct"), "erased")


def test_what_else_the_person_asked_for_ends_with_their_data(company, wang):
    """8.1.1: nobody owes a copy of what is gone; whoever waited hears of it, with the reason in the record's way."""
    row, copy, correct = asked(wang), asked(wang, "copy"), asked(wang, "correct")
    other = asked(add_contact(wang.customer, {"name": "Li Other"}, by=Actor(company.li)), "copy")
    with pytest.raises(PermissionDenied):
        move("lapse_person", copy, company.chief)
    move("erase_person", row, company.chief)
    for ended in (copy, correct):
        assert fresh(ended).state == "withdrawn" and not fresh(ended).text
        log = MoveLog.objects.get(object_id=ended.pk, move="lapse_person")
        assert row.reference() in log.note and log.by == company.chief
        assert Notice.objects.filter(person=company.li, key=f"move:{log.pk}").exists()
    duties = Duty.objects.open().filter(kind="confidentiality.answer_person")
    assert list(duties.values_list("object_id", flat=True)) == [other.pk] and fresh(other).state == "received"


def test_a_request_is_refused_with_a_reason_by_another(company, wang):
    row = asked(wang, "copy")
    with pytest.raises(PermissionDenied):
        move("refuse_person", row, company.li, note="no")
    row = move("refuse_person", row, company.chief, note="It was not they.")
    assert row.state == "refused" and not Duty.objects.open().filter(kind="confidentiality.answer_person").exists()


def test_a_copy_holds_everything_and_is_marked(company, wang, client):
    row = asked(wang, "copy")
    client.force_login(company.li)
    answer = client.get(f"{row.get_absolute_url()}copy/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    text = "\n".join(str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line)
    for word in (*FULL.values(), "Wang Oldmarker", f"{SAYS}!"):
        assert word in text, word
    assert "Nothing of him" not in text
    taken = Taken.objects.get()
    assert taken.trace in str(book.worksheets[1]["A1"].value) and taken.number == row.reference()
    assert AccessLog.objects.get(action="look.file").data["contact"] == wang.pk
    move("answer_person", row, company.li, note="Handed over.")
    assert client.get(f"{row.get_absolute_url()}copy/").status_code == 403


def test_a_copy_is_no_way_round_the_stop(company, wang, client):
    row = asked(wang, "copy")
    type(company.li).objects.filter(pk=company.li.pk).update(stopped_on=TODAY)
    client.force_login(company.li)
    assert client.get(f"{row.get_absolute_url()}copy/").status_code == 429 and not Taken.objects.exists()


def test_who_sees_a_request(company, wang, client):
    row = asked(wang)
    seen = set()
    for person in company.people():
        client.force_login(person)
        if client.get(row.get_absolute_url()).status_code == 200:
            seen.add(person.username)
    assert seen == {"li", "chief", "leader"}


def test_the_leader_who_does_not_see_the_customer_reads_its_number(company, wang, client):
    client.force_login(company.leader)
    page = client.get(asked(wang).get_absolute_url()).content.decode()
    assert wang.customer.reference() in page and "Jia Ltd" not in page


def test_the_way_through_the_pages(company, wang, client):
    client.force_login(company.li)
    page = client.get(wang.customer.get_absolute_url()).content.decode()
    address = f"/confidentiality/personal/new/{wang.customer_id}/"
    assert address in page
    given = {"contact": wang.pk, "right": "erase", "way": "written", "text": "please", "proof": "a letter"}
    answer = client.post(address, given | {"press": "4f5d8a52-0d9e-4b6e-9a3a-0a4d3f1b2c01"})
    row = DataRequest.objects.get()
    assert answer.status_code == 302 and answer.url == row.get_absolute_url()
    client.force_login(fresh(company.chief))
    assert client.get(row.get_absolute_url()).status_code == 200
    client.post(f"{row.get_absolute_url()}erase_person/", {"version": row.version})
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Marker" not in page and fresh(row).state == "answered"


def test_whose_time_is_over_is_put_before_the_chief_once(company, wang):
    leave_contact(wang, by=Actor(company.li), on=months_before(TODAY, 36))
    assert propose_erasures(on=TODAY) == 0  # that day is within it still
    assert propose_erasures(on=TODAY + timedelta(days=1)) == 1
    assert propose_erasures(on=TODAY + timedelta(days=2)) == 0
    row = DataRequest.objects.get()
    assert (row.owner, row.way, row.right) == (company.li, "term", "erase")
    move("refuse_person", row, company.chief, note="A lawsuit goes on.")
    assert propose_erasures(on=TODAY + timedelta(days=3)) == 0


def test_months_before_keeps_to_the_months_end():
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert months_before(date(2027, 1, 15), 13) == date(2025, 12, 15)


def test_who_left_is_asked_about_no_number_without_end(company, wang, monkeypatch):
    monkeypatch.setattr("confidentiality.rules.personal.value", lambda name, on: 0)
    leave_contact(wang, by=Actor(company.li), on=date(2001, 1, 1))
    assert propose_erasures(on=TODAY) == 0


def test_a_copy_of_somebody_with_a_short_name_finds_no_others(company):
    customer = company.customer(name="Yi Ltd")
    contact = add_contact(customer, {"name": "W"}, by=Actor(company.li))
    said = {"happened_on": TODAY, "kind": "call", "text": "We Win", "others": "", "next_step": "", "next_on": None}
    record_communication(customer, said | {"contact": None}, by=Actor(company.li), at=NOW)
    assert [line.text for line in copy_of(contact)] == ["W"]


def test_everybody_reads_what_is_kept_about_them(company, client):
    for person in company.people():
        client.force_login(person)
        assert client.get("/confidentiality/notice/").status_code == 200


# ── what was found by attacking it


def through_the_pool(company, customer) -> tuple[Customer, User]:
    """The customer goes to somebody of another section."""
    keeper = company.person("qian", Post.SPECIALIST, company.other_section)
    customer = CUSTOMERS.perform("release", fresh(customer), by=Actor(company.li), on=TODAY)
    return fresh(CUSTOMERS.perform("claim", customer, by=Actor(keeper), on=TODAY)), keeper


def test_a_request_follows_the_customer_to_whoever_keeps_it(company, wang, client):
    row, copy = asked(wang), asked(wang, "copy")
    customer, keeper = through_the_pool(company, wang.customer)
    client.force_login(company.li)
    assert client.get(f"{copy.get_absolute_url()}copy/").status_code == 403
    with pytest.raises(PermissionDenied):
        move("erase_person", row, company.chief)
    assert follow_customers() == 2 and follow_customers() == 0
    row = fresh(row)
    assert (row.owner, row.department) == (keeper, company.other_section)
    assert client.get(row.get_absolute_url()).status_code == 404 == client.get(copy.get_absolute_url()).status_code
    duty = Duty.objects.open().get(kind="confidentiality.erase_person")
    assert duty.department == company.other_section
    chief = company.person("another_chief", Post.CHIEF, company.other_section)
    assert move("erase_person", row, chief).done_by == chief


def test_a_short_name_leaves_other_words_as_they_were(company):
    customer = company.customer(name="Yi Ltd", notes="We deliver the quality that Li likes")
    contact = add_contact(customer, {"name": "Li"}, by=Actor(company.li))
    facts = {"person": company.zhao, "kind": "customers", "name": "x", "sha256": "0" * 64}
    done = ImportBatch.objects.create(**facts, stage="done", edits={"3": {"1": "Delivery Ltd"}, "4": {"1": "Li"}})
    running = ImportBatch.objects.create(**facts, stage="running", edits={"3": {"1": "Li"}})
    move("erase_person", asked(contact), company.chief)
    assert fresh(customer).notes == "We deliver the quality that *** likes"
    assert fresh(done).edits == {"3": {"1": "Delivery Ltd"}, "4": {"1": "***"}} and fresh(running).edits


NAMES = (  # the person, others who are known, what was written, what stands there afterwards
    ("王伟", ["王伟明"], "王伟明说好", "王伟明说好"),
    ("王伟", ["王伟明"], "王伟说好，王伟明不同意", "***说好，王伟明不同意"),
    ("王伟", [], "王伟明说好", "***明说好"),  # nobody knows a 王伟明: rather too much
    ("王伟", ["王伟明"], "王伟明天来", "***明天来"),  # who comes tomorrow? rather too much
    ("王伟", ["王伟明"], "王伟明明天来", "王伟明明天来"),
    ("王伟", ["王伟明"], "请转告王伟", "请转告***"),
    ("王伟", ["王伟"], "王伟同事", "***同事"),  # of one name
    ("王伟", ["小王伟"], "小王伟和王伟", "小王伟和***"),
    ("王伟", ["欧阳王伟明"], "欧阳王伟明、王伟明", "欧阳王伟明、***明"),
    ("王伟明", ["王伟"], "王伟明、王伟", "***、王伟"),  # the longer one goes, the shorter stays
    ("伟伟", ["王伟伟伟"], "王伟伟伟、伟伟", "王伟伟伟、***"),
    ("Li", ["Li Na"], "Li and Li Na", "*** and Li Na"),
    ("Li", ["Li Na"], "LI NA, li", "LI NA, ***"),
)


@pytest.mark.parametrize(("name", "others", "before", "after"), NAMES)
def test_a_name_within_anothers_is_told_apart_where_the_other_is_known(company, name, others, before, after):
    customer, by = company.customer(name="Yi Ltd", notes=before), Actor(company.li)
    for number, other in enumerate(others):  # of the house, and at the customer
        if number % 2:
            add_contact(customer, {"name": other}, by=by)
        else:
            User.objects.filter(pk=company.zhao.pk).update(name=other)
    contact = add_contact(customer, {"name": name}, by=by)
    move("erase_person", asked(contact), company.chief)
    assert fresh(customer).notes == after


def test_anothers_name_is_known_at_this_customer_and_not_at_others(company):
    by, notes = Actor(company.li), "王伟明说好"
    here, there = (company.customer(name=name, notes=notes) for name in ("Here Ltd", "There Ltd"))
    add_contact(here, {"name": "王伟明"}, by=by)
    for customer, after in ((here, notes), (there, "***明说好")):
        contact = add_contact(customer, {"name": "王伟"}, by=by)
        move("erase_person", asked(contact), company.chief)
        assert fresh(customer).notes == after


def test_an_earlier_name_of_ones_own_is_no_others(company):
    customer, by = company.customer(name="Yi Ltd", notes="王伟明、王伟"), Actor(company.li)
    contact = change_contact(add_contact(customer, {"name": "王伟明"}, by=by), {"name": "王伟"}, by=by)
    move("erase_person", asked(contact), company.chief)
    assert fresh(customer).notes == "***、***"


def test_what_others_have_of_the_person_goes_too(company, wang):
    by, customer = Actor(company.li), wang.customer
    add_contact(customer, {"name": "Li Other", "notes": "deputy of Wang Marker; +86 13812345678"}, by=by)
    for place in ("communications/new/", "edit/", "contacts/new/"):
        address = f"/customers/{customer.pk}/{place}"
        Draft.objects.create(person=company.li, address=address, at=NOW, content=[["text", SAYS]])
    move("erase_person", asked(wang), company.chief)
    assert rows_with(TRACES) == []


def test_a_note_that_stays_for_ever_does_not_name_the_person(company, wang, client):
    row = asked(wang, "copy")
    client.force_login(company.chief)
    address = f"{row.get_absolute_url()}refuse_person/"
    assert client.post(address, {"version": row.version, "note": "Wang Marker is not he"}).status_code == 422
    assert client.post(address, {"version": row.version, "note": "It was another"}).status_code == 302


def test_a_copy_tells_nothing_of_others(company, wang):
    other = add_contact(wang.customer, {"name": "Zhou Other", "phone": "139-7777-0000"}, by=Actor(company.li))
    text = "Zhou Other (139-7777-0000) complains of Wang Marker"
    said = {"happened_on": TODAY, "kind": "call", "text": text, "others": "", "next_step": "", "next_on": None}
    record_communication(fresh(wang.customer), said | {"contact": other}, by=Actor(company.li), at=NOW)
    told = [line.text for line in copy_of(wang)]
    assert "*** (***) complains of Wang Marker" in told and "Zhou" not in str(told)


def test_what_is_typed_into_an_open_form_unmasks_nothing(company, wang, client):
    client.force_login(company.li)
    address = f"/customers/{wang.customer_id}/contacts/{wang.pk}/"
    client.post(address, {"name": "x"}, headers={"X-Autosave": "1"})
    assert not AccessLog.objects.filter(action="look.unmask").exists()
    client.get(address, headers={"X-Autosave": "1"})
    assert AccessLog.objects.filter(action="look.unmask").exists()
