"""Which files are let in: those that are what their name says, of a kind that is taken."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from bizdept.files import content
from bizdept.files.actions import LONGEST_NAME, attach, clean_name
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from tests.company import refused
from tests.files import specimens

ATTACKS = Path(__file__).resolve().parents[3] / "shared/data/attack/zip_slip"


def reasons(name, data, size=None) -> list[str]:
    return [r.code for r in content.reasons_against(io.BytesIO(data), name, len(data) if size is None else size)]


@pytest.mark.parametrize("name", specimens.GOOD)
def test_each_kind_is_taken_and_known_by_its_media_type(name):
    assert reasons(name, specimens.GOOD[name]) == []
    assert "/" in content.kind_of(name)


def test_every_kind_that_is_offered_has_a_specimen():
    assert {name.lower().rpartition(".")[2] for name in specimens.GOOD} == set(content.accepted())


@pytest.mark.parametrize("name", specimens.BAD)
def test_nothing_else_is(name):
    data, code = specimens.BAD[name]
    assert reasons(name, data) == [code]


@pytest.mark.parametrize("name", specimens.BAD)
def test_a_refused_file_leaves_neither_row_nor_bytes(company, settings, name):
    contract = company.contract(amount=0)
    upload = SimpleUploadedFile("x", specimens.BAD[name][0])
    upload._name = name
    refused(lambda: attach(contract, upload, by=Actor(company.li), purpose="annex"), specimens.BAD[name][1])
    assert not Attachment.objects.exists()
    assert not [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


def test_a_bomb_is_told_by_its_list_and_not_by_unpacking(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **kwargs: pytest.fail("it was unpacked"))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *args, **kwargs: pytest.fail("it was unpacked"))
    assert reasons("a.docx", specimens.GOOD["a.docx"]) == []


def test_a_bomb_of_bytes_or_of_members_is_refused(monkeypatch):
    data = specimens.bomb(content.UNPACKED_LIMIT)
    assert len(data) < content.UNPACKED_LIMIT // 500
    assert reasons("a.docx", data) == ["content"]
    monkeypatch.setattr(content, "MEMBERS_LIMIT", 10)
    assert reasons("a.docx", specimens.crowded(8)) == []
    assert reasons("a.docx", specimens.crowded(9)) == ["content"]


def test_what_is_too_large_is_told_with_both_sizes(settings):
    settings.UPLOAD_LIMIT = 10
    found = list(content.reasons_against(io.BytesIO(specimens.PDF), "a.pdf", len(specimens.PDF)))
    assert [r.code for r in found] == ["large"]
    assert "10" in str(found[0]) and f"{len(specimens.PDF)}" in str(found[0])


@pytest.mark.skipif(not ATTACKS.is_dir(), reason="the collection of attacks is not here")
@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "txt", "doc"])
def test_the_collected_slips_are_refused_under_any_name(ending):
    files = [path for path in ATTACKS.iterdir() if path.is_file()]
    assert files
    for path in files:
        assert reasons(f"{path.stem}.{ending}", path.read_bytes()) == ["content"], path.name
    assert all(reasons(path.name, path.read_bytes()) == ["kind"] for path in files)


@given(st.binary(max_size=2000), st.sampled_from(content.accepted()))
def test_no_bytes_make_it_stumble(data, ending):
    assert set(reasons(f"a.{ending}", data)) <= {"empty", "content"}


@pytest.mark.parametrize(
    "given_name, shown",
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\合同.pdf", "合同.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ("a\0b.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\u200b\ufeffa.pdf", "a.pdf"),
        (" .a.pdf. ", "a.pdf"),
        ("é.pdf", "é.pdf"),
        ("\ud800.pdf", "pdf"),
        ("e\u200d\u0301.pdf", "é.pdf"),
        ("a." + "x" * 400, "a." + "x" * 178),
        ("..", ""),
        ("", ""),
    ],
)
def test_names_are_cleaned_of_what_misleads(given_name, shown):
    assert clean_name(given_name) == shown


@given(st.text(max_size=400))
def test_a_clean_name_is_short_plain_and_stays_as_it_is(name):
    found = clean_name(name)
    assert len(found) <= LONGEST_NAME
    assert "/" not in found and "\\" not in found and "\0" not in found and "\u202e" not in found
    assert clean_name(found) == found


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "合" * 300 + ".pdf", "x." * 150 + "pdf"])
def test_a_long_name_keeps_its_ending(company, name):
    upload = SimpleUploadedFile("x", specimens.PDF)
    upload._name = name
    row = attach(company.contract(amount=0), upload, by=Actor(company.li), purpose="annex")
    row.refresh_from_db()
    assert row.name.endswith(".pdf")
    assert len(row.name) <= LONGEST_NAME
