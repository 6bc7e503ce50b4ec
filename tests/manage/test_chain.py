"""Watching over the chain: every night, at a press, by the command; its end written down outside."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError

from bizdept.audit import anchors
from bizdept.audit.chain import head
from bizdept.audit.models import AuditCheck, AuditEntry, AuditHead
from bizdept.manage.actions.chain import watch
from bizdept.manage.management.commands import verify_audit
from bizdept.manage.shown import findings
from bizdept.notices.models import Notice
from bizdept.workflow.models import MoveLog
from bizdept.workflow.strays import strays
from contracts.models import Contract
from customers.models import Customer
from tests.audit.forger import cut_off, lived_in
from tests.company import DAY, NOW, undone
from tests.manage.conftest import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.ANCHOR_DIR = tmp_path / "anchors"


@pytest.fixture
def lived(house):
    lived_in(house)
    return house


def verified(**options) -> dict:
    said = StringIO()
    call_command("verify_audit", json=True, stdout=said, **options)
    return json.loads(said.getvalue())


def test_the_night_reads_it_over_once_and_writes_its_end_down(lived):
    row = watch(at=NOW)
    assert row.is_whole and row.lines and row.rows
    assert watch(at=NOW) is None
    assert [anchor.seq for _at, anchor in anchors.written_down()] == [row.lines]
    told = Notice.objects.get(person=lived.officer, key="chain:2026-11-23")
    assert str(row.lines) in told.text and anchors.written_down()[0][1].code in told.text
    assert watch(at=NOW + DAY).is_whole
    assert len(anchors.written_down()) == 2


def test_what_is_broken_is_told_and_no_anchor_hides_it(lived):
    MoveLog.objects.update(note="forged")
    row = watch(at=NOW)
    assert not row.is_whole and row.found[0][0] == "row"
    assert anchors.written_down() == []
    for person in (lived.officer, lived.leader, lived.admin):
        assert Notice.objects.filter(person=person, text__contains="broken").exists()
    assert not Notice.objects.filter(person=lived.li, text__contains="broken").exists()
    assert watch(at=NOW) is not None  # as long as it is broken it is read again


def test_an_end_that_was_cut_off_is_found_by_the_anchor_of_the_night(lived):
    watch(at=NOW)
    cut_off(3)
    assert watch(at=NOW + DAY).found[0][0] == "anchor"


def test_the_command_says_that_it_is_whole(lived, capsys):
    call_command("verify_audit")
    assert "The chain is whole" in capsys.readouterr().out
    watch(at=NOW)
    told = verified()
    assert told["ok"] and told["anchors"] == 1 and told["head"]["seq"] == head().seq


def test_the_command_names_the_first_place_and_fails(lived):
    AuditEntry.objects.filter(seq=7).update(actor=99)
    with pytest.raises(CommandError, match="line 7"):
        call_command("verify_audit")


@pytest.mark.parametrize("error", [PermissionError("keys"), OperationalError("gone"), InterfaceError("closed")])
def test_what_could_not_be_read_is_not_called_broken(lived, monkeypatch, error):
    def failing(*_given, **_more):
        raise error

    monkeypatch.setattr(verify_audit, "read", failing)
    with pytest.raises(CommandError, match="could not be read") as told:
        call_command("verify_audit")
    assert told.value.returncode == 2


def test_an_anchor_from_elsewhere_is_compared_too(lived):
    end = head()
    cut_off(1)
    assert verified()["ok"]
    with pytest.raises(CommandError, match="anchor"):
        call_command("verify_audit", anchor=[f"{end.seq}:{end.mac}"])
    with pytest.raises(CommandError, match="no anchor"):
        call_command("verify_audit", anchor=["12:nonsense"])


def test_a_line_of_the_anchors_that_a_crash_cut_short_is_passed_over(lived, settings):
    watch(at=NOW)
    with next(settings.ANCHOR_DIR.glob("*.jsonl")).open("a") as file:
        file.write('{"at": "2026-')
    assert len(anchors.written_down()) == 1
    assert watch(at=NOW + DAY).is_whole


@pytest.mark.parametrize("when", [NOW, NOW + 9000 * DAY])
def test_no_row_in_the_table_of_readings_stops_the_night(lived, when):
    """One INSERT by somebody without the key, and nobody would have read the chain any more."""
    MoveLog.objects.update(note="forged")
    AuditCheck.objects.create(at=when, lines=1, rows=1, mac="0" * 64, seconds=0)
    assert not watch(at=NOW).is_whole


def test_an_anchor_does_not_join_a_line_that_was_cut_short(lived, settings):
    watch(at=NOW)
    place = next(settings.ANCHOR_DIR.glob("*.jsonl"))
    with place.open("ab") as file:
        file.write(b'{"at":"2026-01-01T00:00:00","seq":1,"mac":"0"}\n\xff\xfe\n[]\n{"at": "2026-')
    kept = len(anchors.written_down())
    anchors.write_down(head(), at=NOW)
    anchors.write_down(head(), at=NOW)
    assert len(anchors.written_down()) == kept + 2 == 4


def test_the_page_shows_the_state_and_takes_an_old_papers_code(lived, signed_in):
    watch(at=NOW)
    client, end = signed_in(lived.officer), head()
    page = text(client.get("/manage/chain/"))
    assert str(end.seq) in page and end.code in page and "Whole" in page
    same = {"seq": AuditHead.objects.get().seq, "code": end.code}
    assert "as it was written down" in text(client.get("/manage/chain/", same))
    assert "holds no such line" in text(client.get("/manage/chain/", same | {"code": "0000-0000-0000"}))
    assert "holds no such line" in text(client.get("/manage/chain/", same | {"seq": 1}))
    for wrong in ({"seq": "x", "code": "\0"}, {"seq": 10**30, "code": "abc"}, {"seq": "", "code": ""}):
        assert "holds" not in text(client.get("/manage/chain/", wrong))


def test_a_press_reads_it_over_and_says_what_is_wrong(lived, signed_in):
    client = signed_in(lived.officer)
    assert "It is read over." in text(client.post("/manage/chain/read/", follow=True))
    MoveLog.objects.filter(pk=MoveLog.objects.first().pk).update(note="forged")
    page = text(client.post("/manage/chain/read/", follow=True))
    assert "1 place is not as it was written" in page and "forged" not in page
    assert AuditCheck.objects.count() == 2


@pytest.mark.parametrize("who", ["li", "chief", "leader", "personnel", "legal"])
def test_nobody_else_comes_in(house, signed_in, who):
    client = signed_in(getattr(house, who))
    assert client.get("/manage/chain/").status_code == client.post("/manage/chain/read/").status_code == 403


# ── records that were moved past the engine


@pytest.mark.parametrize("model, state", [(Contract, "signed"), (Contract, "drafting"), (Customer, "frozen")])
def test_a_state_that_was_written_into_the_table_is_found(lived, model, state):
    assert list(strays()) == []
    record = model.objects.exclude(state=state).first()
    with undone():
        model.objects.filter(pk=record.pk).update(state=state)
        assert verified_as_broken() == [["state", 0, f"{model._meta.label_lower}:{record.pk}"]]
        row = watch(at=NOW)
        assert "is in a state to which no move led" in str(findings(row))
    with undone():  # nor does a move help that no line vouches for
        log = MoveLog.objects.first()
        log.pk, log.target = None, state
        log.record = record
        log.save(force_insert=True)
        model.objects.filter(pk=record.pk).update(state=state)
        assert [code for code, _line, _what in verified_as_broken()] == ["added"]


def verified_as_broken() -> list[list]:
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", json=True, stdout=said)
    return [list(found.values()) for found in json.loads(said.getvalue())["found"]]
