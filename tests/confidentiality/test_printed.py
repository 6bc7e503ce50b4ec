"""8.2.2: each form on paper leaves the house with its mark, and stands in the register by its bytes."""

import hashlib

import pytest
from django.template.loader import render_to_string

from bizdept.access.models import AccessLog, Taken
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.web import pdf as printer
from confidentiality.actions import hand_overs, ndas
from confidentiality.follows.reports import draft_report
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.models import MonthlyReport, ReadingRound
from tests.company import DAY, TODAY, fresh
from tests.confidentiality.test_incidents import report as leak
from tests.confidentiality.test_inspections import fill, finding, plan
from tests.confidentiality.test_materials import forced
from tests.confidentiality.test_papers import approved, lent
from tests.confidentiality.test_requests import ask, decide

pytestmark = pytest.mark.usefixtures("time_stands_still")


def signed_nda(company):
    words = {"title": "NDA", "articles": "Duty\nKeep it.", "months": 12}
    text = ndas.draft_text(words, by=Actor(company.personnel), on=TODAY)
    given = {"on": TODAY, "holds_from": TODAY, "asks_anew": True}
    text = TEXTS.perform("force_text", text, by=Actor(company.leader), **given)
    return ndas.sign_own(sha256=text.sha256, by=Actor(company.li), on=TODAY)


def monthly(company) -> MonthlyReport:
    draft_report(on=TODAY)
    return MonthlyReport.objects.get()


def leaving(company):
    return hand_overs.begin(company.li, "leaves", last_day=TODAY + DAY, by=Actor(company.chief), on=TODAY)


def round_of_reading(company) -> ReadingRound:
    forced(company, asks=True, read_until=TODAY + DAY)
    return ReadingRound.objects.get()


FORMS = {  # what is printed: the record, where, who prints it
    "leak": (leak, "printed/", "officer"),
    "inspection": (plan, "printed/", "officer"),
    "rectification": (lambda c: finding(c, fill(c, plan(c), "finding")), "printed/", "officer"),
    "loan": (lent, "loan-slip/", "assistant"),
    "destruction": (approved, "destruction-form/", "assistant"),
    "report": (monthly, "printed/", "officer"),
    "hand-over": (leaving, "paper/", "chief"),
    "NDA": (signed_nda, "pdf/", "personnel"),
    "request": (lambda c: ask(c.zhao, c.customer().reference()), "printed/", "zhao"),
    "request, for whoever decides": (lambda c: ask(c.zhao, c.customer().reference()), "printed/", "li"),
    "readers": (round_of_reading, "printed/", "officer"),
}


@pytest.fixture(params=FORMS)
def form(request, company, client):
    """The record, the address of its form, and whoever prints it, signed in."""
    make, where, who = FORMS[request.param]
    record, person = make(company), fresh(getattr(company, who))
    client.force_login(person)
    return record, f"{record.get_absolute_url()}{where}", person


def test_it_stands_in_the_register_by_its_bytes(form, client):
    record, address, person = form
    answer = client.get(address)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    row = Taken.objects.get()
    assert row.sha256 == hashlib.sha256(answer.content).hexdigest() and row.how == Taken.How.PAPER
    assert (row.person, row.number, row.level) == (person, record.reference(), record.level)
    assert AccessLog.objects.get(action="look.print").data["trace"] == row.trace


def test_where_nothing_can_be_printed_the_record_says_what_is_missing(form, client, monkeypatch):
    record, address, _person = form

    def broken(*given):
        raise printer.NoPrinter("install Pango")

    monkeypatch.setattr(printer, "render", broken)
    answer = client.get(address)
    assert answer.status_code == 302 and answer.url == record.get_absolute_url()
    assert not Taken.objects.exists()


def test_whoever_was_stopped_prints_nothing(form, client):
    _record, address, person = form
    User.objects.filter(pk=person.pk).update(stopped_on=TODAY)
    assert client.get(address).status_code == 429
    assert not Taken.objects.exists() and AccessLog.objects.filter(action="access.stopped", actor=person.pk).exists()


def test_the_mark_stands_on_what_is_confidential(company, client, monkeypatch):
    drawn = []
    monkeypatch.setattr(printer, "render", lambda template, context, *css: drawn.append(context) or b"%PDF")
    client.force_login(company.officer)
    client.get(f"{leak(company).get_absolute_url()}printed/")
    assert drawn[0]["watermark"].trace == drawn[0]["mark"].trace == Taken.objects.get().trace
    client.force_login(company.chief)
    client.get(f"{leaving(company).get_absolute_url()}paper/")
    assert drawn[1]["watermark"] is None and drawn[1]["mark"].trace == Taken.objects.latest("pk").trace


def test_ones_own_nda_leaves_a_line_too(company, client):
    signed_nda(company)
    client.force_login(company.li)
    assert client.get("/confidentiality/ndas/mine/pdf/").status_code == 200
    assert Taken.objects.get().person == company.li


def text_of(asked, person, client, monkeypatch) -> str:
    """The words of the form of a request as somebody prints it, its own number and mark left out."""
    drawn = []

    def draw(template, context, *css):
        drawn.append(render_to_string(template, context | {"mark": None, "anchor": ""}))
        return b"%PDF"

    monkeypatch.setattr(printer, "render", draw)
    client.force_login(fresh(person))
    assert client.get(f"{asked.get_absolute_url()}printed/").status_code == 200
    return drawn[0].replace(asked.reference(), "")


def test_a_request_about_nothing_prints_as_one_about_something(company, client, monkeypatch):
    there, nothing = company.customer(name="Jia Ltd"), "Yi Ltd"
    one, other = ask(company.zhao, "Jia Ltd"), ask(company.zhao, nothing)
    text = text_of(one, company.zhao, client, monkeypatch)
    assert text.replace("Jia Ltd", nothing) == text_of(other, company.zhao, client, monkeypatch)
    assert there.reference() not in text and "Jia Ltd" in text


def test_whoever_decides_or_sees_it_reads_its_number_and_both_who_decided(company, client, monkeypatch):
    there = company.customer(name="Jia Ltd")
    asked = ask(company.zhao, "Jia Ltd")
    for person in (company.li, company.chief, company.leader):
        assert there.reference() in text_of(asked, person, client, monkeypatch)
    decide("refuse", asked, company.li, note="there is no need")
    text = text_of(asked, company.zhao, client, monkeypatch)
    assert f"<td>{company.li}</td>" in text and there.reference() not in text
    again = decide("grant", ask(company.zhao, "Jia Ltd"), company.li)
    assert there.reference() in text_of(again, company.zhao, client, monkeypatch)
