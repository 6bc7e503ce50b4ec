"""What comes over the wire in two ways at once: lengths, parameters."""

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

SMUGGLED = [
    b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    b"Content-Length: 4\r\nContent-Length: 5\r\n", b"Content-Length: +4\r\n", b"Content-Length: 4, 5\r\n",
    b"Transfer-Encoding: xchunked\r\n", b"Transfer-Encoding: chunked, chunked\r\n", b"Content-Length : 4\r\n",
    b"Transfer-Encoding\x00: chunked\r\n", b"Transfer-Encoding: identity, chunked, identity\r\n",
]  # fmt: skip


def read(headers: bytes, version: bytes = b"1.1"):
    whole = b"POST / HTTP/" + version + b"\r\nHost: x\r\n" + headers + b"\r\n0\r\n\r\nGET /other HTTP/1.1\r\n\r\n"
    return next(RequestParser(Config(), [whole], ("127.0.0.1", 1)))


@pytest.mark.parametrize("headers", SMUGGLED)
def test_a_request_whose_end_is_doubtful_is_refused(headers):
    with pytest.raises(ParseException):
        read(headers)


def test_one_whose_end_is_plain_is_read():
    assert read(b"Content-Length: 4\r\n").body.read() == b"0\r\n\r"
    assert read(b"Transfer-Encoding: chunked\r\n").body.read() == b""
    with pytest.raises(ParseException):
        read(b"Transfer-Encoding: chunked\r\n", b"1.0")


@pytest.mark.django_db
def test_a_doubled_parameter_counts_once_and_the_address_fills_no_form(company, client):
    client.force_login(company.li)
    client.post("/preferences/theme/?theme=dark&next=/customers/", {})
    company.li.refresh_from_db()
    assert company.li.theme == ""
    client.post("/preferences/theme/?theme=dark", {"theme": ["dark", "light"]})
    company.li.refresh_from_db()
    assert company.li.theme == "light"
