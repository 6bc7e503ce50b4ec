"""The box on top while somebody types: by the keyboard, by the mouse, by the finger, with an input method, without
scripts."""

import pytest

from tests.browser.visits import NARROW, Visitor, watched

pytestmark = pytest.mark.browser
BOX, OPTION, LIST = "[data-offers]", "#offers [role=option]", "#offers"
WORD = "有限"


def chosen(page) -> str:
    """The id of the option that is told to be the active one, which alone looks chosen."""
    told = page.get_attribute(BOX, "aria-activedescendant")
    looks = page.evaluate("[...document.querySelectorAll('#offers [aria-selected=true]')].map(o => o.id)")
    assert looks == ([told] if told else [])
    return told or ""


def is_open(page) -> bool:
    shown = page.locator(LIST).is_visible()
    assert page.get_attribute(BOX, "aria-expanded") == str(shown).lower()
    return shown


def open_by(page, text: str = WORD) -> None:
    page.keyboard.press("/")
    page.fill(BOX, "")
    page.locator(BOX).press_sequentially(text, delay=20)
    page.wait_for_selector(OPTION)


def test_by_the_keyboard_and_the_mouse(site, browser):
    with watched("the box on top") as eyes:
        chief = Visitor(browser, site, "chief", eyes).sign_in()
        page = chief.page
        asked: list[str] = []
        page.on("request", lambda request: "suggest" in request.url and asked.append(request.url))
        page.goto("/regulation/")
        assert not is_open(page)
        open_by(page)
        assert is_open(page) and len(asked) == 1  # typed without a pause: asked once
        count = page.locator(OPTION).count()
        assert 1 < count <= 8 and str(count) in page.inner_text("form [role=status]")
        chief.look(dark=True, narrow=True, label="the box on top, open")
        page.locator(BOX).focus()
        assert chosen(page) == ""
        if not is_open(page):
            page.keyboard.press("ArrowDown")
            page.wait_for_selector(OPTION)
        ids = page.evaluate("[...document.querySelectorAll('#offers [role=option]')].map(o => o.id)")
        seen = []
        for key in ["ArrowDown"] * (count + 2) + ["ArrowUp"] * 3:
            page.keyboard.press(key)
            seen.append(chosen(page))
        assert seen == [*ids, "", ids[0], "", ids[-1], ids[-2]]
        page.keyboard.press("Escape")
        assert not is_open(page) and page.input_value(BOX) == WORD and page.url.endswith("/regulation/")
        page.keyboard.press("ArrowDown")
        page.wait_for_selector(OPTION)
        page.keyboard.press("ArrowDown")
        where = page.get_attribute(f"#{chosen(page)}", "href")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{where}")

        open_by(page)
        page.keyboard.press("Enter")  # without a choice: the list, as ever
        page.wait_for_url("**/customers/?q=*")
        open_by(page)
        where = page.get_attribute(OPTION, "href")
        page.locator(OPTION).first.click()
        page.wait_for_url(f"**{where}")
        open_by(page)
        page.keyboard.press("Tab")
        assert not is_open(page)
        page.fill(BOX, "qqxxzz")
        page.wait_for_selector(OPTION, state="detached")
        assert not is_open(page)
        chief.context.close()


def test_nothing_is_asked_while_an_input_method_composes(site, browser):
    with watched("the box on top, composing") as eyes:
        chief = Visitor(browser, site, "chief", eyes).sign_in()
        page, asked = chief.page, []
        page.on("request", lambda request: "suggest" in request.url and asked.append(request.url))
        page.focus(BOX)
        ime = page.context.new_cdp_session(page)
        for text in ("y", "yo", "you'x", "you'xian"):
            ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
            page.wait_for_timeout(200)
        assert asked == []
        ime.send("Input.insertText", {"text": WORD})
        page.wait_for_selector(OPTION)
        assert len(asked) == 1
        chief.context.close()


def test_by_the_finger_and_without_scripts(site, browser):
    with watched("the box on top, on the phone") as eyes:
        chief = Visitor(browser, site, "chief", eyes).sign_in()
        page = chief.page
        page.set_viewport_size(NARROW)
        page.goto("/")
        page.locator(BOX).press_sequentially(WORD)
        page.wait_for_selector(OPTION)
        box = page.locator(LIST).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"]
        assert all(o.bounding_box()["height"] >= 42 for o in page.locator(OPTION).all())
        where = page.get_attribute(OPTION, "href")
        page.locator(OPTION).first.click()
        page.wait_for_url(f"**{where}")
        state = chief.context.storage_state()
        chief.context.close()
        plain = browser.new_context(base_url=site.address, storage_state=state, java_script_enabled=False).new_page()
        plain.goto("/")
        plain.fill(BOX, WORD)
        plain.press(BOX, "Enter")
        plain.wait_for_url("**/customers/?q=*")
        plain.context.close()
