"""How much anybody may send: what is larger than anything that is taken does not reach the site, nor its disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from bizdept import wsgi
from bizdept.files.content import reasons_against_size
from bizdept.web.uploads import Bounded
from tests.house.test_weights import browser


@pytest.fixture
def send(settings, monkeypatch):
    """Send a body that is said to be so long; the statuses told, and whether the site was asked."""
    settings.UPLOAD_LIMIT = 1000

    def sent(length: str) -> tuple[list[str], bool]:
        told: list[str] = []
        asked: list[dict] = []
        monkeypatch.setattr(wsgi, "site", lambda environ, start: asked.append(environ) or [b""])
        assert b"".join(wsgi.application({"CONTENT_LENGTH": length}, lambda status, _h: told.append(status))) or asked
        return told, bool(asked)

    return sent


@pytest.mark.parametrize("length", ["10001", "9" * 5000, "-1", "1e3", "²"])
def test_what_is_larger_than_anything_does_not_come_in(send, length):
    assert send(length) == (["413 Content Too Large"], False)


@pytest.mark.parametrize("length", ["", "0", "1900", "10000"])
def test_what_is_a_little_too_large_is_told_by_its_form(send, length):
    assert send(length) == ([], True)


# ── what of a body comes to lie on the disk


KB = 1024


def body(*sizes: int):
    """A form with files of such sizes, as the site takes it in; the files, by the names of their boxes."""
    data = {f"f{n}": SimpleUploadedFile(f"f{n}.pdf", b"x" * size) for n, size in enumerate(sizes)}
    return RequestFactory().post("/", data).FILES


@pytest.fixture
def limit(settings):
    settings.UPLOAD_LIMIT, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 200 * KB, 0
    return settings.UPLOAD_LIMIT


def test_a_file_of_the_size_that_is_taken_comes_in_whole(limit):
    (file,) = body(limit).values()
    assert (file.size, len(file.read())) == (limit, limit)


@pytest.mark.parametrize("sizes", [(201,), (5000,), (150, 100), (100, 5000, 50)])
def test_what_goes_beyond_is_dropped_and_every_file_that_was_cut_is_called_too_large(limit, sizes):
    files = list(body(*(size * KB for size in sizes)).values())
    on_the_disk = sum(len(file.read()) for file in files)
    assert on_the_disk <= limit
    for file, size in zip(files, sizes, strict=True):
        file.seek(0)
        is_whole = len(file.read()) == size * KB
        assert is_whole or (file.size > limit and reasons_against_size(file.name, file.size))
    assert any(file.size > limit for file in files)


def test_a_stranger_fills_no_disk_by_the_sign_in_page(client, company, limit, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR, largest = tmp_path, []
    take = Bounded.receive_data_chunk

    def watched(self, raw, start):
        largest.append(sum(path.stat().st_size for path in tmp_path.iterdir()))
        return take(self, raw, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bounded, "receive_data_chunk", watched)
        data = {"login": "li", "password": "x", "file": SimpleUploadedFile("a.pdf", b"x" * 20 * limit)}
        assert client.post("/accounts/login/", data).status_code == 200
    assert len(largest) > 20 and max(largest) <= limit


def test_a_list_of_holidays_that_is_too_large_is_refused_with_a_sentence(company, limit):
    client = browser(company.admin)
    client.cookies["django_language"] = "en"
    data = {"file": SimpleUploadedFile("a.csv", b"x" * 3 * limit), "year": 2027, "text": ""}
    answer = client.post("/manage/calendar/list/", data)
    assert answer.status_code == 422 and "are taken" in answer.content.decode()
