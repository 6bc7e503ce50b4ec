"""What goes wrong at a desk: two presses, the browser's arrow, a session that ended, a file too large or no list."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.papers import sparse
from tests.browser.visits import Visitor, watched

pytestmark = pytest.mark.browser
SEND = "main form[data-guard] .bz-actbar button.btn-primary"


@pytest.fixture(scope="module")
def li(site, browser):
    """Li, whose pages are looked at while things go wrong."""
    with watched("bad input") as eyes:
        yield Visitor(browser, site, "li", eyes).sign_in()


def count(li: Visitor, words: str) -> int:
    """How many customers go by these words."""
    li.page.goto(f"/customers/?q={words}")
    return li.page.locator("tbody tr[data-record]").count()


def test_two_presses_make_one(li):
    li.page.goto("/customers/new/")
    li.fill(name="双击测试仪器有限公司")
    li.page.dblclick(SEND)
    li.page.wait_for_url(re.compile(r"/customers/\d+/$"))
    assert count(li, "双击测试仪器") == 1


def test_the_same_form_sent_again_makes_nothing_and_says_so(li):
    li.page.goto("/customers/new/")
    li.fill(name="返回测试仪器有限公司")
    with li.page.expect_navigation():
        li.page.click(SEND)
    made = li.record()
    li.page.go_back()
    li.fill(name="返回测试仪器有限公司")
    with li.page.expect_navigation():
        li.page.click(SEND)
    li.look(label="sent again")
    assert li.page.locator(f"main .bz-note a[href='/customers/{made}/']").count(), li.page.inner_text("main")
    assert count(li, "返回测试仪器") == 1


def test_what_was_typed_outlives_the_session(li):
    """Signed out in the middle of a form: after signing in again it can be sent, and is."""
    li.page.goto("/customers/new/")
    li.fill(name="会话测试仪器有限公司", notes="写了很久的一段话")
    li.context.clear_cookies()
    with li.page.expect_navigation():
        li.page.click(SEND)
    li.look(label="session ended")
    with li.context.expect_page() as opened:
        li.page.click("main a[target=_blank]")
    li.sign_in(opened.value)
    with li.page.expect_navigation():
        li.page.click("main form[data-resend] button")
    assert li.record() and "写了很久的一段话" in li.page.inner_text("main")
    assert count(li, "会话测试仪器") == 1


@pytest.mark.parametrize(("name", "size", "said"), [("huge.csv", 100 << 20, "50"), ("paper.csv", 9999, "paper.csv")])
def test_a_file_that_is_too_large_or_no_list_is_refused_with_a_sentence(li, tmp_path, name, size, said):
    li.page.goto("/customers/import/")
    li.fill(file=sparse(tmp_path, name, size))
    li.send("imports.begin")
    li.look(label=f"refused {name}")
    assert said in li.page.inner_text("main"), li.page.inner_text("main")
    assert "/import/" in li.page.url


def test_a_large_annex_is_refused_with_a_sentence(li, tmp_path):
    li.page.goto("/contracts/?view=mine&state=drafting")
    li.page.click("tbody tr[data-record] a >> nth=0")
    li.page.click("main a[href$='/files/new/']")
    li.page.wait_for_selector("dialog[open] [name=file]")
    li.fill(file=sparse(tmp_path, "huge.pdf", 100 << 20))
    li.page.click("dialog[open] button[data-move='contracts.add_file']")
    expect(li.page.locator("dialog[open] [data-errors]")).to_contain_text("huge.pdf", timeout=60_000)


def test_a_records_number_that_is_not_ones_own_is_not_found(li, site, browser):
    zhao = Visitor(browser, site, "zhao", li.eyes).sign_in()
    zhao.page.goto("/contracts/?view=mine")
    theirs = zhao.page.locator("tbody tr[data-record] a").first.get_attribute("href")
    li.go(theirs, status=404, narrow=True)
    li.go("/contracts/999999999/", status=404)
    assert "没有" in li.page.inner_text("main") or "找不到" in li.page.inner_text("main")
