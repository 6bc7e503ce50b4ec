"""Lists by the keyboard, by the finger and without scripts: tick, look over, do, walk through, go back."""

import pytest
from playwright.sync_api import expect

from tests.browser.visits import NARROW, Visitor, watched

pytestmark = pytest.mark.browser
OPENED = "/customers/?view=all&grade=B"


def ticked(page) -> list[int]:
    """Which rows are ticked, by their place."""
    return page.evaluate("[...document.querySelectorAll('[name=row]')].flatMap((box, n) => box.checked ? [n] : [])")


def test_by_the_keyboard(site, browser):
    with watched("lists by the keyboard") as eyes:
        chief = Visitor(browser, site, "chief", eyes).sign_in()
        page = chief.page
        chief.go(OPENED, dark=True, narrow=True)
        bar = page.locator(".bz-batch")
        assert not bar.is_visible()
        for key in ("j", "x", "j", "j", "Shift+X"):
            page.keyboard.press(key)
        assert ticked(page) == [0, 1, 2] and "3" in bar.locator("[data-tally]").inner_text()
        chief.look(dark=True, narrow=True, label="customers, three ticked")
        page.keyboard.press("x")
        assert ticked(page) == [0, 1]
        page.locator("[name=row]").nth(5).click(modifiers=["Shift"])
        assert ticked(page) == [0, 1, 2, 3, 4, 5]
        page.locator("thead [data-all]").click()
        assert len(ticked(page)) == 25 and page.locator("tr.sel").count() == 25
        page.locator("thead [data-all]").click()
        assert not ticked(page) and not bar.is_visible()

        page.locator("[name=q]").last.focus()  # no letter while typing
        page.keyboard.type("jx")
        assert not ticked(page)
        page.goto(OPENED)
        page.keyboard.press("j")
        page.keyboard.press("j")
        name = page.locator("tr.cur a.nm").inner_text()
        page.keyboard.press("Enter")
        page.wait_for_url("**/customers/*/?list=*")
        assert name in page.locator("h1").inner_text()
        chief.look(narrow=True, label="a customer within the list")
        page.keyboard.press("Escape")
        page.wait_for_url("**" + OPENED[:12] + "*")
        assert "grade=B" in page.url
        box = page.locator("[name=row]").nth(3)
        box.focus()
        page.keyboard.press("Enter")  # opens the row, and sends no form
        page.wait_for_url("**/customers/*/?list=*")
        page.go_back()

        page.evaluate("localStorage.setItem('keys', 'off')")
        page.goto(OPENED)
        page.keyboard.press("j")
        page.keyboard.press("x")
        assert not ticked(page)
        chief.context.close()


def test_many_rows_by_the_finger(site, browser):
    with watched("many rows on the phone") as eyes:
        chief = Visitor(browser, site, "chief", eyes).sign_in()
        page = chief.page
        page.set_viewport_size(NARROW)
        page.goto("/customers/?view=all&grade=C")
        for place in (0, 2):
            page.locator("[name=row]").nth(place).click()
        assert page.locator("button[data-move='customers.revise']").is_visible()
        with page.expect_navigation():
            page.click("button[data-move='customers.revise']")
        chief.look(label="grade, before it is chosen")
        page.select_option("[name=grade]", "A")
        with page.expect_navigation():
            page.click("button[data-move='lists.look_over']")
        chief.look(label="grade, looked over")
        with page.expect_navigation():
            page.click("button[data-move='customers.revise']")
        chief.look(label="grade, done")
        assert page.locator("main tbody tr").count() == 2
        with page.expect_navigation():
            page.click("button[data-move='lists.undo_batch']")
        with page.expect_navigation():
            page.click("[data-back]")
        assert "grade=C" in page.url
        chief.context.close()


def test_views_and_the_board(site, browser):
    with watched("views and boards") as eyes:
        li = Visitor(browser, site, "li", eyes).sign_in()
        page = li.page
        page.goto("/contracts/?view=all&kind=sales&layout=board")
        li.look(dark=True, narrow=True, label="contracts as a board")
        page.locator("article [data-dialog]").first.click()
        page.wait_for_selector("dialog[open] h2")
        li.look(label="a card's menu")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.click("main a[data-move='lists.save_view']")
        li.fill(name="Sales <b>board</b>")
        page.check("[name=is_default]")
        li.look(narrow=True, label="keep a view")
        with page.expect_navigation():
            page.click("main button[data-move='lists.save_view']")
        page.goto("/contracts/")
        assert "layout=board" in page.url and page.locator("[aria-current=page]", has_text="Sales <b>").count() == 1
        with page.expect_navigation():
            page.click("main a[data-move='lists.revise_view']")
        page.click("main a[data-move='lists.drop_view']")
        page.wait_for_selector("dialog[open] button[data-move='lists.drop_view']")
        with page.expect_navigation():
            page.click("dialog[open] button[data-move='lists.drop_view']")
        assert page.locator(".bz-views", has_text="Sales <b>").count() == 0
        li.context.close()


def test_without_scripts(site, browser):
    with watched("lists without scripts") as eyes:
        li = Visitor(browser, site, "li", eyes, scripts=False).sign_in()
        page = li.page
        page.goto("/customers/?view=mine")
        page.locator("[name=row]").nth(1).click()
        page.click("button[data-move='customers.release']")
        expect(page.locator("main tbody tr")).to_have_count(1)  # once the page is there
        page.goto("/customers/columns/")
        page.check("[name=show_region]")
        page.click("main button[data-move='lists.choose_columns']")
        assert "/customers/?" in page.url or page.url.endswith("/customers/")
        page.goto("/contracts/?layout=board")
        page.locator("article [data-dialog]").first.click()
        assert page.url.endswith("/moves/")
        li.context.close()
