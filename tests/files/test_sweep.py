"""Bytes without a row go after a day; a row without bytes there never is."""

import fcntl
import os
import threading
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CharField

from bizdept.audit.chain import sealed
from bizdept.files import content, store
from bizdept.files.actions import attach
from bizdept.files.models import Attachment
from bizdept.files.sweep import Strange, missing, named, storing_models, sweep, take_away
from bizdept.manage.tasks import clean_up
from bizdept.people.actor import Actor
from bizdept.web.imports.store import folder_of
from contracts import papers
from tests.company import pdf

HASHES_OF_SOMETHING_ELSE = {
    "audit.AuditEntry.action": "a word",
    "audit.AuditEntry.previous": "a MAC",
    "audit.AuditEntry.mac": "a MAC",
    "audit.AuditHead.mac": "a MAC",
    "audit.AuditCheck.mac": "a MAC",
    "workflow.Version.sha256": "of the content, which lies in the row",
    "workflow.Paper.sha256": "of a paper that was handed out; a contract's bytes lie behind its version",
    "people.Guesses.key": "of a name or an address",
    "people.OneTimeCode.seed": "drawn by lot",
    "access.Taken.sha256": "of what left; a file's bytes lie behind its attachment, a list's are not kept",
    "web.ImportBatch.sha256": "of the file that was read; only its rows are kept, and swept by the imports",
}


def aged(path: Path, days: float = 2) -> Path:
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))
    return path


def test_every_column_that_may_hold_a_hash_says_whether_bytes_lie_behind_it():
    wide = {
        f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(("bizdept.", "contracts", "customers")) and not hasattr(model, "history_id")
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.max_length == 64 and field.model is model
    }
    known = {f"{model._meta.app_label}.{model.__name__}.{name}" for model, name in storing_models()}
    assert wide - known == set(HASHES_OF_SOMETHING_ELSE)
    assert known == {"files.Attachment.sha256", "workflow.Version.pdf", "confidentiality.MonthlyReport.pdf"}


def test_what_a_rollback_left_goes_after_a_day_and_what_rows_name_stays(company, settings):
    signed = company.signed()
    papers.keep_pdf(signed.signing.version, b"%PDF the text", by=Actor(company.li))
    kept = named()
    with pytest.raises(ZeroDivisionError), sealed():
        attach(signed, pdf("b.pdf", b"%PDF-1.4 lost"), by=Actor(company.li), purpose="annex")
        raise ZeroDivisionError
    paths = {path.name: path for path in Path(settings.FILES_DIR).glob("??/??/*")}
    assert len(paths) == len(kept) + 1 == 3
    half = Path(settings.FILES_DIR) / f"{store.INCOMING}x"
    half.write_bytes(b"ha")
    assert sweep() == 0  # all of it is young
    for path in (*paths.values(), half):
        aged(path)
    assert sweep() == 2
    assert {path.name for path in Path(settings.FILES_DIR).glob("??/??/*")} == kept
    assert missing() == [] and not half.exists()
    store.place_of(min(kept)).unlink()
    assert missing() == [min(kept)]


def test_before_another_database_nothing_is_swept(db):
    """Started once without its DATABASE_URL, the house would lose every file by the next night."""
    places = [aged(store.place_of(store.put([bytes([n])])[0])) for n in range(30)]
    with pytest.raises(Strange):
        sweep()
    assert all(place.exists() for place in places)


def test_bytes_that_are_put_again_are_young_again(db):
    sha256, _size = store.put([b"abc"])
    aged(store.place_of(sha256))
    store.put([b"abc"])
    assert sweep() == 0 and store.is_whole(sha256)


@pytest.mark.django_db
def test_who_puts_at_the_same_moment_is_waited_for(settings):
    """The sweep found the bytes old; while it waits for the store they are put again, and stay."""
    sha256, _size = store.put([b"abc"])
    place = aged(store.place_of(sha256))
    results: list[bool] = []
    with store.held(settings.FILES_DIR, fcntl.LOCK_SH):
        work = threading.Thread(target=lambda: results.append(take_away(place)))
        work.start()
        os.utime(place)
    work.join()
    assert results == [False] and place.exists()


def test_the_night_sweeps(company, settings):
    sha256, _size = store.put([b"nobody's"])
    aged(store.place_of(sha256))
    batch = type("Batch", (), {"place": "00000000-0000-0000-0000-000000000000"})()
    folder_of(batch).mkdir(parents=True)
    aged(folder_of(batch))
    assert clean_up() == 2
    assert not store.place_of(sha256).exists() and not folder_of(batch).exists()


def test_a_folder_is_on_the_disk_with_what_was_renamed_into_it(settings, monkeypatch):
    settled = []
    monkeypatch.setattr(store, "settle", lambda folder: settled.append(folder))
    sha256, _size = store.put([b"abc"])
    place = store.place_of(sha256)
    assert settled == [place.parent, place.parents[1], place.parents[2]]


@pytest.mark.parametrize("free, code", [(4, {"disk"}), (6, set())])
def test_uploads_give_way_while_the_disk_still_has_room_for_the_database(monkeypatch, free, code):
    usage = type("Usage", (), {"total": 100 << 20, "free": free << 20})
    monkeypatch.setattr(store.shutil, "disk_usage", lambda place: usage)
    assert {reason.code for reason in content.reasons_against(pdf().file, "a.pdf", 10)} == code


def test_no_row_without_its_bytes(company, monkeypatch):
    """Bytes first, then the row: when the bytes are not written there is no row."""
    order = []
    put, create = store.put, Attachment.objects.create
    monkeypatch.setattr(store, "put", lambda chunks: (order.append("bytes"), put(chunks))[1])
    monkeypatch.setattr(
        type(Attachment.objects), "create", lambda self, **facts: (order.append("row"), create(**facts))[1]
    )
    attach(company.contract(amount=0), pdf(), by=Actor(company.li), purpose="annex")
    assert order == ["bytes", "row"]
