"""A person at the browser, and the eyes that look at each page they come to."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

from tests.browser.site import PASSWORD, ROOT, Site

AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# WCAG 1.4.3 leaves pure decoration out: the faint mark over a core secret, which screen readers pass over
RUN_AXE = """tags => axe.run({exclude: [[".bz-wm"]]},
  {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then(
  found => found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 4).map(n => n.target.join(" ")).join(" | ")}`))"""
SET_THEME = """theme => { const html = document.documentElement.dataset; html.theme = html.bsTheme = theme; }"""
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = ["--lang=zh-CN", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium(play: Playwright) -> Browser:
    """The system's own: setup/system.py puts it there."""
    found = next(filter(None, map(shutil.which, BROWSERS)))
    return play.chromium.launch(executable_path=found, args=FLAGS)


class Eyes:
    """What was seen to be wrong, and the pages whose HTML is still to be checked."""

    def __init__(self):
        self.troubles: list[str] = []
        self.html: dict[str, str] = {}
        self.examined: set[str] = set()  # by axe: page, state, width and theme

    def look(self, page: Page, *, dark: bool = False, label: str = "") -> None:
        """Axe in light (and dark), no undefined variable, the language said, nothing that scrolls sideways."""
        name = label or f"{urlsplit(page.url).path} {page.locator('main').get_attribute('data-state') or ''}".strip()
        where = f"{name} @ {page.viewport_size['width']}"
        self.hold(page, name)
        text = page.content()
        if "!!undefined" in text:
            self.troubles.append(f"{where}: {text[text.index('!!undefined') :][:80]}")
        if page.get_attribute("html", "lang") != "zh-Hans":
            self.troubles.append(f"{where}: lang is {page.get_attribute('html', 'lang')}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.troubles.append(f"{where}: scrolls sideways")
        for theme in ("light", "dark") if dark else ("light",):
            page.evaluate(SET_THEME, theme)
            self.axe(page, f"{where} {theme}")
        page.evaluate(SET_THEME, "light")

    def axe(self, page: Page, where: str) -> None:
        if where in self.examined:
            return
        self.examined.add(where)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        self.troubles += [f"{where}: {found}" for found in page.evaluate(RUN_AXE, TAGS)]

    def hold(self, page: Page, name: str) -> None:
        """Keep the bytes as they were sent, once; a dialog or an answer to a POST as it stands in the page."""
        if name in self.html:
            return
        answer = None if page.locator("dialog[open]").count() else page.request.get(page.url, max_retries=3)
        self.html[name] = answer.text() if answer and answer.ok else page.content()

    def hear(self, message: ConsoleMessage) -> None:
        """Errors and violations of the CSP; that a page said 4xx is what the test asked for."""
        said_no = "the server responded with a status of 4" in message.text
        is_static = "/static/" in message.location.get("url", "")
        if message.type == "error" and (is_static or not said_no):
            self.troubles.append(f"console: {message.text}")

    def check_html(self) -> None:
        """All pages through the Nu checker at once."""
        if not self.html:
            return
        with tempfile.TemporaryDirectory() as folder:
            names = {}
            for number, (where, text) in enumerate(self.html.items()):
                place = Path(folder) / f"{number}.html"
                place.write_text(text, encoding="utf-8")
                names[place.name] = where
            words = ["java", "-jar", str(VNU), "--errors-only", "--exit-zero-always", "--format", "json", folder]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stderr
        for found in json.loads(said)["messages"]:
            where = names.get(Path(urlsplit(found.get("url", "")).path).name, "?")
            self.troubles.append(f"{where}: HTML: {found['message']} {found.get('extract', '')[:80]!r}")


@contextmanager
def watched(name: str) -> Iterator[Eyes]:
    """Look at everything, and at the end say all that was wrong."""
    eyes = Eyes()
    yield eyes
    eyes.check_html()
    print(f"{name}: {len(eyes.html)} pages through the HTML checker, {len(eyes.examined)} runs of axe")
    assert not eyes.troubles, "\n".join(dict.fromkeys(eyes.troubles))


class Visitor:
    """Somebody of the demo company, signed in, with a browser of their own."""

    def __init__(self, browser: Browser, site: Site, name: str, eyes: Eyes, *, scripts: bool = True):
        self.site, self.name, self.eyes, self.scripts = site, name, eyes, scripts
        self.context: BrowserContext = browser.new_context(
            base_url=site.address, viewport=WIDE, locale="zh-CN", reduced_motion="reduce", java_script_enabled=scripts
        )
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.on("console", eyes.hear)
        self.page.on("pageerror", lambda error: eyes.troubles.append(f"script: {error}"))

    def sign_in(self, window: Page | None = None) -> "Visitor":
        """Here, or in another window of the same browser."""
        page = window or self.page
        page.goto("/accounts/login/")
        page.fill("[name=login]", self.name)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.click("main button.btn-primary")
        assert "/login/" not in page.url, page.inner_text("main")
        return self

    def go(self, address: str, *, status: int = 200, dark: bool = False, narrow: bool = False) -> Response:
        """Open an address and look at it; on the phone too where asked."""
        answer = self.page.goto(address)
        assert answer.status == status, f"{self.name} {address}: {answer.status}"
        self.look(dark=dark, narrow=narrow)
        return answer

    def look(self, *, dark: bool = False, narrow: bool = False, label: str = "") -> None:
        if not self.scripts:
            return
        self.eyes.look(self.page, dark=dark, label=label)
        if narrow:
            self.page.set_viewport_size(NARROW)
            self.eyes.look(self.page, label=label)
            self.page.set_viewport_size(WIDE)

    def fill(self, **fields: object) -> None:
        """Fields by their names, in the form that is open."""
        place = "dialog[open]" if self.page.locator("dialog[open]").count() else "main"
        for name, value in fields.items():
            at = f"[name='{name.replace('__', '-')}']"
            inside = self.page.locator(place)
            if inside.locator(f"select{at}").count():
                inside.locator(at).select_option(str(value))
            elif inside.locator(f"{at}[type=radio], {at}[type=checkbox]").count():
                inside.locator(f"{at}[value='{value}']").check()
            elif inside.locator(f"{at}[type=file]").count():
                inside.locator(at).set_input_files(value)
            else:
                inside.locator(at).fill(str(value))

    def press(self, move: str) -> None:
        """A move as the page offers it: its link opens the dialog (or the page), its button sends."""
        link = self.page.locator(f"main a[data-move='{move}']").first
        if not link.is_visible():
            self.page.click("main details[data-menu] summary")
        link.click()
        self.page.wait_for_selector(f"button[data-move='{move}']:visible")

    def send(self, move: str) -> None:
        """The button that sends the form, and the page that follows."""
        place = "dialog[open]" if self.page.locator("dialog[open]").count() else "main"
        with self.page.expect_navigation():
            self.page.click(f"{place} button[data-move='{move}']")

    def record(self) -> int:
        """The number of the record whose page this is."""
        return int(self.page.get_attribute("main", "data-record").rsplit(":", 1)[1])

    def state(self) -> str:
        return self.page.get_attribute("main", "data-state")
