"""Long lists as files (8.2.2): ordered, approved, written by the rights of then, handed out to one person alone."""

import csv
import hashlib
import io
import uuid
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.utils import timezone

from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.models import AccessLog
from bizdept.audit.check import first_broken
from bizdept.audit.models import AuditEntry
from bizdept.manage.actions.upkeep import clean_up
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.regulation.models import NumberChange
from bizdept.remembered import Remembered
from bizdept.web.lists import exports
from bizdept.web.lists.actions import choose_columns
from bizdept.web.works.actions import claim, do_waiting, end, perform
from bizdept.web.works.models import SILENCE, TURNS, Work
from bizdept.web.works.progress import ask_to_stop
from customers.models import Customer
from tests.company import DAY, NOW, TODAY, fresh, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_stands_still")]
WHY = {"reason": "For the audit of the year"}


def numbers(**rows):
    for name, value in rows.items():
        NumberChange.objects.create(
            name=f"exports.{name}_rows", value=Decimal(value), holds_from=TODAY - DAY, article="8.2.2", decided_at=NOW
        )


@pytest.fixture
def six(company):
    """Li's six files; what is longer than three rows is written by a worker, and above a hundred it is asked for."""
    numbers(inline=3, approval=100, free=5)
    for number in range(6):
        company.customer(name=f"Jia {number} Ltd", grade="A" if number else "B", opened_on=TODAY - number % 3 * DAY)
    return company


def browser(client, person):
    client.force_login(person)
    return client


def ask(client, person, query="&view=all", **data):
    """Press the list's button, then the one on the page to which it leads; the answer."""
    page = browser(client, person).get(f"/customers/?export=csv{query}")
    assert page.status_code == 302 and page["Location"].startswith("/customers/export/?")
    return client.post(page["Location"], {"press": str(uuid.uuid4())} | data)


def ordered(client, person, query="&view=all", **data) -> Work:
    answer = ask(client, person, query, **data)
    work = Work.objects.latest("pk")
    assert answer["Location"] == f"/works/{work.pk}/"
    return work


def made(client, person, query="&view=all") -> Work:
    work = ordered(client, person, query)
    assert do_waiting(at=timezone.now()) == 1
    return fresh(work)


def taken(client, work: Work):
    return client.get(f"/works/{work.pk}/file/")


def content_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def names_in(content: bytes) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]


def exported() -> list[dict]:
    """What the log says of lists that were made; the register's side of it: tests/confidentiality/test_taken.py."""
    found = AccessLog.objects.filter(action="look.export").order_by("seq").values_list("data", flat=True)
    told = ("of", "rows", "filter", "sha256", "work")
    return [{name: data[name] for name in told if name in data} for data in found]


def test_a_short_list_comes_at_once_and_a_long_one_by_a_worker(client, six):
    li = browser(client, six.li)
    assert li.get("/customers/?export=csv&grade=B").status_code == 200 and not Work.objects.exists()
    page = li.get(li.get("/customers/?export=csv&view=all&grade=A")["Location"]).content.decode()
    assert 'data-move="lists.order_export"' in page and '<dd class="num">5</dd>' in page and "grade" in page
    assert 'name="reason"' not in page and not Work.objects.exists(), "a look orders nothing"
    work = made(client, six.li, "&view=all&grade=A&sort=name")
    page = li.get(f"/works/{work.pk}/").content.decode()
    assert f'href="/works/{work.pk}/file/"' in page and "5 rows" in page
    content = content_of(taken(client, work))
    assert names_in(content) == [f"Jia {n} Ltd" for n in range(1, 6)]
    sha256 = hashlib.sha256(content).hexdigest()
    assert exported()[-1] == {
        "of": "customers.customer", "rows": 5, "filter": "view=all grade=A", "sha256": sha256, "work": work.pk
    }  # fmt: skip
    assert AccessLog.objects.get(action="look.export_file").data["sha256"] == work.file["sha256"] == sha256
    assert Notice.objects.get(person=six.li).address == f"/works/{work.pk}/" and first_broken() is None


@pytest.mark.parametrize("words", ["row=abc", "owner=99999", "level=77", "q=" + "x" * 101, "grade=Z"])
def test_a_condition_that_cannot_be_read_makes_no_longer_file(client, six, words):
    """Without it, it would be the whole list."""
    for address in (f"/customers/?export=csv&view=all&{words}", f"/customers/export/?export=csv&view=all&{words}"):
        answer = browser(client, six.li).get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/customers/"), address
    assert not exported() and not Work.objects.exists()


def test_a_file_that_was_touched_or_is_a_week_old_is_not_handed_out(client, six):
    work = made(client, six.li)
    path = exports.place_of(work)
    content = path.read_bytes()
    path.write_bytes(content + b"x")
    assert taken(client, work).status_code == 404
    path.write_bytes(content)
    assert taken(client, work).status_code == 200
    Work.objects.filter(pk=work.pk).update(ended_at=timezone.now() - 8 * DAY)
    assert taken(client, work).status_code == 404


@pytest.mark.parametrize("sort", ["", "&sort=grade", "&sort=-name", "&sort=owner"])
def test_the_file_holds_the_rows_and_the_columns_of_the_list(client, six, sort, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    query = f"&view=all&columns=all{sort}"
    work = made(client, six.li, query)
    by_worker = content_of(taken(client, work))
    NumberChange.objects.filter(name="exports.inline_rows").update(value=20)
    assert by_worker == client.get(f"/customers/?export=csv{query}").content
    six.customer(name="Of another", owner=six.zhao)
    choose_columns("customers", ["code", "name"], by=Actor(six.li))
    NumberChange.objects.filter(name="exports.inline_rows").update(value=3)
    six.customer(name="One more")
    work = made(client, six.li, f"&view=all{sort}")
    rows = list(csv.reader(io.StringIO(content_of(taken(client, work)).decode("utf-8-sig"))))
    assert len(rows) == 8 and rows[0] == ["unified social credit code", "customer name"]


def test_a_workbook_too(client, six):
    page = browser(client, six.li).get("/customers/?export=xlsx&view=all")
    client.post(page["Location"], {"press": str(uuid.uuid4())})
    do_waiting(at=timezone.now())
    book = openpyxl.load_workbook(io.BytesIO(content_of(taken(client, Work.objects.get()))))
    assert {cell.value for cell in book.active["A"]} == {"customer name", *(f"Jia {n} Ltd" for n in range(6))}
    assert book.active.freeze_panes == "A2" and book.active.column_dimensions["A"].width > 8


def test_two_presses_order_one(client, six):
    first = ordered(client, six.li)
    assert ordered(client, six.li) == first, "another key, and the same wish"
    page, key = client.get("/customers/?export=xlsx&view=all")["Location"], str(uuid.uuid4())
    assert client.post(page, {"press": key})["Location"] == client.post(page, {"press": key})["Location"]
    assert Work.objects.count() == 2
    assert do_waiting(at=timezone.now()) == 2


def test_the_chief_hears_of_a_large_one_and_nobody_of_a_small_one(client, six):
    made(client, six.li, "&view=all&grade=A")
    assert not Notice.objects.filter(person=six.chief).exists()
    made(client, six.li)
    assert [n.text for n in Notice.objects.filter(person=six.chief)] == [
        "li took 6 rows out of the list “Customer files”."
    ]


# Stopped, lost, begun again


def test_what_is_stopped_leaves_no_file(client, six, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    work = ordered(client, six.li)
    visible, seen = exports.actor_of, []

    def stopped_in_between(work):
        seen.append(work)
        if len(seen) == 3:
            ask_to_stop(work)
        return visible(work)

    monkeypatch.setattr(exports, "actor_of", stopped_in_between)
    do_waiting(at=timezone.now())
    assert fresh(work).stage == "stopped" and len(seen) == 3
    assert {path.name for path in work.folder.iterdir()} == {"progress", "stop"}
    assert taken(client, work).status_code == 404 and not exported()
    assert "Stopped" in client.get(f"/works/{work.pk}/").content.decode()


def test_one_that_waits_is_stopped_at_once(client, six):
    work = ordered(client, six.li)
    client.post(f"/works/{work.pk}/stop/")
    assert fresh(work).stage == "stopped" and do_waiting(at=timezone.now()) == 0


def test_one_that_is_lost_begins_again_and_leaves_nothing_of_the_first_turn(client, six):
    work, now = ordered(client, six.li), timezone.now()
    assert claim(at=now) == work
    (work.folder / "sheet-lost").mkdir(parents=True)
    (work.folder / "sheet-lost" / "list").write_text("half of it")
    with time_machine.travel(now + SILENCE + timedelta(seconds=1), tick=False):
        assert do_waiting(at=timezone.now()) == 1
    assert fresh(work).turns == TURNS and {path.name for path in work.folder.iterdir()} == {
        "ids",
        "list.csv",
        "progress",
    }
    assert len(exported()) == 1


def test_one_that_dies_after_its_commit_is_noted_once(client, six, monkeypatch):
    work = ordered(client, six.li)
    claimed = claim(at=timezone.now())
    exports.make(claimed, exports.Progress(claimed), on=TODAY)
    (work.folder / "progress").unlink()  # its time is the disk's
    with time_machine.travel(timezone.now() + SILENCE + timedelta(seconds=1), tick=False):
        do_waiting(at=timezone.now())
        assert fresh(work).stage == "done" and len(exported()) == 1
        assert taken(browser(client, six.li), work).status_code == 200


def test_the_chief_hears_of_each_file_of_one_second(client, six):
    NumberChange.objects.filter(name="exports.inline_rows").update(value=20)
    for _turn in range(2):  # the clock stands still
        assert browser(client, six.li).get("/customers/?export=csv&view=all").status_code == 200
    assert Notice.objects.filter(person=six.chief).count() == 2


def test_a_worker_that_wakes_late_tells_nothing_of_what_another_began_anew(client, six):
    work, now = ordered(client, six.li), timezone.now()
    late = claim(at=now)
    with time_machine.travel(now + SILENCE + timedelta(seconds=1), tick=False):
        second = claim(at=timezone.now())
        assert (late, second, second.turns) == (work, work, 2)
        perform(second)
        end(late, Work.Stage.FAILED, at=timezone.now(), trouble="It broke.")
    assert (fresh(work).stage, fresh(work).trouble) == ("done", "") and exports.place_of(work).exists()


# By the rights of then


def test_rights_that_end_between_order_and_doing_are_held(client, six):
    other = six.customer(name="Zhao's", owner=six.zhao)
    right = grant(other, six.li, by=Actor(six.chief), reason="x" * 20, starts=NOW - DAY, until=NOW + DAY)
    work = ordered(client, six.li)
    assert work.told["rows"] == 7
    type(right).objects.filter(pk=right.pk).delete()
    Customer.objects.filter(name="Jia 3 Ltd").update(owner=six.zhao)
    do_waiting(at=timezone.now())
    found = names_in(content_of(taken(client, work)))
    assert sorted(found) == [f"Jia {n} Ltd" for n in (0, 1, 2, 4, 5)] and exported()[-1]["rows"] == 5


def test_rights_that_end_while_it_is_written_are_held_from_the_next_rows_on(client, six, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    ordered(client, six.li)
    visible, seen = exports.actor_of, []

    def withdrawn_in_between(work):
        seen.append(work)
        if len(seen) == 3:
            Customer.objects.update(owner=six.zhao)
        return visible(work)

    monkeypatch.setattr(exports, "actor_of", withdrawn_in_between)
    do_waiting(at=timezone.now())
    assert exported()[-1]["rows"] == 2


def test_whoever_has_left_gets_nothing(client, six):
    work = ordered(client, six.li)
    type(six.li).objects.filter(pk=six.li.pk).update(is_active=False)
    do_waiting(at=timezone.now())
    assert fresh(work).stage == "failed" and "no longer" in fresh(work).trouble and not exported()


def test_a_row_that_became_a_core_secret_holds_all_back(client, six):
    work = ordered(client, six.li)
    Customer.objects.filter(name="Jia 3 Ltd").update(level=Level.CORE)
    do_waiting(at=timezone.now())
    assert fresh(work).stage == "failed" and "what is “core secret”" in fresh(work).trouble and not exported()
    answer = ask(client, six.li)
    assert answer.status_code == 422 and "what is “core secret”" in answer.content.decode()


def test_a_condition_that_no_longer_holds_does_not_make_the_list_longer(client, six):
    for number in range(3):
        six.customer(name=f"Of another {number}", owner=six.zhao)
    work = ordered(client, six.chief, f"&view=all&owner={six.li.pk}")
    type(six.li).objects.filter(pk=six.li.pk).update(department=six.other_section)
    Remembered.forget_all()
    do_waiting(at=timezone.now())
    assert "one of the conditions" in fresh(work).trouble and not exported()


# Handed out


def test_the_file_is_for_one_alone(client, six):
    work = made(client, six.li)
    for person in (six.zhao, six.chief, six.admin, six.leader):
        browser(client, person)
        assert taken(client, work).status_code == client.get(f"/works/{work.pk}/").status_code == 404
    assert not AccessLog.objects.filter(action="look.export_file").exists()


@pytest.mark.parametrize("what", ["left", "post", "row", "core", "gone"])
def test_it_is_handed_out_only_while_every_row_is_theirs_to_see(client, six, what):
    other = six.person("other", "assistant", six.section)
    work = made(client, other if what == "post" else six.li)
    assert taken(client, work).status_code == 200
    {
        "left": lambda: type(six.li).objects.filter(pk=six.li.pk).update(is_active=False),
        "post": lambda: other.appointments.update(ended_on=TODAY),
        "row": lambda: Customer.objects.filter(name="Jia 3 Ltd").update(owner=six.zhao),
        "core": lambda: Customer.objects.filter(name="Jia 3 Ltd").update(level=Level.CORE),
        "gone": lambda: exports.place_of(work).unlink(),
    }[what]()
    assert taken(client, work).status_code in ((302, 404) if what == "left" else (404,))
    assert AccessLog.objects.filter(action="look.export_file", kind="look").count() == 1


def test_after_a_week_it_is_gone(client, six):
    work = made(client, six.li)
    clean_up(at=timezone.now() + timedelta(days=6))
    assert exports.place_of(work).exists()
    clean_up(at=timezone.now() + timedelta(days=8))
    assert not Work.objects.exists() and not work.folder.exists()
    assert taken(browser(client, six.li), work).status_code == 404


def test_another_kind_of_work_has_no_file(client, six):
    work = Work.objects.create(person=six.li, name="imports.check", title="x", stage="done")
    assert taken(browser(client, six.li), work).status_code == 404
    assert client.get(f"/works/{work.pk}/decide/").status_code == 404


# Approved


@pytest.fixture
def asking(six):
    NumberChange.objects.filter(name="exports.approval_rows").update(value=4)
    return six


def decide(client, person, work, verdict="yes", **data):
    return browser(client, person).post(f"/works/{work.pk}/decide/", {"verdict": verdict} | data)


def test_above_the_limit_the_chief_approves_once(client, asking):
    assert "This field is required" in ask(client, asking.li).content.decode()
    work = ordered(client, asking.li, **WHY)
    assert do_waiting(at=timezone.now()) == 0 and work.stage == "asked" and "approval" in str(work.get_stage_display())
    page = client.get(f"/works/{work.pk}/")
    assert "waits for approval" in page.content.decode() and "Refresh" not in page.headers
    notice = Notice.objects.get(person=asking.chief)
    assert notice.address == f"/works/{work.pk}/decide/" and notice.text == "li asks to take 6 rows out of a list."
    page = browser(client, asking.chief).get(notice.address).content.decode()
    assert WHY["reason"] in page and 'data-move="lists.decide_export"' in page
    assert decide(client, asking.chief, work).status_code == 302
    do_waiting(at=timezone.now())
    assert taken(browser(client, asking.li), work).status_code == 200 and exported()[-1]["rows"] == 6
    actions = AuditEntry.objects.filter(action__startswith="export.").order_by("seq").values_list("action", "actor")
    assert list(actions) == [("export.order", asking.li.pk), ("export.approve", asking.chief.pk)]
    assert "decided before" in decide(client, asking.chief, work).content.decode()
    assert ordered(client, asking.li, **WHY) != work, "the next one is asked for anew"


def test_declined_with_a_reason_that_is_read(client, asking):
    work = ordered(client, asking.li, **WHY)
    assert decide(client, asking.chief, work, "no").status_code == 422
    decide(client, asking.chief, work, "no", note="Take one region.")
    assert do_waiting(at=timezone.now()) == 0 and not exported()
    assert "Take one region." in browser(client, asking.li).get(f"/works/{work.pk}/").content.decode()


def test_nobody_else_decides(client, asking):
    work = ordered(client, asking.li, **WHY)
    for person in (asking.li, asking.zhao, asking.assistant, asking.leader, asking.admin, asking.officer):
        assert browser(client, person).get(f"/works/{work.pk}/decide/").status_code == 404
        assert decide(client, person, work).status_code == 404
    for person in (asking.li, asking.zhao):
        with pytest.raises(exports.PermissionDenied):
            exports.approve(work, by=Actor(person), on=TODAY)
    assert fresh(work).stage == "asked"


def test_a_delegate_decides_in_the_chiefs_place_but_not_on_their_own(client, asking):
    asking.delegate(asking.chief, asking.li)
    asking.delegate(asking.chief, asking.zhao)
    work = ordered(client, asking.li, **WHY)
    assert decide(client, asking.li, work).status_code == 404
    assert decide(client, asking.zhao, work).status_code == 302
    line = AuditEntry.objects.get(action="export.approve")
    assert (line.actor, line.principal) == (asking.zhao.pk, asking.chief.pk)


def test_for_the_chief_the_leader_decides_and_above_the_leader_nobody(client, asking):
    work = ordered(client, asking.chief, **WHY)
    assert decide(client, asking.chief, work).status_code == 404
    assert decide(client, asking.leader, work).status_code == 302
    six = Customer.objects.filter(name__startswith="Jia")
    six.update(level=Level.INTERNAL)
    for customer in six:
        facts = {"by": Actor(asking.chief), "reason": "x" * 20, "starts": NOW - DAY, "until": NOW + DAY}
        grant(customer, asking.leader, **facts)
    assert ordered(client, asking.leader).stage == "waiting"


def test_what_was_approved_has_not_grown_into_another_list(client, asking):
    work = ordered(client, asking.li, **WHY)
    decide(client, asking.chief, work)
    asking.customer(name="One more")
    do_waiting(at=timezone.now())
    assert "7 rows, and 6 were asked for" in fresh(work).trouble and not exported()


def test_what_needed_no_approval_when_it_was_ordered_gets_none_by_growing(client, six):
    work = ordered(client, six.li)
    NumberChange.objects.filter(name="exports.approval_rows").update(value=5)
    do_waiting(at=timezone.now())
    assert "6 were asked for" in fresh(work).trouble and not exported()


def test_unanswered_for_a_week_it_is_given_up(client, asking):
    work = ordered(client, asking.li, **WHY)
    clean_up(at=timezone.now() + timedelta(days=8))
    assert fresh(work).stage == "failed" and "within a week" in fresh(work).trouble
    refused(lambda: exports.approve(work, by=Actor(asking.chief), on=TODAY), "already")


def test_where_nobody_could_approve_it_is_said(client, asking):
    asking.chief.appointments.update(ended_on=TODAY)
    asking.leader.appointments.update(ended_on=TODAY)
    answer = ask(client, asking.li, **WHY)
    assert answer.status_code == 422 and "Nobody is there" in answer.content.decode() and not Work.objects.exists()
