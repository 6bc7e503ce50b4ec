"""Rows that lines vouch for: changed, deleted, put in or exchanged behind the program's back, they are found."""

import random
from collections import Counter

import pytest
from django.db import connection

from bizdept.access.grants import grant
from bizdept.access.models import EndedGrant
from bizdept.audit.chain import Anchor, head, note, sealed
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry, AuditHead
from bizdept.audit.seals import sealed_models
from bizdept.people.actor import Actor
from bizdept.workflow.models import Condition, MoveLog, Opinion, Version
from contracts.models import ContractGrant
from tests.audit.forger import Forger, after, cut_off, forge, lived_in, undone
from tests.company import DAY, NOW

FORGED = 120


@pytest.fixture
def lived(company):
    lived_in(company)
    return company


def codes(reading) -> list[str]:
    return [finding.code for finding in reading.found]


def test_the_decisions_the_rights_and_the_files_are_vouched_for():
    assert {model.__name__ for model in sealed_models()} >= {
        "MoveLog", "Opinion", "Condition", "Version", "ContractGrant", "CustomerGrant", "EndedGrant", "Appointment",
        "Delegation", "Attachment",
    }  # fmt: skip


def test_what_the_program_writes_is_whole(lived):
    reading = read([head()])
    assert reading.is_whole, reading.found
    assert reading.rows > 30


def test_a_forger_is_found_every_time(lived):
    done = forge(random.Random(4), FORGED, head())
    assert done["missed"] == []
    assert len(set(done["found"])) == 10, Counter(done["found"])
    anchor = head()
    assert read([anchor]).is_whole


def test_without_the_rows_a_changed_decision_stays_unseen(lived):
    """The control: the lines alone tell nothing of the tables beside them."""
    with undone():
        MoveLog.objects.update(note="forged")
        assert read(with_rows=False).is_whole
        assert set(codes(read())) == {"row"}


@pytest.mark.parametrize("model", [MoveLog, Opinion, Condition, Version, ContractGrant, EndedGrant])
def test_each_sealed_field_counts(lived, model):
    forger = Forger(random.Random(1))
    forger.models = [model]
    for name in model.sealed_fields:
        forger.dice.choice = lambda options, name=name: name if name in options else list(options)[0]
        assert after(forger.edit_row, head()) != "missed", name


def test_a_row_that_is_gone_is_missed_and_one_that_should_be_gone_is_seen(lived):
    row = ContractGrant.objects.first()
    with undone():
        ContractGrant.objects.all().delete()
        assert set(codes(read())) == {"missing"}
    with undone():
        gone = AuditEntry.objects.filter(data__has_key="gone").first().data["gone"]
        row.pk, row.user_id = int(gone.rpartition(":")[2]), row.granted_by_id + 1
        row.save(force_insert=True)
        assert "added" in codes(read())


def test_the_end_is_cut_off_and_only_the_anchor_tells(lived):
    anchor = head()
    looks = 12  # of the fixture's last lines; none of them vouches for a row
    with sealed():
        for _ in range(looks):
            note("look", "look.open", lived.admin, by=Actor(lived.admin))
    later = head()
    with undone():
        cut_off(looks)
        assert read([anchor]).is_whole
        assert codes(read([later])) == ["anchor"]


def test_the_chains_own_clock_and_an_anchor_that_was_rewritten_are_seen(lived):
    """Rights are judged by the head's time; a second anchor of the same line must not stand in for the first."""
    end = head()
    for moment in (NOW + 9000 * DAY, NOW - 9000 * DAY, None):
        with undone():
            AuditHead.objects.update(at=moment)
            assert codes(read()) == ["end"]
    assert read([end, end]).is_whole
    for told in ([Anchor(end.seq, "0" * 64), end], [end, Anchor(end.seq, "0" * 64)]):
        assert codes(read(told)) == ["anchor"]


def by_sql(table: str, column: str, value: str, key: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, pk])  # noqa: S608  names of ours


@pytest.mark.parametrize("value", ["5", "null", "[1]", '"row"', '{"row": [1]}', '{"row": {}}'])
def test_a_line_that_can_not_even_be_read_is_found(lived, value):
    """A reading that ends in an error tells nobody that the chain is broken."""
    with undone():
        by_sql("audit_auditentry", "data", value, "seq", 9)
        assert ("line", 9) in [(finding.code, finding.seq) for finding in read().found]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no such values")
def test_a_value_of_another_kind_is_found(lived):
    with undone():
        by_sql("audit_auditentry", "at", "yesterday", "seq", 9)
        assert ("line", 9) in [(finding.code, finding.seq) for finding in read().found]
    for model, column in ((Version, "frozen_at"), (MoveLog, "at"), (MoveLog, "on")):
        with undone():
            by_sql(model._meta.db_table, f'"{column}"', "nothing", "id", model.objects.first().pk)
            assert "row" in codes(read())


def test_a_column_added_later_leaves_older_digests_as_they_are(lived, monkeypatch):
    assert read().is_whole
    monkeypatch.setattr(Condition, "sealed_fields", (*Condition.sealed_fields, "id"))
    assert read().is_whole
    with sealed():
        row = Condition.objects.first()
        note("opinion", "again", lived.admin, by=Actor(lived.admin), row=row)
    assert AuditEntry.objects.latest("seq").data["fields"] == len(Condition.sealed_fields)
    assert read().is_whole


def test_no_words_of_people_enter_the_chain(company):
    marker = "Wang Xiaoming 13800138000"
    contract = company.submitted(title=marker)
    company.say(company.tech, contract, "conditions", conditions=[marker], note=marker)
    company.say(company.legal, contract, "object", note=marker)
    company.move("return", contract, company.chief, note=marker)
    given = {"starts": NOW, "until": NOW + DAY, "reason": marker}
    grant(contract, company.zhao, by=Actor(company.chief), **given)
    told = " ".join(f"{entry.record} {entry.action} {entry.data}" for entry in AuditEntry.objects.all())
    assert "Wang" not in told and "13800138000" not in told
