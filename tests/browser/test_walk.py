"""The whole way as people walk it: a list comes in, a contract goes out, and comes back signed."""

import re
import subprocess
import tempfile
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.papers import customer_list, pdf
from tests.browser.visits import Visitor, watched

pytestmark = pytest.mark.browser
REMIND = """
import sys
from datetime import datetime
from bizdept.celery import app
app.send_task("bizdept.duties.tasks.remind", kwargs={"at": datetime.fromisoformat(sys.argv[1])})
"""


def test_the_whole_way_from_a_list_to_a_signature(site, browser, tmp_path):
    with watched("the whole way") as eyes:
        people = {}

        def somebody(name: str) -> Visitor:
            if name not in people:
                people[name] = Visitor(browser, site, name, eyes).sign_in()
            return people[name]

        li = somebody("li")
        li.go("/", dark=True, narrow=True)
        customer = bring_in_a_list(li, tmp_path)
        contract = draft(li, customer)
        add_an_annex(li, contract, pdf(tmp_path, "annex.pdf"))
        submit(li, contract)
        for name in ("legal", "finance", "tech"):
            give_an_opinion(somebody(name), contract, condition=name == "legal")
        approve_from_the_inbox(somebody("chief"), contract, "in_review")
        approve_from_the_inbox(somebody("leader"), contract, "approved")
        be_reminded(li, contract)
        send_out_and_sign(li, contract, pdf(tmp_path, "signed.pdf"))
        read_the_paper(li, contract)
        file_the_originals(somebody("assistant"), contract)
        keep_out(somebody("zhao"), li, contract)
        keep_out(somebody("admin"), li, contract)


def test_the_way_without_scripts(site, browser, tmp_path):
    with watched("without scripts") as eyes:
        li, legal, finance, tech, chief = (
            Visitor(browser, site, name, eyes, scripts=False).sign_in()
            for name in ("li", "legal", "finance", "tech", "chief")
        )
        li.page.goto("/customers/")
        contract = draft(li, li.page.locator("table [data-record] a").first.inner_text(), amount="100000")
        submit(li, contract)
        for reader in (legal, finance, tech):
            give_an_opinion(reader, contract)
        approve_from_the_inbox(chief, contract, "approved")


def bring_in_a_list(li: Visitor, folder) -> str:
    """Thirty companies through the wizard; the name of one of them."""
    place, names = customer_list(folder, "甲")
    li.go("/customers/import/", narrow=True)
    li.fill(file=place)
    li.send("imports.begin")
    li.look(narrow=True)
    li.send("imports.match")
    li.look(dark=True, narrow=True)
    li.send("imports.run")
    li.look()
    assert "30" in li.page.inner_text(".bz-kpis")
    li.go(f"/customers/?q={names[3]}", narrow=True)
    assert li.page.locator("tbody tr[data-record]").count() == 1
    li.page.click("tbody tr[data-record] a")
    li.look(dark=True, narrow=True)
    return names[3]


def draft(li: Visitor, customer: str, amount: str = "680000") -> int:
    """A contract with everything a review asks for; its number."""
    li.go("/contracts/new/", dark=True, narrow=True)
    if li.scripts:
        li.page.locator("[name=customer]").press_sequentially(customer[:4])
        li.page.wait_for_selector("datalist option", state="attached")
        li.page.fill("[name=customer]", "")
    today = date.today()
    li.fill(customer=customer, title="水泵供货与安装", level=2, starts_on=today, ends_on=today + timedelta(days=365))
    li.fill(items__0__name="立式水泵", items__0__unit="台", items__0__quantity=4, items__0__tax_rate=13)
    li.fill(items__0__price=int(amount) // 4, plan__0__name="预付款", plan__0__condition="合同生效后十日内")
    li.fill(plan__0__amount=int(amount) // 2, plan__0__due_on=today + timedelta(days=30))
    li.page.click("main [data-add-row] >> nth=1" if li.scripts else "main [name=plan-more]")
    li.fill(plan__1__name="尾款", plan__1__condition="验收合格后三十日内", plan__1__amount=int(amount) // 2)
    li.fill(plan__1__due_on=today + timedelta(days=120), delivery="汽车运输，送至需方仓库。")
    li.fill(liability="每逾期一日按千分之一计算违约金。", disputes="提交合同签订地人民法院。")
    if li.scripts:
        expect(li.page.locator("[data-total-words]")).to_contain_text("元整")
        li.look(label="/contracts/new/ filled")
    with li.page.expect_navigation():
        li.page.click("main form[data-guard] .bz-actbar button.btn-primary")
    assert li.state() == "drafting", li.page.inner_text("main")
    li.look(dark=True, narrow=True)
    return li.record()


def add_an_annex(li: Visitor, contract: int, annex) -> None:
    li.page.click(f"main a[href='/contracts/{contract}/files/new/']")
    li.page.wait_for_selector("dialog[open] [name=file]")
    li.look(label="annex")
    li.fill(file=annex, level=2)
    li.send("contracts.add_file")
    assert li.page.locator("main [data-record^='files.']").count() == 1


def submit(li: Visitor, contract: int) -> None:
    li.page.goto(f"/contracts/{contract}/")
    li.press("contracts.submit")
    li.look(dark=True, narrow=True, label="submit")
    li.send("contracts.submit")
    assert li.state() == "in_review"
    li.look(narrow=True)


def give_an_opinion(reader: Visitor, contract: int, *, condition: bool = False) -> None:
    """Read it, agree; with a condition, tick it as well."""
    reader.go(f"/contracts/{contract}/")
    reader.press("contracts.opinion")
    reader.look(dark=True, label="opinion")
    if condition:
        reader.fill(verdict="conditions", conditions="附件须加盖骑缝章。", note="同意，须满足条件。")
    else:
        reader.fill(verdict="agree", note="同意。")
    reader.send("contracts.opinion")
    if condition:
        reader.press("contracts.meet")
        reader.look(label="condition")
        reader.send("contracts.meet")
        assert not reader.page.locator("a[data-move='contracts.meet']").count()


def approve_from_the_inbox(decider: Visitor, contract: int, becomes: str) -> None:
    decider.go("/", narrow=True)
    decider.go("/inbox/", dark=True, narrow=True)
    decider.page.click(f".bz-inbox .l [data-record$=':{contract}']")
    decider.look(dark=True, narrow=True, label="inbox, one chosen")
    decider.press("contracts.approve")
    decider.look(dark=True, narrow=True, label="approve")
    decider.fill(note="同意。")
    decider.send("contracts.approve")
    decider.go(f"/contracts/{contract}/")
    assert decider.state() == becomes


def be_reminded(li: Visitor, contract: int) -> None:
    """The worker takes the task from the broker, and the bell counts one more."""
    li.go("/")
    before = unread(li)
    later = date.today() + timedelta(days=40)
    li.site.python("-c", REMIND, f"{later}T09:00:00+08:00")
    for _ in range(60):
        li.page.wait_for_timeout(500)
        li.page.goto("/")
        if unread(li) > before:
            break
    assert unread(li) > before, "The worker did not remind."
    li.go("/notices/", dark=True, narrow=True)


def unread(person: Visitor) -> int:
    badge = person.page.locator("header a[href='/notices/'] i")
    return int(badge.inner_text()) if badge.count() else 0


def send_out_and_sign(li: Visitor, contract: int, scan) -> None:
    li.page.goto(f"/contracts/{contract}/")
    li.press("contracts.release")
    li.send("contracts.release")
    assert li.state() == "out_for_signature"
    li.look(narrow=True)
    code = code_on_paper(li, contract)
    li.press("contracts.sign")
    li.look(dark=True, narrow=True, label="sign")
    li.fill(
        signed_on=date.today(), method="paper", our_signatory="周启明", their_signatory="许一平", code=code, scan=scan
    )
    li.send("contracts.sign")
    assert li.state() == "signed"
    li.look(dark=True, narrow=True)


def code_on_paper(li: Visitor, contract: int) -> str:
    """What stands at the foot of the pages that were signed."""
    words = text_of(li.page.request.get(f"/contracts/{contract}/versions/1/pdf/", max_retries=3).body())
    return re.search(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", words)[0]


def text_of(pdf: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as place:
        place.write(pdf)
        place.flush()
        words = ["pdftotext", "-layout", place.name, "-"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def read_the_paper(li: Visitor, contract: int) -> None:
    """The contract's PDF holds its number, and page x of y; the review form is one too."""
    number = li.page.inner_text("main .sub").split()[0]
    for address, words in {
        f"/contracts/{contract}/versions/1/pdf/": [number, "第 1 页", "共 "],
        f"/contracts/{contract}/review-sheet/": [number],
    }.items():
        paper = li.page.request.get(address, max_retries=3)
        assert paper.status == 200 and paper.body().startswith(b"%PDF")
        assert "attachment" in paper.headers["content-disposition"]
        said = text_of(paper.body())
        assert [word for word in words if word.replace(" ", "") not in said.replace(" ", "")] == [], said


def file_the_originals(assistant: Visitor, contract: int) -> None:
    assistant.go(f"/contracts/{contract}/")
    assistant.press("contracts.file_originals")
    assistant.look(label="originals")
    assistant.fill(place="档案室 A 柜 3 层")
    assistant.send("contracts.file_originals")
    assert "档案室 A 柜 3 层" in assistant.page.inner_text("main")


def keep_out(stranger: Visitor, li: Visitor, contract: int) -> None:
    """What is not theirs does not exist: neither pages nor papers nor the scan."""
    li.page.goto(f"/contracts/{contract}/")
    files = [link.get_attribute("href") for link in li.page.locator("main a[href^='/files/']").all()]
    assert len(files) >= 2
    pages = [f"/contracts/{contract}/{page}" for page in ("", "history/", "versions/1/", "versions/1/pdf/")]
    for address in [*pages, f"/contracts/{contract}/review-sheet/", *files]:
        assert stranger.page.request.get(address, max_retries=3).status == 404, f"{stranger.name} {address}"
    stranger.go(f"/contracts/{contract}/", status=404, dark=True)
    stranger.go("/contracts/")
    assert not stranger.page.locator(f"[data-record='contracts.contract:{contract}']").count()
