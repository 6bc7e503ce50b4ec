"""Pictures of the key pages as the posts see them: `make shots`, into docs/pictures; PAGES=all for every one.

The demo company runs for it in a folder of its own; what is in DATA_DIR is not touched.
"""

import io
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.papers import customer_list
from tests.browser.site import PASSWORD, ROOT, Site, serving
from tests.browser.visits import NARROW, WIDE, chromium

PLACE = ROOT / "docs/pictures"
LARGEST = 150_000  # bytes of a picture
KEPT = [  # name, who, where, phone, language, dark: what the README and the guides show
    ("desk", "chief", "/", False, "", False),
    ("desk-phone", "chief", "/", True, "", False),
    ("customers", "li", "/customers/", False, "", False),
    ("customer", "li", "customer", False, "", False),
    ("contract", "chief", "waiting", False, "", False),
    ("approvals", "chief", "inbox", False, "", False),
    ("import", "li", "import", False, "", False),
    ("english", "chief", "/", False, "en", False),
]
MORE = [
    (f"{name}-{who}{'-phone' if phone else ''}", who, where, phone, "", False)
    for name, where in {
        "desk": "/",
        "contracts": "/contracts/",
        "customers": "/customers/",
        "inbox": "/inbox/",
    }.items()
    for who in ("chief", "li", "legal", "assistant", "admin")
    for phone in (False, True)
] + [
    ("customer-phone", "li", "customer", True, "", False),
    ("contract-phone", "chief", "waiting", True, "", False),
    ("draft", "li", "/contracts/new/", False, "", False),
    ("draft-phone", "li", "/contracts/new/", True, "", False),
    ("import-phone", "li", "import", True, "", False),
    ("people", "admin", "/manage/", False, "", False),
    ("people-phone", "admin", "/manage/", True, "", False),
    ("notices", "li", "/notices/", False, "", False),
    ("regulation", "chief", "/regulation/", False, "", False),
    ("english-contract", "chief", "waiting", False, "en", False),
    ("dark", "chief", "/", False, "", True),
    ("dark-contract", "chief", "waiting", False, "", True),
    ("dark-phone", "chief", "/", True, "", True),
]


def main() -> None:
    wanted = KEPT + (MORE if os.environ.get("PAGES") == "all" else [])
    with tempfile.TemporaryDirectory(prefix="bizdept-shots-") as folder, serving(Path(folder) / "data") as site:
        take_all(site, wanted, Path(os.environ.get("INTO") or PLACE), Path(folder))


def take_all(site: Site, wanted: list[tuple], place: Path, folder: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = chromium(play)
        pages: dict[str, Page] = {}
        for name, who, where, phone, language, dark in wanted:
            if who not in pages:
                pages[who] = sign_in(browser, site, who)
            page = pages[who]
            page.set_viewport_size(NARROW if phone else WIDE)
            choose(page, "language", language or "zh-hans")
            choose(page, "theme", "dark" if dark else "light")
            open_page(page, where, folder)
            keep(page.screenshot(full_page=phone), place / f"{name}.png")
        browser.close()


def sign_in(browser, site: Site, who: str) -> Page:
    page = browser.new_context(base_url=site.address, locale="zh-CN", reduced_motion="reduce").new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button.btn-primary")
    return page


def choose(page: Page, what: str, value: str) -> None:
    """Language and theme as their buttons send them."""
    token = page.get_attribute("meta[name=csrf-token]", "content")
    form = {"csrfmiddlewaretoken": token, what: value, "next": "/"}
    page.request.post(f"/preferences/{what}/", form=form, max_redirects=0, max_retries=3)


def open_page(page: Page, where: str, folder: Path) -> None:
    """An address, or one of the pages that have none of their own."""
    if where in ("inbox", "waiting"):
        open_what_is_ripe(page)
        if where == "waiting":
            page.goto(page.get_attribute(".pane a[href^='/contracts/']", "href"))
    elif where == "customer":
        page.goto("/contracts/?state=signed")
        page.click("tbody tr[data-record] a")
        page.click("main .sub a[href^='/customers/']")
    elif where == "import":
        page.goto("/customers/import/")
        page.set_input_files("[name=file]", customer_list(folder, "新")[0])
        page.click("[data-move='imports.begin']")
        page.click("[data-move='imports.match']")
        page.wait_for_selector("[data-move='imports.run']")
    else:
        page.goto(where)
    page.wait_for_load_state("networkidle")


def open_what_is_ripe(page: Page) -> None:
    """The first in the inbox that can be agreed to: all opinions are in."""
    page.goto("/inbox/")
    addresses = [link.get_attribute("href") for link in page.locator(".bz-inbox .l a.bz-li").all()]
    for address in addresses:
        page.goto(f"/inbox/{address}")
        if page.locator(".r a[data-move='contracts.approve']").count():
            return


def keep(picture: bytes, place: Path) -> None:
    """In as few colours as it needs to stay small, where Pillow is there to do it."""
    try:
        from PIL import Image  # noqa: PLC0415  only pictures want it
    except ImportError:
        place.write_bytes(picture)
        return
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        full = Image.open(io.BytesIO(picture)).convert("RGB")
        in_few_colours(full, colours).save(small, "PNG", optimize=True)
        if small.tell() < LARGEST:
            break
    place.write_bytes(small.getvalue())
    print(f"{place.name}: {small.tell() // 1000} kB", flush=True)


def in_few_colours(full, count: int):
    """The commonest colours stay as they are, so that no surface is tinted; a quarter is for the rare ones."""
    from PIL import Image  # noqa: PLC0415  only pictures want it

    found = [colour for _times, colour in sorted(full.getcolors(1 << 24), reverse=True)]
    rare = full.quantize(count // 4, Image.Quantize.MAXCOVERAGE).getpalette()[: count // 4 * 3]
    palette = found[: count * 3 // 4] + list(zip(*[iter(rare)] * 3, strict=True))
    places = {colour: place for place, colour in reversed(list(enumerate(palette)))}
    for colour in found:
        if colour not in places:
            away = [sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)) for other in palette]
            places[colour] = away.index(min(away))
    raw = full.tobytes()
    pixels = zip(raw[::3], raw[1::3], raw[2::3], strict=True)
    small = Image.frombytes("P", full.size, bytes(places[colour] for colour in pixels))
    small.putpalette([part for colour in palette for part in colour])
    return small


if __name__ == "__main__":
    main()
