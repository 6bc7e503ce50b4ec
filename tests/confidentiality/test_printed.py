"""8.2.2: each form on paper leaves the house with its mark, and stands in the register by its bytes."""

import hashlib

import pytest

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
