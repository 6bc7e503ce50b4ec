"""What was typed is kept when the session has ended, and never handed to another site."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_signed_out_in_the_middle_of_a_form(client, company):
    answer = client.post("/contracts/new/", {"title": "Pumps <b>", "password": "secret", "kind": "sales"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Pumps &lt;b&gt;" in page and 'action="/contracts/new/"' in page
    assert "secret" not in page


def test_looking_leads_to_the_sign_in_page(company, client):
    assert client.get("/contracts/")["Location"].startswith("/accounts/login/?next=")


def test_a_token_that_is_not_ours_any_more(company):
    client = Client(enforce_csrf_checks=True)
    client.force_login(company.li)
    data = {"title": "Pumps"}
    ours = client.post("/contracts/new/", data, headers={"origin": "http://testserver"})
    assert (ours.status_code, "Pumps" in ours.content.decode()) == (403, True)
    theirs = client.post("/contracts/new/", data, headers={"origin": "http://elsewhere.example"})
    assert (theirs.status_code, "Pumps" in theirs.content.decode()) == (403, False)


def test_a_broken_page_names_an_incident_and_shows_no_trace(client, company, monkeypatch, caplog):
    monkeypatch.setattr("contracts.figures.of_month", lambda *args: 1 / 0)
    client.force_login(company.li)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Traceback" not in answer.content.decode()
    (incident,) = re.findall(r"E-[0-9A-F]{8}", answer.content.decode())
    assert f"Incident {incident} at /" in caplog.text and "ZeroDivisionError" in caplog.text
