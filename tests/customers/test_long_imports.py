"""Long lists go by a worker, tell how far they are, can be stopped, and taken back for a week."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from bizdept.audit.chain import sealed
from bizdept.audit.check import first_broken
from bizdept.audit.models import AuditEntry
from bizdept.manage.actions.upkeep import clean_up
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.web.imports import store, undoing, works
from bizdept.web.imports.checking import Importer
from bizdept.web.imports.models import KEPT, ImportBatch
from bizdept.web.works.actions import actor_of, claim, do_waiting, order, stop
from bizdept.web.works.models import SILENCE, Work
from bizdept.web.works.progress import Progress, ask_to_stop, last_word
from customers import actions as customer_actions
from customers.models import Contact, Customer
from tests.company import TODAY, fresh, refused
from tests.customers.test_import import BAD, CODES, LIST, columns, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def short(monkeypatch):
    """A list of more than one row is a long one."""
    monkeypatch.setattr(works, "LONG", 1)


def states() -> list[str]:
    return list(Work.objects.order_by("pk").values_list("stage", flat=True))


def latest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


def importer_for(batch, person) -> Importer:
    return Importer.known[batch.kind](by=Actor(person), on=TODAY, options=batch.options)


def checked_by_worker(client, response) -> str:
    """Through the columns and the check, which a worker does; the address of the check."""
    address = columns(client, response).headers["Location"]
    work = client.get(address)
    assert work.status_code == 302 and "/works/" in work.headers["Location"]
    page = client.get(work.headers["Location"])
    assert page.headers["Refresh"] and 'data-hx-trigger="every 1s"' in page.content.decode()
    assert do_waiting(at=timezone.now()) == 1
    assert client.get(work.headers["Location"]).headers["Location"] == address
    return address


def test_a_long_list_is_checked_and_written_by_a_worker(company, send, short):
    client, response = send(LIST)
    address = checked_by_worker(client, response)
    page = client.get(address).content.decode()
    assert "Import 2 rows" in page and not Customer.objects.exists()
    work = client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"}).headers["Location"]
    assert latest().stage == "running" and not Customer.objects.exists()
    for step in ("columns/", "check/", ""):
        assert client.get(f"/customers/import/{latest().pk}/{step}").headers["Location"] == work
    assert "This import is over" in run(client).content.decode()
    do_waiting(at=timezone.now())
    assert client.get(work).headers["Location"] == f"/customers/import/{latest().pk}/"
    assert Customer.objects.count() == 2 and latest().stage == "done" and states() == ["done", "done"]
    assert Customer.objects.first().history.get().history_change_reason == f"import #{latest().pk}"
    assert not store.is_kept(latest())


def test_a_stopped_import_leaves_nothing_and_can_be_run_again(company, send, short, monkeypatch):
    client, response = send(LIST)
    checked_by_worker(client, response)
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"})
    work = Work.objects.latest("pk")
    write = Importer.known["customers"].write

    def write_and_be_stopped(importer, rows):
        write(importer, rows)
        ask_to_stop(work)

    monkeypatch.setattr(Importer.known["customers"], "write", write_and_be_stopped)
    do_waiting(at=timezone.now())
    assert states() == ["done", "stopped"] and not Customer.objects.exists() and not Customer.history.exists()
    assert latest().stage == "check"
    monkeypatch.undo()  # a list of two rows is a short one again
    page = client.get(f"/works/{work.pk}/").content.decode()
    assert "Stopped. Nothing was written." in page
    run(client)
    assert Customer.objects.count() == 2


def test_one_that_waits_is_stopped_at_once(company, send, short):
    client, response = send(LIST)
    checked_by_worker(client, response)
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"})
    work = Work.objects.latest("pk")
    client.post(f"/works/{work.pk}/stop/")
    assert fresh(work).stage == "stopped" and latest().stage == "check" and do_waiting(at=timezone.now()) == 0


def test_a_work_lost_with_its_worker_is_begun_once_more_and_then_given_up(company, send, short):
    client, response = send(LIST)
    checked_by_worker(client, response)
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"})
    now = timezone.now()
    assert claim(at=now).turns == 1 and claim(at=now) is None
    assert claim(at=now + SILENCE + timedelta(seconds=1)).turns == 2
    assert claim(at=now + 3 * SILENCE) is None
    assert states()[-1] == "failed" and not Customer.objects.exists()
    assert (
        latest().stage == "check"
        and "broken off twice" in client.get(f"/works/{Work.objects.latest('pk').pk}/").content.decode()
    )


def test_whoever_may_no_longer_import_does_not(company, send, short):
    client, response = send(LIST)
    checked_by_worker(client, response)
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"})
    company.li.appointments.update(ended_on=TODAY)
    do_waiting(at=timezone.now())
    assert states()[-1] == "failed" and "no longer" in Work.objects.latest("pk").trouble
    assert not Customer.objects.exists() and latest().stage == "check"


@pytest.mark.parametrize("ends", ["the delegation", "the account"])
def test_whoever_no_longer_stands_in_does_not(company, ends):
    delegation = company.delegate(company.li, company.zhao)
    work = order("imports.check", by=Actor(company.zhao, company.li), title="x", back_to="/")
    assert actor_of(fresh(work)).principal == company.li
    if ends == "the account":
        type(company.li).objects.filter(pk=company.li.pk).update(is_active=False)
    else:
        type(delegation).objects.update(withdrawn_on=TODAY)
    with pytest.raises(PermissionDenied):
        actor_of(fresh(work))


def test_a_work_is_ones_own(company, send, short, signed_in):
    client, response = send(LIST)
    client.get(columns(client, response).headers["Location"])
    work, other = Work.objects.get(), signed_in(company.zhao)
    assert other.get(f"/works/{work.pk}/").status_code == other.post(f"/works/{work.pk}/stop/").status_code == 404
    assert fresh(work).stage == "waiting"


def test_progress_is_told_and_forgotten(company):
    work = Work.objects.create(person=company.li, name="imports.check", title="x")
    Progress(work).tell(3, 3, "check")
    assert (last_word(work).done, last_word(work).total, last_word(work).doing) == (3, 3, "check")
    stop(work, by=Actor(company.li), at=timezone.now())
    clean_up(at=timezone.now())
    assert work.folder.exists()
    clean_up(at=timezone.now() + timedelta(days=8))
    assert not work.folder.exists() and not Work.objects.exists()


# Mending


def test_a_wrong_cell_is_mended_on_the_page(company, send):
    client, response = send(BAD)
    address = columns(client, response).headers["Location"]
    page = client.get(address).content.decode()
    assert 'name="cell_2" value="2019-13-40"' in page
    line = {"line": 4, "cell_1": CODES[0][:17] + "9", "cell_2": "2019-12-31", "cell_7": "B", "cell_99": "x"}
    client.post(address.replace("check/", "mend/"), line)
    client.post(address.replace("check/", "mend/"), {"line": 5, "cell_0": "庚辛有限公司"})
    page = client.get(address).content.decode()
    assert "Import 4 rows" in page
    run(client)
    assert Customer.objects.get(name="戊己有限公司").founded_on.isoformat() == "2019-12-31"


def test_wrong_rows_go_out_as_a_workbook_and_come_in_again(company, send):
    client, response = send(BAD)
    address = columns(client, response).headers["Location"]
    client.get(address)
    book = client.get(address.replace("check/", "wrong/"))
    assert "attachment" in book.headers["Content-Disposition"]
    _client, again = send(book.content, name="wrong.xlsx")
    assert latest().rows == 2 and latest().headings[0] == "企业名称" and latest().mapping["1"] == "code"
    template = client.get("/customers/import/template/")
    client.post("/customers/import/", {"file": SimpleUploadedFile("t.xlsx", template.content)})
    assert template.status_code == 200


def test_another_row_may_hold_the_headings(company, send):
    client, response = send(LIST)
    batch = latest()
    client.post(f"/customers/import/{batch.pk}/header/", {"where": "0-1"})
    assert latest().header == 1 and latest().rows == 1
    client.post(f"/customers/import/{batch.pk}/header/", {"where": "7-1"})
    assert latest().header == 1


def test_many_changes_are_asked_for_twice(company, send):
    names = [f"第{n}号有限公司" for n in range(6)]
    for name in names:
        company.customer(name=name, grade="C")
    client, response = send("客户名称,等级\n" + "".join(f"{name},A\n" for name in names))
    address = columns(client, response).headers["Location"]
    assert "6 of 6 rows would change" in client.get(address).content.decode()
    assert "this is meant" in run(client).content.decode()
    assert set(Customer.objects.values_list("grade", flat=True)) == {"C"}
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all", "sure": "on"})
    assert set(Customer.objects.values_list("grade", flat=True)) == {"A"}


# Taking it back


def test_an_import_is_taken_back_whole(company, send):
    old = fresh(company.customer(name="甲乙科技(上海)有限责任公司", region="上海", grade="B", notes="ours"))
    before = {name: value for name, value in old.__dict__.items() if name != "_state"}
    client, response = send(LIST)
    columns(client, response)
    run(client)
    assert fresh(old).grade == "A" and Contact.objects.count() == 1 and Customer.objects.count() == 2
    page = client.post(f"/customers/import/{latest().pk}/undo/", follow=True).content.decode()
    assert "This import was taken back" in page and "!!undefined" not in page
    after = {name: value for name, value in fresh(old).__dict__.items() if name != "_state"}
    assert after | {"version": 0} == before | {"version": 0} and after["version"] == 2
    assert not Contact.objects.exists() and Customer.objects.count() == 1
    assert [line.history_type for line in old.history.all()] == ["~", "~", "+"]
    assert Customer.history.filter(history_type="-").count() == Contact.history.filter(history_type="-").count() == 1
    assert AuditEntry.objects.filter(action="imports.undo").count() == 1 and first_broken() is None
    assert "This import is over" in client.post(f"/customers/import/{latest().pk}/undo/", follow=True).content.decode()


def test_what_was_touched_since_or_is_pointed_at_stays(company, send):
    client, response = send(LIST)
    columns(client, response)
    run(client)
    first, second = Customer.objects.order_by("pk")
    contract = company.contract(customer=first)
    with sealed():
        second.notes = "mine"
        keep(second, by=Actor(company.li), reason="revise")
    done = undoing.undo(latest(), importer=importer_for(latest(), company.li), by=Actor(company.li), at=timezone.now())
    assert done == {"gone": 1, "restored": 0, "kept": 2}  # the contact went
    assert Customer.objects.count() == 2 and fresh(contract).customer == first and fresh(second).notes == "mine"
    assert "沈国平" not in fresh(first).search_text and "sgp" not in fresh(contract).search_text


def test_a_file_that_was_given_away_since_is_not_taken_back(company, send):
    client, response = send(LIST)
    columns(client, response)
    run(client)
    first = Customer.objects.order_by("pk").first()
    customer_actions.add_contact(first, {"name": "Wang"}, by=Actor(company.li))
    client.post(f"/customers/import/{latest().pk}/undo/")
    assert Customer.objects.filter(pk=first.pk).exists() and latest().undone["kept"] == 1


def test_after_a_week_it_is_too_late(company, send):
    client, response = send(LIST)
    columns(client, response)
    run(client)
    ImportBatch.objects.update(done_at=F("done_at") - timedelta(days=7, seconds=1))
    batch = latest()
    at, by = timezone.now(), Actor(company.li)
    refused(lambda: undoing.undo(batch, importer=importer_for(batch, company.li), by=by, at=at), "late")
    assert "Take the import back" not in client.get(f"/customers/import/{batch.pk}/").content.decode()
    assert Customer.objects.count() == 2


def test_a_long_one_is_taken_back_by_a_worker(company, send, short):
    client, response = send(LIST)
    checked_by_worker(client, response)
    client.post(f"/customers/import/{latest().pk}/run/", {"rows": "all"})
    do_waiting(at=timezone.now())
    work = client.post(f"/customers/import/{latest().pk}/undo/").headers["Location"]
    assert latest().stage == "undoing" and Customer.objects.count() == 2
    do_waiting(at=timezone.now())
    assert client.get(work).headers["Location"] == f"/customers/import/{latest().pk}/"
    assert latest().stage == "undone" and not Customer.objects.exists()
    assert works.LONG == 1 and KEPT.days == 7
