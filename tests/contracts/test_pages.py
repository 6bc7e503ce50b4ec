"""The contracts' pages, pressed as a browser presses them: from a draft to the signed paper."""

import re
import uuid

import pytest
from django.utils import timezone

from bizdept.access.models import AccessLog
from bizdept.files.models import Attachment
from bizdept.workflow.models import Condition, MoveLog
from bizdept.workflow.papers import code_of
from bizdept.workflow.versions import latest_version
from contracts.models import Contract
from tests.company import pdf

pytestmark = pytest.mark.django_db


def rows(prefix: str, *lines: dict) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
    return data | {f"{prefix}-{n}-{name}": value for n, line in enumerate(lines) for name, value in line.items()}


def filled(customer, **changes) -> dict:
    item = {"name": "Pump", "unit": "pc", "quantity": "2", "price": "60000.00", "tax_rate": "13"}
    plan = {"name": "all", "condition": "on delivery", "amount": "120000.00", "due_on": "2026-12-20"}
    terms = {"customer": customer.name, "title": "Pumps & <b>more</b>", "kind": "sales", "level": "2", "copies": "4"}
    terms |= {"delivery": "by rail", "warranty": "a year", "liability": "by law", "disputes": "by court"}
    return terms | rows("items", item) | rows("plan", plan) | {"press": str(uuid.uuid4())} | changes


@pytest.fixture
def sign_in(client, company):
    def as_(name):
        client.force_login(getattr(company, name))
        return client

    return as_


def draft(client, company, **changes) -> Contract:
    response = client.post("/contracts/new/", filled(company.customer(), **changes))
    assert response.status_code == 302, response.content.decode()
    return Contract.objects.latest("pk")


def test_the_whole_way_by_pressing(sign_in, company):
    contract = draft(sign_in("li"), company)
    here = f"/contracts/{contract.pk}/"
    assert (contract.number, contract.amount) == ("HT-2026-0001", 120000)
    page = sign_in("li").get(here).content.decode()
    assert 'data-state="drafting"' in page
    assert "Pumps &amp; &lt;b&gt;more" in page
    assert sign_in("li").post(f"{here}files/new/", {"file": pdf("annex.pdf"), "purpose": "annex", "level": 2,
        "category": "technical", "press": str(uuid.uuid4())}).status_code == 302  # fmt: skip
    assert sign_in("li").post(f"{here}submit/", {"version": Contract.objects.get().version}).status_code == 302
    assert sign_in("legal").post(f"{here}opinion/", {"verdict": "agree", "note": "fine"}).status_code == 302
    told = {"verdict": "conditions", "note": "", "conditions": "name the version\n"}
    assert sign_in("tech").post(f"{here}opinion/", told | {"conditions": "x" * 301}).status_code == 422
    assert sign_in("tech").post(f"{here}opinion/", told).status_code == 302
    assert (
        "Not met yet"
        in sign_in("chief").post(f"{here}approve/", {"version": Contract.objects.get().version}).content.decode()
    )
    assert Condition.objects.get().text == "name the version"
    condition = re.search(r"conditions/(\d+)/met", sign_in("tech").get(here).content.decode())[1]
    assert sign_in("tech").post(f"{here}conditions/{condition}/met/").status_code == 302
    sign_in("chief").post(f"{here}approve/", {"version": Contract.objects.get().version, "note": "good"})
    assert Contract.objects.get().state == "approved"
    text = sign_in("li").get(f"{here}versions/1/pdf/")
    assert text.content.startswith(b"%PDF") and text["Content-Disposition"].startswith("attachment")
    sign_in("li").post(f"{here}release/", {"version": Contract.objects.get().version})
    paper = {
        "scan": pdf(),
        "signed_on": timezone.localdate(),
        "method": "paper",
        "our_signatory": "a",
        "their_signatory": "b",
    }
    wrong = sign_in("li").post(f"{here}sign/", paper | {"code": "0000-0000", "scan": pdf()})
    assert wrong.status_code == 422 and "not the check code" in wrong.content.decode()
    assert Contract.objects.get().state == "out_for_signature"
    paper["code"] = code_of(latest_version(contract))
    answer = sign_in("li").post(f"{here}sign/", paper | {"version": Contract.objects.get().version})
    assert answer.status_code == 302, answer.content.decode()
    contract = Contract.objects.get()
    assert contract.state == "signed"
    assert sign_in("assistant").post(f"{here}originals/", {"place": "A-3"}).status_code == 302
    contract = Contract.objects.get()
    assert (contract.signing.place, contract.signing.keeper) == ("A-3", company.assistant)
    moves = list(MoveLog.objects.order_by("pk").values_list("move", flat=True))
    assert moves == ["submit", "approve", "release", "sign"]


def test_a_second_press_makes_nothing(sign_in, company):
    data = filled(company.customer())
    first = sign_in("li").post("/contracts/new/", data)
    second = sign_in("li").post("/contracts/new/", data, follow=True)
    assert first["Location"] == second.redirect_chain[0][0]
    assert "nothing was made twice" in second.content.decode()
    assert Contract.objects.count() == 1


def test_what_is_wrong_is_said_and_everything_typed_is_kept(sign_in, company):
    data = filled(company.customer(), title="", **rows("items", {"name": "Pump", "quantity": "x", "price": "1"}))
    response = sign_in("li").post("/contracts/new/", data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "by rail" in page and "This field is required" in page and 'value="x"' in page
    assert not Contract.objects.exists()


def test_a_stale_form_says_who_changed_what_and_saves_on_the_second_try(sign_in, company):
    contract = draft(sign_in("li"), company)
    address = f"/contracts/{contract.pk}/edit/"
    data = filled(contract.customer, delivery="by ship", version=contract.version) | rows("clauses")
    assert sign_in("li").post(address, data | {"delivery": "by air"}).status_code == 302
    response = sign_in("li").post(address, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "by ship" in page and "wrote here: by air" in page
    assert Contract.objects.get().delivery == "by air"
    seen = re.search(r'name="version" value="(\d+)"', page)[1]
    assert sign_in("li").post(address, data | {"version": seen}).status_code == 302
    assert Contract.objects.get().delivery == "by ship"


@pytest.mark.parametrize("address", ["edit/", "return/"])
def test_a_mistake_does_not_make_a_stale_form_fresh(sign_in, company, address):
    contract = company.contract() if address == "edit/" else company.submitted()
    who, here = "li" if address == "edit/" else "chief", f"/contracts/{contract.pk}/{address}"
    Contract.objects.filter(pk=contract.pk).update(version=contract.version + 1)  # somebody else's change
    page = sign_in(who).post(here, {"title": "", "note": "", "version": contract.version})
    assert page.status_code == 422
    assert re.search(r'name="version" value="(\d+)"', page.content.decode())[1] == str(contract.version)


def test_who_may_not_see_it_is_told_there_is_nothing_and_it_is_written_down(sign_in, company):
    contract = draft(sign_in("li"), company)
    for tail in ("", "edit/", "submit/", "history/", "review-sheet/", "versions/1/", "files/new/", "opinion/"):
        response = sign_in("zhao").get(f"/contracts/{contract.pk}/{tail}")
        assert response.status_code == 404, tail
        assert "Pumps" not in response.content.decode()
    assert AccessLog.objects.of(contract).filter(kind="refusal").count() >= 6
    assert 'data-record="contracts.' not in sign_in("zhao").get("/contracts/?q=Pumps").content.decode()
    assert "Jia" not in sign_in("zhao").get("/contracts/customers/?q=Jia").content.decode()


def test_a_file_goes_through_the_records_rule(sign_in, company):
    contract = draft(sign_in("li"), company)
    added = {
        "file": pdf("cost.pdf"),
        "purpose": "cost",
        "level": 3,
        "category": "financial",
        "press": str(uuid.uuid4()),
    }
    sign_in("li").post(f"/contracts/{contract.pk}/files/new/", added)
    sign_in("li").post(f"/contracts/{contract.pk}/submit/", {"version": Contract.objects.get().version})
    address = f"/files/{Attachment.objects.get().pk}/"
    answer = sign_in("li").get(address)
    assert (answer.status_code, answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == (
        200,
        "nosniff",
        True,
    )
    assert sign_in("chief").get(address).status_code == 200
    assert sign_in("assistant").get(address).status_code == 404  # sees the contract, not what is above level 2
    assert sign_in("assistant").get(f"/contracts/{contract.pk}/").status_code == 200
    assert sign_in("zhao").get(address).status_code == 404
    assert sign_in("admin").get(address).status_code == 404


def test_a_reviewer_keeps_the_version_of_the_opinion(sign_in, company):
    contract = draft(sign_in("li"), company)
    here = f"/contracts/{contract.pk}/"
    sign_in("li").post(f"{here}submit/", {"version": contract.version})
    sign_in("tech").post(f"{here}opinion/", {"verdict": "agree"})
    sign_in("chief").post(f"{here}return/", {"version": Contract.objects.get().version, "note": "clearer, please"})
    assert Contract.objects.get().state == "returned"
    assert sign_in("tech").get(here).status_code == 404
    assert sign_in("tech").get(f"{here}versions/1/").status_code == 200
    assert sign_in("legal").get(f"{here}versions/1/").status_code == 404


def test_the_pdf_of_an_approved_version_is_rendered_once_and_another_is_marked(sign_in, company, tmp_path):
    contract = company.submitted()
    address = f"/contracts/{contract.pk}/versions/1/pdf/"
    assert sign_in("li").get(address).content.startswith(b"%PDF")
    assert latest_version(contract).pdf == ""  # a negotiation copy is not kept
    company.all_agree(contract)
    company.move("approve", contract, company.chief)
    assert sign_in("li").get(address).content == sign_in("chief").get(address).content
    assert len(latest_version(contract).pdf) == 64


def test_a_customers_page_shows_the_contracts_that_are_open_to_whoever_looks(sign_in, company):
    contract = draft(sign_in("li"), company)
    address = contract.customer.get_absolute_url()
    assert contract.number in sign_in("li").get(address).content.decode()
    assert f"?customer={contract.customer.pk}" in sign_in("li").get(address).content.decode()
    assert 'value="Jia Ltd"' in sign_in("li").get(f"/contracts/new/?customer={contract.customer.pk}").content.decode()


@pytest.mark.parametrize(
    "amount, submission, approval",
    [
        (20_000, "A small order in reviewed words needs no opinions: next decides the section chief.", ""),
        (100_000, "Asked for their opinion: legal, technology. Then decides the section chief.", "li has it signed"),
        (600_000, "Then decide the section chief and the senior leader.", "the senior leader decides next"),
    ],
)
def test_what_follows_is_said_before_the_press(company, sign_in, amount, submission, approval):
    contract = company.contract(amount=amount)
    assert submission in sign_in("li").get(f"/contracts/{contract.pk}/submit/").content.decode()
    contract = company.move("submit", contract, company.li)
    company.all_agree(contract)
    assert approval in sign_in("chief").get(f"/contracts/{contract.pk}/approve/").content.decode()
    words = "The next version asks again the departments whose matters change"
    assert words in sign_in("chief").get(f"/contracts/{contract.pk}/return/").content.decode()
