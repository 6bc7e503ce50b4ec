"""What left the house (8.2.2): everything one person took, and who took the paper that was found."""

import io
import re
from decimal import Decimal

import openpyxl
import pytest

from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, Taken
from bizdept.audit.check import read
from bizdept.files.actions import attach
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.web import pdf as printer
from bizdept.web.lists import rules
from bizdept.web.works.actions import perform
from bizdept.web.works.models import Work
from bizdept.workflow.papers import code_of
from bizdept.workflow.versions import latest_version
from tests.audit.forger import vouch_for_all
from tests.company import fresh, pdf

TAKEN = "/confidentiality/taken/"
pytestmark = pytest.mark.usefixtures("time_stands_still")


@pytest.fixture
def jia(company):
    return company.customer(name="Jia Ltd")


@pytest.fixture
def laptop(company, jia, client):
    """Four things on somebody's machine, and one on another's."""
    file = attach(jia, pdf("secret.pdf"), by=Actor(company.li), purpose="file")
    contract = company.signed(customer=jia)
    client.force_login(company.li)
    for address in (
        f"/files/{file.pk}/",
        f"/contracts/{contract.pk}/versions/1/pdf/",
        f"/contracts/{contract.pk}/review-sheet/",
        "/customers/?export=xlsx&view=mine",
    ):
        assert client.get(address).status_code == 200
    client.force_login(company.chief)
    client.get(f"/files/{file.pk}/")
    return contract


def rows(client, person, query: str = "") -> list[str]:
    client.force_login(fresh(person))
    page = client.get(f"{TAKEN}?{query}")
    assert page.status_code == 200
    found = re.findall(r"<tr data-taken.*?</tr>", page.content.decode(), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_a_lost_laptop_is_a_list_of_what_was_on_it(company, laptop, jia, client):
    found = rows(client, company.officer, f"person={company.li.pk}")
    assert [word for row in found for word in ("Exported", "Printed", "Downloaded") if word in row] == [
        "Exported", "Printed", "Printed", "Downloaded"
    ]  # fmt: skip
    assert laptop.number in found[1] and "version 1" in found[2] and jia.reference() in found[3]
    text = client.get(f"{TAKEN}?person={company.li.pk}").content.decode()
    assert "Jia Ltd" not in text and "secret.pdf" not in text and "data-sums" in text
    book = client.get(f"{TAKEN}?person={company.li.pk}&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    assert sheet.max_row == 5 and Taken.objects.latest("pk").record == "confidentiality.taken"
    told = client.get("/confidentiality/log/?deed=exported").content.decode()
    assert told.count("<tr data-seq") == 2 and "What left the house" in told.split("<tr data-seq")[1]


def test_the_trace_of_a_paper_leads_to_whoever_took_it(company, laptop, client):
    row = Taken.objects.filter(how="print", part=None).get()
    for typed in (row.trace, row.trace.lower().replace("-", " "), row.sha256, row.sha256.upper()):
        found = rows(client, company.officer, f"trace={typed}")
        assert len(found) == 1 and " li " in found[0] and laptop.number in found[0]
    version = latest_version(laptop)
    assert len(rows(client, company.officer, f"trace={code_of(version)}")) == 1, "the code of a contract's text"
    assert rows(client, company.officer, "trace=AAAA-2222") == []


def test_who_reads_which_part(company, laptop, client):
    other = company.person("other_chief", Post.CHIEF, company.other_section)
    assert len(rows(client, company.officer)) == 5 and len(rows(client, company.chief)) == 5
    assert len(rows(client, company.li)) == 4 and rows(client, other) == []
    assert rows(client, company.li, f"scope=all&person={company.chief.pk}") == [], "nobody else's"


def test_a_chief_is_told_no_number_of_another_section(company, client):
    wang = company.person("wang", Post.SPECIALIST, company.other_section)
    yi = company.customer(name="Yi", owner=wang, department=company.other_section)
    file = attach(yi, pdf("x.pdf"), by=Actor(wang), purpose="file")
    client.force_login(wang)
    client.get(f"/files/{file.pk}/")
    type(wang).objects.filter(pk=wang.pk).update(department=company.team)
    found = rows(client, company.chief)
    assert len(found) == 1 and yi.reference() not in found[0]
    assert yi.reference() in rows(client, company.officer)[0]


def test_each_row_is_vouched_for(company, laptop):
    lines = AccessLog.objects.filter(action__in=["look.file", "look.print", "look.export"])
    assert {line.data["row"] for line in lines} == {f"access.taken:{row.pk}" for row in Taken.objects.all()}
    vouch_for_all(company)
    assert read().is_whole
    first = Taken.objects.first()
    Taken.objects.filter(pk=first.pk).update(sha256="0" * 64)
    assert [(found.code, found.what) for found in read().found] == [("row", f"access.taken:{first.pk}")]


# ── the marks


def book_of(client, person, address: str) -> openpyxl.Workbook:
    client.force_login(person)
    return openpyxl.load_workbook(io.BytesIO(client.get(address).content))


def test_a_workbook_says_whose_it_is(company, jia, client):
    book, row = book_of(client, company.li, "/customers/?export=xlsx&view=mine"), Taken.objects.get()
    mark = f"confidential · li · 2026-11-23 12:00 · {row.trace}"
    assert book.worksheets[1]["A1"].value == mark and book.properties.description == mark
    assert mark in book.worksheets[0].oddFooter.left.text
    assert [cell.value for cell in book.worksheets[0]["A"]][1:] and book.worksheets[0].max_row == 2


def test_what_is_internal_carries_no_mark(company, client):
    company.customer(name="Inner", level=Level.INTERNAL)
    book = book_of(client, company.li, "/customers/?export=xlsx&view=mine")
    assert len(book.worksheets) == 1 and Taken.objects.get().level == Level.INTERNAL


def test_a_file_of_a_worker_carries_the_mark_of_whoever_fetches_it(company, jia, client, monkeypatch):
    real = rules.Limits.on
    monkeypatch.setattr(rules.Limits, "on", lambda day: rules.Limits(real(day).free, 100, 0, 5000))
    client.force_login(company.li)
    data = {"press": "00000000-0000-4000-8000-000000000001"}
    answer = client.post("/customers/export/?export=xlsx&view=mine", data)
    work = Work.objects.get()
    assert answer.status_code == 302 and answer.url == work.get_absolute_url()
    perform(work)
    assert not Taken.objects.exists(), "it has not left"
    for _n in range(2):
        answer = client.get(f"/works/{work.pk}/file/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    first, second = Taken.objects.all()
    assert first.trace == second.trace and first.trace in book.worksheets[1]["A1"].value
    assert first.trace in answer["Content-Disposition"]


def test_papers_carry_name_time_and_trace(company, jia, client, monkeypatch):
    shown = []
    monkeypatch.setattr(printer, "render", lambda template, context, *css: shown.append(context) or b"x")
    contract = company.submitted(customer=jia, cost=Decimal(1))
    client.force_login(company.li)
    client.get(f"/contracts/{contract.pk}/review-sheet/")
    client.get(f"/contracts/{contract.pk}/versions/1/pdf/")
    sheet, draft = Taken.objects.order_by("pk")
    assert str(shown[0]["watermark"]) == f"li · 2026-11-23 12:00 · {sheet.trace}"
    assert shown[1]["trace"] == draft.trace and "li" not in str(shown[1]["mark"])
    assert sheet.sha256 == draft.sha256


def test_an_approved_text_stays_the_same_bytes_for_everybody(company, jia, client):
    contract = company.approved(customer=jia)
    contents = set()
    for person in (company.li, company.chief):
        client.force_login(person)
        contents.add(client.get(f"/contracts/{contract.pk}/versions/1/pdf/").content)
    assert len(contents) == 1 and Taken.objects.count() == 2


def test_pages_of_core_secrets_carry_name_and_minute(company, jia, client):
    core = company.customer(name="Core Ltd", level=Level.CORE)
    client.force_login(company.li)
    for address in ("", "history/", "readers/", "edit/"):
        text = client.get(f"{core.get_absolute_url()}{address}").content.decode()
        assert (
            text.count("<span>li 2026-11-23 12:00</span>") == 48 and '<div class="bz-wm" aria-hidden="true">' in text
        )
        assert "bz-wm" not in client.get(f"{jia.get_absolute_url()}{address}").content.decode()
    assert "bz-wm" not in client.get("/customers/").content.decode()
