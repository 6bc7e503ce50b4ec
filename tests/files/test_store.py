"""The store: bytes under their hash, whole or not at all; rows that keep what versions were frozen with."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bizdept.access.levels import Level
from bizdept.audit.models import AuditEntry
from bizdept.files import store
from bizdept.files.actions import attach, take_away
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from contracts import actions
from tests.company import PDF, TODAY, pdf


def files_in(folder) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def add(company, contract, name="a.pdf", data=PDF, **facts) -> Attachment:
    return attach(contract, pdf(name, data), by=Actor(company.li), purpose="annex", **facts)


def test_bytes_lie_under_their_own_hash(settings):
    sha256, size = store.put([b"ab", b"c"])
    assert (sha256, size) == (hashlib.sha256(b"abc").hexdigest(), 3)
    place = store.place_of(sha256)
    assert place.read_bytes() == b"abc"
    assert files_in(settings.FILES_DIR) == [place]
    assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_the_same_bytes_are_kept_once(settings):
    assert store.put([b"abc"]) == store.put([b"a", b"bc"])
    assert len(files_in(settings.FILES_DIR)) == 1


def test_changed_or_lost_bytes_are_told():
    sha256, _size = store.put([b"abc"])
    assert store.is_whole(sha256)
    store.place_of(sha256).write_bytes(b"abd")
    assert not store.is_whole(sha256)
    store.place_of(sha256).unlink()
    assert not store.is_whole(sha256)


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_nothing_half(company, settings, monkeypatch, step):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    contract = company.contract(amount=0)
    lines = AuditEntry.objects.count()
    if step == "write":
        upload = pdf()
        upload.chunks = lambda: (full() if n else PDF for n in range(2))
    else:
        upload = pdf()
        monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], full)
    with pytest.raises(OSError, match="No space"):
        actions.add_file(contract, upload, by=Actor(company.li), level=2, category="business")
    assert files_in(settings.FILES_DIR) == []
    assert not Attachment.objects.exists()
    assert AuditEntry.objects.count() == lines
    assert contract.history.count() == type(contract).objects.get(pk=contract.pk).history.count()


def test_a_row_says_what_it_is_and_the_chain_who_brought_it(company):
    contract = company.contract(amount=0)
    row = add(company, contract, "合同.pdf", level=Level.CORE)
    row.refresh_from_db()
    assert (row.name, row.kind, row.size, row.level) == ("合同.pdf", "application/pdf", len(PDF), Level.CORE)
    assert (row.sha256, row.added_by) == (hashlib.sha256(PDF).hexdigest(), company.li)
    line = AuditEntry.objects.get(kind="file")
    assert (line.action, line.record, line.data["sha256"]) == (
        "file.add",
        f"contracts.contract:{contract.pk}",
        row.sha256,
    )


def test_the_kind_is_told_from_the_file_and_not_from_the_browser(company):
    upload = SimpleUploadedFile("a.pdf", PDF, content_type="text/html")
    row = attach(company.contract(amount=0), upload, by=Actor(company.li), purpose="annex")
    assert row.kind == "application/pdf"


def test_taken_away_it_is_hidden_and_kept(company):
    contract = company.contract(amount=0)
    row = add(company, contract)
    take_away(row, by=Actor(company.li), on=TODAY)
    assert not Attachment.objects.of(contract).exists()
    assert Attachment.objects.get(pk=row.pk).removed_on == TODAY
    assert store.is_whole(row.sha256)
    assert AuditEntry.objects.filter(action="file.remove").count() == 1


def test_a_version_keeps_the_annexes_it_was_frozen_with(company):
    contract = company.contract()
    row = actions.add_file(contract, pdf("annex.pdf"), by=Actor(company.li), level=2, category="business")
    contract = company.move("submit", contract, company.li)
    content = contract.history.model and company.opinion_of(company.legal, contract).round.version.content
    assert [(a["name"], a["sha256"]) for a in content["annexes"]] == [("annex.pdf", row.sha256)]
    contract = company.move("withdraw", contract, company.li)
    actions.remove_file(contract, row, by=Actor(company.li), on=TODAY)
    contract = company.move("submit", contract, company.li)
    first, second = (v.content["annexes"] for v in type(company.opinion_of(company.legal, contract).round.version)
                     .objects.of(contract).order_by("number"))  # fmt: skip
    assert (len(first), second) == (1, [])
    assert store.is_whole(first[0]["sha256"])


def test_files_belong_to_one_record_and_to_those_who_reach_their_level(company):
    one, other = company.contract(amount=0), company.customer()
    low, high = add(company, one), add(company, one, "b.pdf", level=Level.CORE)
    add(company, other, "c.pdf")
    assert list(Attachment.objects.of(one)) == [low, high]
    assert list(Attachment.objects.of(one).up_to(Level.CONFIDENTIAL)) == [low]
    assert list(Attachment.objects.of(one).up_to(-1)) == []


def test_bytes_that_somebody_exchanged_are_not_handed_out(company, time_stands_still):
    """The row is vouched for by the chain; the bytes are by their name, and it is read."""
    file, browser = add(company, company.contract(amount=0)), Client()
    browser.force_login(company.li)
    assert browser.get(f"/files/{file.pk}/").status_code == 200
    store.place_of(file.sha256).write_bytes(PDF + b"another sum")
    assert browser.get(f"/files/{file.pk}/").status_code == 404
