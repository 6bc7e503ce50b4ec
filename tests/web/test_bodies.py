"""How much anybody may send: what is larger than anything that is taken does not reach the site, nor its disk."""

import pytest

from bizdept import wsgi


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


@pytest.mark.parametrize("length", ["2001", "9" * 5000, "-1", "1e3", "²"])
def test_what_is_larger_than_anything_does_not_come_in(send, length):
    assert send(length) == (["413 Content Too Large"], False)


@pytest.mark.parametrize("length", ["", "0", "1900", "2000"])
def test_what_is_a_little_too_large_is_told_by_its_form(send, length):
    assert send(length) == ([], True)
