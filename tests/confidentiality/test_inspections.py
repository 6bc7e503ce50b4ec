"""Regular checks (8.3.1): by the plan, by checklists with versions; what is found is put right and looked at again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from bizdept.access.doors import may_see
from bizdept.audit.check import read
from bizdept.duties.actions import hearers
from bizdept.duties.models import Duty
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from confidentiality.actions import inspections as actions
from confidentiality.follows.inspections import open_inspections
from confidentiality.lifecycle.inspections import LIFECYCLE
from confidentiality.lifecycle.rectifications import LIFECYCLE as REMEDY
from confidentiality.models import Area, Checklist, Inspection, Rhythm
from confidentiality.tasks import supervise
from tests.company import DAY, NOW, TODAY, fresh, pdf, refused

pytestmark = pytest.mark.usefixtures("time_stands_still")


def plan(company, department=None, area=Area.OFFICE) -> Inspection:
    return actions.plan(department or company.section, area, by=Actor(company.officer), on=TODAY)


def answers(inspection, *verdicts: str) -> list[dict]:
    given = [*verdicts, *["ok"] * len(inspection.checklist.items)][: len(inspection.checklist.items)]
    return [{"verdict": verdict, "note": "a list lay there" if verdict == "finding" else ""} for verdict in given]


def fill(company, inspection, *verdicts: str) -> Inspection:
    return actions.fill_in(inspection, answers(inspection, *verdicts), by=Actor(company.officer))


def move(name: str, inspection, person, **data) -> Inspection:
    return LIFECYCLE.perform(name, inspection, by=Actor(person), on=TODAY, **data)


def finding(company, inspection, person=None, item: int = 1):
    facts = {"text": "Lock it away", "person": person or company.li, "due_on": TODAY + 7 * DAY}
    return actions.give_finding(inspection, item, by=Actor(company.officer), on=TODAY, **facts)


def test_one_without_findings_is_over_at_once(company):
    inspection = plan(company)
    assert Duty.objects.open().about(inspection).get().person == company.officer
    refused(lambda: move("finish", inspection, company.officer, summary="fine"), "empty")
    inspection = move("finish", fill(company, inspection, "none"), company.officer, summary="fine")
    assert inspection.state == "closed" and inspection.done_on == TODAY
    assert not Duty.objects.open().about(inspection).exists()


def test_what_is_found_is_put_right_and_looked_at_again(company):
    inspection = fill(company, plan(company), "finding")
    refused(lambda: move("finish", inspection, company.officer, summary="one"), "unset")
    refused(lambda: finding(company, inspection, item=2), "item")
    row = finding(company, inspection)
    refused(lambda: finding(company, inspection), "item")
    inspection = move("finish", inspection, company.officer, summary="one")
    assert inspection.state == "inspected"
    refused(lambda: move("close", inspection, company.officer), "waiting")
    row = REMEDY.perform("done", row, by=Actor(company.li), on=TODAY, result="locked", file=pdf("photo.pdf"))
    row = REMEDY.perform("again", row, by=Actor(company.officer), on=TODAY, note="still there")
    row = REMEDY.perform("done", row, by=Actor(company.li), on=TODAY, result="locked now")
    REMEDY.perform("pass", row, by=Actor(company.officer), on=TODAY)
    assert move("close", inspection, company.officer).state == "closed"
    assert [found for found in read().found if "confidentiality" in found.what] == []


def test_a_finding_says_what_is_wrong(company):
    inspection = plan(company)
    given = [answer | {"note": ""} for answer in answers(inspection, "finding")]
    inspection = actions.fill_in(inspection, given, by=Actor(company.officer))
    refused(lambda: move("finish", inspection, company.officer, summary="x"), "note", "unset")


def test_a_finding_that_was_given_to_somebody_stays_one(company):
    inspection = fill(company, plan(company), "finding")
    finding(company, inspection)
    assert fill(company, inspection, "ok").answers[0]["verdict"] == "finding"


def test_what_is_late_is_told_to_whoever_is_above(company):
    inspection = fill(company, plan(company), "finding")
    row = finding(company, inspection)
    duty = Duty.objects.open().about(row).get()
    assert hearers(duty, "due") == [company.li] and hearers(duty, "escalated") == [company.chief]


@pytest.mark.parametrize("who", ["chief", "leader", "admin", "li", "personnel"])
def test_the_officer_alone_plans_and_inspects(company, who):
    person = getattr(company, who)
    with pytest.raises(PermissionDenied):
        actions.plan(company.section, Area.OFFICE, by=Actor(person), on=TODAY)
    inspection = plan(company)
    for work in (
        lambda: actions.fill_in(inspection, answers(inspection), by=Actor(person)),
        lambda: actions.write_checklist(Area.OFFICE, ["x"], by=Actor(person), on=TODAY),
        lambda: actions.set_rhythm(company.section, Area.OFFICE, "month", by=Actor(person), on=TODAY),
        lambda: move("finish", inspection, person, summary="x"),
    ):
        with pytest.raises(PermissionDenied):
            work()


def test_nobody_inspects_their_own_department(company):
    """The officer sits in the house's own department: the leader there can't do it either, one of another can."""
    refused(lambda: plan(company, company.house), "nobody")
    second = company.person("second", Post.LEADER, company.section)
    inspection = plan(company, company.house)
    assert inspection.owner == second
    with pytest.raises(PermissionDenied):
        fill(company, inspection)


def test_whoever_moved_into_the_department_meanwhile_does_not_inspect_it(company):
    inspection = plan(company)
    company.officer.department = company.section
    company.officer.save()
    with pytest.raises(PermissionDenied):
        fill(company, inspection)


def test_whoever_inspects_does_not_spare_themselves_one(company):
    inspection = plan(company)
    with pytest.raises(PermissionDenied):
        move("call_off", inspection, company.officer, note="no time")
    assert move("call_off", inspection, company.leader, note="moving house").state == "called_off"


def test_a_checklist_is_changed_by_a_new_version(company):
    before = plan(company)
    by = Actor(company.officer)
    row = actions.write_checklist(Area.OFFICE, ["Doors are locked", "Nothing lies about"], by=by, on=TODAY)
    assert row.number == 2 and plan(company).checklist == row
    assert fresh(before).checklist.number == 1 and len(fresh(before).checklist.items) == 5
    refused(lambda: actions.write_checklist(Area.OFFICE, row.items, by=by, on=TODAY), "same")
    refused(lambda: actions.write_checklist(Area.OFFICE, [], by=by, on=TODAY), "items")
    refused(lambda: actions.write_checklist(Area.OFFICE, ["x"] * 61, by=by, on=TODAY), "many")
    Checklist.objects.filter(pk=row.pk).update(items=["anything goes"])
    assert any("confidentiality.checklist" in found.what for found in read().found)


def test_the_clock_opens_what_the_plan_asks_for_once(company):
    by = Actor(company.officer)
    actions.set_rhythm(company.section, Area.OFFICE, "month", by=by, on=TODAY)
    actions.set_rhythm(company.section, Area.RIGHTS, "quarter", by=by, on=TODAY)
    assert supervise(at=NOW) >= 2 and open_inspections(on=TODAY) == 0
    assert {row.period for row in Inspection.objects.all()} == {date(2026, 11, 1), date(2026, 10, 1)}
    assert open_inspections(on=date(2026, 12, 1)) == 1  # the quarter runs on
    assert open_inspections(on=date(2027, 1, 2)) == 2
    refused(lambda: actions.set_rhythm(company.section, Area.OFFICE, "month", by=by, on=TODAY), "same")
    actions.set_rhythm(company.section, Area.OFFICE, "quarter", by=by, on=TODAY)
    assert Rhythm.objects.in_order().count() == 2
    for rhythm in Rhythm.objects.in_order():
        actions.end_rhythm(rhythm, by=by, on=TODAY)
    assert open_inspections(on=date(2027, 6, 1)) == 0


def test_the_page_offers_to_add_a_file_to_whoever_the_door_admits(company, client):
    inspection = fill(company, plan(company), "finding")
    finding(company, inspection)
    for row in (inspection, move("finish", inspection, company.officer, summary="one")):
        for person in (company.officer, company.chief, company.leader):
            client.force_login(person)
            address = reverse("confidentiality:inspections:add_file", args=[row.pk])
            is_offered = address in client.get(row.get_absolute_url()).content.decode()
            assert is_offered == (client.get(address).status_code == 200) == (person == company.officer)


def test_who_sees_an_inspection(company):
    inspection = plan(company)
    assert {p.username for p in company.people() if may_see(p, inspection)} == {"officer", "chief", "leader"}
    row = finding(company, fill(company, inspection, "finding"))
    assert {p.username for p in company.people() if may_see(p, row)} == {"li", "officer", "chief", "leader"}


def test_the_pages_carry_it_through(company, client):
    client.force_login(company.officer)
    key = "00000000-0000-4000-8000-00000000000"
    page = "/confidentiality/inspections/"
    answer = client.post(f"{page}new/", {"department": company.section.pk, "area": "office", "press": key + "1"})
    inspection = Inspection.objects.get()
    assert answer.url == inspection.get_absolute_url()
    data = {f"verdict_{n}": "ok" for n in range(1, 6)} | {"verdict_2": "finding", "note_2": "unlocked", "version": "0"}
    assert client.post(f"{answer.url}fill-in/", data).status_code == 302
    assert client.post(f"{answer.url}fill-in/", data).status_code == 422  # seen over version 0
    data = {"item": 2, "text": "Lock", "person": company.li.pk, "due_on": str(TODAY + DAY), "press": key + "2"}
    assert client.post(f"{answer.url}add-finding/", data).status_code == 302
    shown = client.get(answer.url).content.decode()
    assert "unlocked" in shown and "ZG-" in shown
    assert client.get(f"{answer.url}printed/")["Content-Type"] == "application/pdf"
    assert "every month" in client.get(f"{page}plan/add/").content.decode()
    assert client.get(f"{page}plan/").status_code == 200
    assert client.get(f"{page}checklists/nothing/").status_code == 404
