"""Numbers and the company's data: changed by those who may, forward in time alone, and told."""

from datetime import date
from decimal import Decimal

import pytest

from bizdept.audit.models import AuditEntry
from bizdept.manage.actions import terms
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Company as House
from bizdept.regulation import numbers
from bizdept.regulation.models import NumberChange
from tests.company import DAY, NOW, TODAY, refused
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db
DAYS, LIMIT = "contracts.opinion_days", "contracts.leader_threshold"


def change(house, name, value, *, by=None, holds_from: date = TODAY):
    return terms.change_number(
        name, Decimal(value), holds_from=holds_from, reason="why", by=Actor(by or house.chief), on=TODAY, at=NOW
    )


def test_a_number_holds_from_its_day_and_the_one_before_until_then(house, signed_in):
    chief = signed_in(house.chief)
    data = {"value": "5", "holds_from": str(TODAY + DAY), "reason": "more to read"}
    assert press(chief, f"/manage/numbers/{DAYS}/", data).status_code == 302
    assert (numbers.value(DAYS, TODAY), numbers.value(DAYS, TODAY + DAY)) == (3, 5)
    content = text(chief.get("/manage/numbers/"))
    assert "from 11-24" in content and ">3</b>" in content
    assert "more to read" in text(chief.get(f"/manage/numbers/{DAYS}/"))
    assert Notice.objects.get().person == house.leader
    assert AuditEntry.objects.get(action="number.change").data["value"] == "5"


@pytest.mark.parametrize("bad", ["0", "31", "2.5", "x", "", "NaN", "Infinity", "9" * 30, "\0", "1e9", "５５"])
def test_a_value_outside_its_span_is_told_and_kept_typed(house, signed_in, bad):
    data = {"value": bad, "holds_from": str(TODAY), "reason": "because of the season"}
    content = text(press(signed_in(house.chief), f"/manage/numbers/{DAYS}/", data), 422)
    assert "because of the season" in content
    assert not NumberChange.objects.exists()


def test_no_number_changes_backwards(house):
    refused(lambda: change(house, DAYS, 5, holds_from=TODAY - DAY), "holds_from")
    refused(lambda: change(house, DAYS, 5, holds_from=date(9999, 1, 1)), "holds_from")


def test_what_bounds_the_chief_the_leader_alone_changes(house, signed_in):
    data = {"value": "900000", "holds_from": str(TODAY), "reason": "bigger orders"}
    assert signed_in(house.chief).post(f"/manage/numbers/{LIMIT}/", data).status_code == 403
    assert "the leader changes it" in text(signed_in(house.chief).get(f"/manage/numbers/{LIMIT}/"))
    assert press(signed_in(house.leader), f"/manage/numbers/{LIMIT}/", data).status_code == 302
    assert numbers.value(LIMIT, TODAY) == 900_000
    for person in (house.admin, house.officer):
        client = signed_in(person)
        assert "manage.change_number" not in text(client.get("/manage/numbers/"))
        assert client.post(f"/manage/numbers/{DAYS}/", data).status_code == 403


def test_a_number_nobody_declared_is_not_found(house, signed_in):
    client = signed_in(house.chief)
    for name in ("x", "contracts.", "%00", "9" * 30):
        assert client.get(f"/manage/numbers/{name}/").status_code == 404


def test_a_second_press_changes_once(house, signed_in):
    client, address = signed_in(house.chief), f"/manage/numbers/{DAYS}/"
    data = {"value": "4", "holds_from": str(TODAY), "reason": "x", "press": client.get(address).context["press"]}
    client.post(address, data)
    client.post(address, data)
    assert NumberChange.objects.count() == 1


def test_our_company_is_written_for_contracts_and_a_change_told(house, signed_in):
    client = signed_in(house.admin)
    stale = client.get("/manage/company/").context["stamp"]
    data = {"name": "Own Ltd", "code": "91320200MA1XR07X2K", "bank": "B", "account": "6222 0001"}
    assert press(client, "/manage/company/", data).status_code == 302
    assert House.ours().account == "6222 0001" and House.objects.count() == 1
    assert set(Notice.objects.values_list("person__username", flat=True)) == {"chief", "leader"}
    assert AuditEntry.objects.get(action="company.revise").data == {"fields": "account,bank"}
    assert "Somebody changed it meanwhile" in text(client.post("/manage/company/", data | {"seen": stale}), 422)
    for name, bad in (("name", ""), ("name", "a\0b"), ("code", "9" * 30), ("account", "x" * 41)):
        assert press(client, "/manage/company/", data | {name: bad}).status_code == 422
    press(client, "/manage/company/", data | {"small_office": "on"})
    assert not House.ours().small_office, "a field that the form does not have is not read"


def test_where_there_is_no_company_yet_it_is_made(house, signed_in):
    House.objects.all().delete()
    assert press(signed_in(house.admin), "/manage/company/", {"name": "Own Ltd"}).status_code == 302
    assert House.ours().name == "Own Ltd"
