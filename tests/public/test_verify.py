"""Whether a paper is ours: told to whoever holds its code, and to nobody who guesses."""

import random

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bizdept.audit.check import read
from bizdept.people.actor import Actor
from bizdept.workflow import papers
from bizdept.workflow.models import LETTERS, Paper
from bizdept.workflow.versions import latest_version
from contracts.papers import pdf_of, review_sheet
from tests.audit.forger import vouch_for_all
from tests.company import MARK, TODAY, fresh, pdf, refused

pytestmark = pytest.mark.django_db
SECRETS = ("Pumps", "Jia Ltd", "100,000", "100000", "Own Ltd", "by rail")


@pytest.fixture(autouse=True)
def nobody_has_asked_before():
    cache.clear()


@pytest.fixture
def client():
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    return client


def address(contract) -> str:
    return f"/verify/{papers.code_of(latest_version(contract))}/"


def words(answer) -> str:
    return answer.content.decode()


def test_it_says_number_version_state_and_hash_and_nothing_else(company, client):
    contract = company.approved()
    by = Actor(company.li)
    pdf_of(latest_version(contract), contract, by=by, mark=MARK)
    version, page = latest_version(contract), client.get(address(contract))
    assert page.status_code == 200
    for told in (contract.number, version.sha256, version.pdf, "Approved, to be signed", papers.code_of(version)):
        assert told in words(page), told
    assert not [secret for secret in SECRETS if secret in words(page)]
    assert page["X-Robots-Tag"] == "noindex, nofollow" and page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_a_code_is_read_as_people_type_it(company, client):
    contract = company.submitted()
    code = papers.code_of(latest_version(contract))
    full_width = code.translate({n: n + 0xFEE0 for n in range(33, 127)})
    ways = (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        f" {code} ",
        code.replace("-", "/"),
        full_width,
    )
    for typed in (code, *ways):
        asked = client.get("/verify/", {"code": typed}, follow=True)
        assert asked.status_code == 200 and contract.number in words(asked), typed


def test_an_older_version_is_superseded(company, client):
    contract = company.submitted()
    old = address(contract)
    company.move("return", contract, company.chief, note="so")
    company.move("submit", fresh(contract), company.li)
    assert "superseded" in words(client.get(old))
    assert "In review" in words(client.get(address(contract)))


@pytest.mark.parametrize(
    "code",
    [
        "0000-0000-2222-2222",
        "x",
        "合同",
        "%00",
        "-",
        "'; DROP TABLE",
        "9" * 300,
        "8F2C-71D0",
        "a" * 16,
        "..",
        "a/b",
        "//elsewhere.example",
        "?x#y",
        "１２３４",
    ],
)
def test_codes_that_are_none_look_all_alike(company, client, code):
    company.submitted()
    answer = client.get("/verify/", {"code": code}, follow=True)
    assert answer.status_code in (200, 404)
    assert not [to for to, _status in answer.redirect_chain if not to.startswith("/verify/") or "/." in to]
    assert "No paper of ours" in words(answer) or "at most 60" in words(answer) or "Null characters" in words(answer)


def test_half_a_code_opens_nothing(company, client):
    """The check code is compared aloud: it alone must not open the page, nor the other half."""
    version = latest_version(company.submitted())
    first, second = papers.bare(papers.code_of(version))[:8], version.trace
    for code in (first, second, first + "2" * 8, "0" * 8 + second):
        assert papers.find(code) is None


def test_guesses_find_nothing_and_are_slowed_down(company, client, time_stands_still):
    company.submitted()
    dice = random.Random(7)
    codes = ["".join(dice.choices("0123456789abcdef", k=8) + dice.choices(LETTERS, k=8)) for _ in range(2000)]
    assert not [code for code in codes if papers.find(code)]
    answers = [client.get(f"/verify/{code}/").status_code for code in codes[:40]]
    assert answers[:30] == [404] * 30 and answers[30:] == [429] * 10
    assert client.get("/verify/").status_code == 200


def test_a_subscribers_many_addresses_have_one_budget(company, client, time_stands_still):
    """Of IPv6 a subscriber has 2^64 of them, and each would leave a row in the cache besides."""
    none = "/verify/0000-0000-2222-2222/"
    answers = [client.get(none, REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code for n in range(1, 41)]
    assert answers == [404] * 30 + [429] * 10
    assert client.get(none, REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_a_flood_that_is_held_back_writes_nothing(company, client, time_stands_still):
    """Each stranger's request would else take the one writer that SQLite has."""
    for _n in range(30):
        client.get("/verify/x/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/verify/x/").status_code == 429
    assert not [q for q in asked.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_file_is_compared_byte_by_byte(company, client):
    contract = company.approved()
    content = pdf_of(latest_version(contract), contract, by=Actor(company.li), mark=MARK)
    same = client.post(address(contract), {"paper": SimpleUploadedFile("any name.pdf", content)})
    assert "byte for byte what was issued: approved text" in words(same)
    other = client.post(address(contract), {"paper": SimpleUploadedFile("x.pdf", content[:-1] + b"x")})
    assert "is not what was issued" in words(other)
    assert client.post(address(contract), {}).status_code == 422
    assert client.post(address(contract), {"paper": SimpleUploadedFile("x.pdf", b"")}).status_code == 422


def test_a_large_file_is_refused(company, client, settings):
    settings.UPLOAD_LIMIT = 1000
    answer = client.post(address(company.submitted()), {"paper": SimpleUploadedFile("x.pdf", b"x" * 1001)})
    assert answer.status_code == 422 and "too large" in words(answer)


def test_every_paper_that_is_handed_out_is_known_by_its_hash(company, client):
    contract, by = company.submitted(), Actor(company.li)
    draft = pdf_of(latest_version(contract), contract, by=by, mark=MARK)
    sheet = review_sheet(contract, by=by, mark=MARK)
    assert set(Paper.objects.values_list("kind", flat=True)) == {"negotiation", "review"}
    for content, kind in ((draft, "negotiation copy, not reviewed"), (sheet, "review form")):
        answer = client.post(address(contract), {"paper": SimpleUploadedFile("x.pdf", content)})
        assert f"what was issued: {kind}" in words(answer)
    vouch_for_all(company)
    assert read().is_whole


def test_the_same_bytes_are_written_down_once(company):
    contract, by = company.approved(), Actor(company.li)
    contents = {pdf_of(latest_version(contract), contract, by=by, mark=MARK) for _ in range(3)}
    assert len(contents) == 1 and Paper.objects.count() == 1


def test_only_who_has_read_the_paper_files_its_scan(company):
    contract = company.move("release", company.approved(), company.li)
    version = latest_version(contract)
    paper = {"scan": pdf(), "signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}
    for wrong in ("", "0000-0000", version.trace, papers.check_code(version.sha256)[:-1]):
        refused(lambda code=wrong: company.move("sign", contract, company.li, code=code, **paper), "code")
    assert company.move("sign", contract, company.li, code=papers.code_of(version).lower(), **paper).state == "signed"


def test_the_code_of_an_older_version_does_not_file_the_scan(company):
    contract = company.submitted()
    old = papers.code_of(latest_version(contract))
    contract = company.move("return", contract, company.chief, note="so")
    contract = company.move("submit", fresh(contract), company.li)
    company.all_agree(contract)
    contract = company.move("release", company.move("approve", contract, company.chief), company.li)
    paper = {"scan": pdf(), "signed_on": TODAY, "method": "paper", "our_signatory": "a", "their_signatory": "b"}
    refused(lambda: company.move("sign", contract, company.li, code=old, **paper), "code")  # the second half differs
