"""8.2.3: what stands at the head of printed forms is written by the house, by two hands; what is kept stays."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from bizdept.access.taken import new_mark
from bizdept.manage.actions import conventions
from bizdept.people.actor import Actor
from bizdept.people.models import Company
from bizdept.refusal import Refused
from bizdept.regulation.models import Convention
from bizdept.web.printed import FORMS
from confidentiality.follows.reports import draft_report
from confidentiality.models import MonthlyReport
from confidentiality.papers.supervision import monthly_report
from tests.company import NOW, fresh
from tests.confidentiality.test_printed import FORMS as PRINTED
from tests.confidentiality.test_supervision import DECEMBER, move
from tests.manage.conftest import press, text

pytestmark = pytest.mark.usefixtures("time_stands_still")
NAME, LINE = "江畔实业有限公司", "业务科专用表单"


def own() -> dict:
    forms = {key: {"number": f"ZY-{place:02}", "title": f"自用表{place:02}"} for place, key in enumerate(FORMS)}
    return {"name": NAME, "line": LINE, "forms": forms}


def sign(company, content=None):
    row = conventions.propose("papers", content or own(), by=Actor(company.admin), at=NOW)
    return conventions.decide(row, True, by=Actor(company.leader), at=NOW)


def printed(client, address: str) -> str:
    pages = PdfReader(BytesIO(client.get(address).content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("name", sorted(set(PRINTED) - {"NDA"}))  # which is an agreement, and no form
def test_every_form_carries_the_heads_that_were_signed(name, company, client):
    make, where, who = PRINTED[name]
    address = f"{make(company).get_absolute_url()}{where}"
    client.force_login(fresh(getattr(company, who)))
    Company.objects.update(name="旧名公司")
    before = printed(client, address)
    kinds = [one for one in FORMS.values() if one.number in before]
    usual = "".join(kinds[0].usual_title.split())
    assert len(kinds) == 1 and usual in before and "旧名公司" in before
    sign(company)
    after, told = printed(client, address), own()["forms"][kinds[0].number]
    assert NAME in after and LINE in after and told["number"] in after and told["title"] in after
    assert "旧名公司" not in after and kinds[0].number not in after and usual not in after


def test_the_review_form_and_the_list_of_signatures_carry_them_too(company, client):
    sign(company)
    for person, address, key in (
        (company.li, f"/contracts/{company.submitted().pk}/review-sheet/", "HT-02"),
        (company.personnel, "/confidentiality/ndas/receipts/", "BM-12"),
    ):
        client.force_login(fresh(person))
        told = printed(client, address)
        assert NAME in told and own()["forms"][key]["number"] in told and FORMS[key].usual_title not in told


def test_what_was_printed_and_is_kept_stays_as_it_was(company):
    draft_report(on=DECEMBER)
    report = MonthlyReport.objects.get()
    report = move("hand_in", report, company.officer, words="One paper is late.")
    report = move("instruct", report, company.leader, instruction="Fetch it back.")
    to = {"by": Actor(company.leader), "mark": new_mark(Actor(company.leader), NOW)}
    before = monthly_report(report, **to)
    sign(company)
    assert monthly_report(fresh(report), **to) == before and fresh(report).pdf


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"forms": {"BM-03": {"number": "bm-04"}}}, "twice"), ({"name": "甲" * 61}, "text"),
        ({"line": "甲\n乙"}, "text"),
        ({"forms": {"BM-03": {"title": "甲" * 41}}}, "text"), ({"forms": {"BM-03": {"title": "甲\u202e"}}}, "text"),
    ],
)  # fmt: skip
def test_what_is_no_head(company, change, code):
    with pytest.raises(Refused) as refused:
        sign(company, {"name": "", "line": "", "forms": {}} | change)
    assert refused.value.codes == {code}


def test_by_the_page_only_what_is_not_as_usual_is_kept(company, client):
    client.force_login(fresh(company.admin))
    address, fields = "/manage/conventions/papers/propose/", {"name": "", "line": LINE}
    for place, form in enumerate(FORMS.values()):
        fields |= {f"number_{place}": form.number, f"title_{place}": form.usual_title}
    place = list(FORMS).index("BM-08")
    press(client, address, fields | {f"number_{place}": "BM-88"})
    row = Convention.objects.get()
    assert row.content == {"name": "", "line": LINE, "forms": {"BM-08": {"number": "BM-88"}}}
    client.force_login(fresh(company.leader))
    assert "BM-88" in text(client.get("/manage/conventions/papers/"))
