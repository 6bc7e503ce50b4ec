"""A printed paper fetches nothing from anywhere, whatever its words say."""

import socket

import pytest

from bizdept.web import pdf

ADDRESSES = [
    "http://127.0.0.1:9/x", "https://house.example/x", "file:///etc/hostname", "ftp://house.example/x",
    "font:../../settings.py", "font:/etc/hostname", "font:nowhere.ttf", "data:text/css,p{}", "relative.png",
]  # fmt: skip
HOSTILE = (
    '<img src="{0}"><link rel="stylesheet" href="{0}"><object data="{0}"></object><link rel="attachment" href="{0}">'
    '<p style="background: url({0})">x</p>'
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_but_our_fonts_and_drawn_pictures(address):
    with pytest.raises(ValueError, match="Not an asset"):
        pdf.fetcher().fetch(address)


def test_a_paper_that_names_addresses_opens_no_connection(monkeypatch):
    hostile = "".join(map(HOSTILE.format, ADDRESSES))
    asked = []
    monkeypatch.setattr(pdf, "render_to_string", lambda *_args: f"<html><body>{hostile}</body></html>")
    monkeypatch.setattr(socket.socket, "connect", lambda *to: asked.append(to))
    content = pdf.render("x.html", {})
    assert content.startswith(b"%PDF") and asked == [] and b"/EmbeddedFile" not in content
