"""What every answer says of itself to the browser: pages, files, scripts, what is refused before the site is asked."""

import pytest

from bizdept import wsgi
from bizdept.files.actions import attach
from bizdept.people.actor import Actor
from tests.company import pdf

SHUT = {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}
ADDRESSES = ["/", "/accounts/sessions/", "/nowhere/", "/healthz", "/readyz", "/static/app.js", "/static/app.css"]


@pytest.fixture
def li(company, client):
    client.force_login(company.li)
    return company.li


def policy_of(answer) -> set[str]:
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_a_policy_and_is_not_sniffed(li, client, address):
    answer = client.get(address)
    assert policy_of(answer) >= SHUT
    assert (answer["X-Content-Type-Options"], answer["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert address.startswith("/static/") or "no-store" in answer["Cache-Control"]


def test_a_file_is_handed_out_to_be_kept_and_not_to_be_run(company, li, client):
    row = attach(company.customer(), pdf("a.pdf"), by=Actor(company.li), purpose="file")
    answer = client.get(f"/files/{row.pk}/")
    assert policy_of(answer) >= {"sandbox", *SHUT} and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;") and answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "address, kind",
    [
        ("/", "text/html; charset=utf-8"), ("/nowhere/", "text/html; charset=utf-8"),
        ("/healthz", "application/json"), ("/static/app.js", 'text/javascript; charset="utf-8"'),
        ("/static/app.css", 'text/css; charset="utf-8"'), ("/static/logo.svg", "image/svg+xml"),
        ("/customers/?export=csv", "text/csv; charset=utf-8"),
    ],
)  # fmt: skip
def test_each_kind_is_named_and_text_with_its_charset(li, client, address, kind):
    assert client.get(address)["Content-Type"] == kind


@pytest.mark.parametrize(
    "facts, status",
    [({"CONTENT_LENGTH": "9" * 15}, "413 Content Too Large"), ({"REQUEST_METHOD": "TRACE"}, "405 Method Not Allowed")],
)
def test_what_is_refused_at_the_door_says_the_same(settings, monkeypatch, facts, status):
    settings.HTTPS, told = True, []
    monkeypatch.setattr(wsgi, "site", lambda *_args: [])
    wsgi.application(facts, lambda status, headers: told.append((status, dict(headers))))
    ((said, headers),) = told
    assert (said, headers["X-Content-Type-Options"], headers["Cache-Control"]) == (status, "nosniff", "no-store")
    assert set(headers["Content-Security-Policy"].split("; ")) >= SHUT
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
