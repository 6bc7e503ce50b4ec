"""Every page that a post can reach by links, looked at once for each shape it takes."""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.browser.visits import Visitor, watched
from tests.house.doors import addresses

pytestmark = pytest.mark.browser
POSTS = ["chief", "li", "legal", "assistant", "leader", "officer", "personnel", "admin"]
MOST = 2  # pages of one address for one post: their states differ
SHAPES = 1  # of one address that axe looks at; the HTML is checked in each
PAPERS = {"home:file", "contracts:version_pdf", "contracts:review_sheet", "customers:card"}
SHAPE = re.compile(r'<(\w+)(?:[^>]*? class="([^"]*)")?')
LINK = re.compile(r'href="(/[^"#]*)')


def test_every_page_that_anybody_reaches(site, browser):
    seen: set[str] = set()
    with watched("pages") as eyes:
        shapes: dict[str, set[str]] = defaultdict(set)
        for post in POSTS:
            seen |= walk_all(Visitor(browser, site, post, eyes).sign_in(), shapes)
        stranger = Visitor(browser, site, "", eyes)
        stranger.go("/accounts/login/", dark=True, narrow=True)
        stranger.context.close()
    assert "contracts:detail" in seen and "manage:person" in seen
    print("never reached by a link:", sorted(addresses() - seen))


def walk_all(person: Visitor, shapes: dict[str, set[str]]) -> set[str]:
    """Follow every link from the desk on; a shape of a page that nobody had yet is looked at."""
    waiting, known, visits = ["/"], {"/"}, {}
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if not name or name in PAPERS or "export=" in address or visits.get(name, 0) >= MOST:
            continue
        visits[name] = visits.get(name, 0) + 1
        answer = person.page.request.get(address, max_retries=3)
        assert answer.status < 500, f"{person.name} {address}: {answer.status}"
        if "text/html" not in answer.headers.get("content-type", "") or not answer.ok:
            continue
        text = answer.text()
        if (shape := shape_of(text)) not in shapes[name]:
            shapes[name].add(shape)
            if len(shapes[name]) <= SHAPES:
                person.go(address)
            else:
                person.eyes.html.setdefault(f"{address} as {person.name}", text)
        found = [link.replace("&amp;", "&") for link in LINK.findall(text)]
        waiting += [link for link in dict.fromkeys(found) if link not in known]
        known |= set(found)
    return set(visits)


def shape_of(text: str) -> str:
    """Which elements of which classes a page's main part consists of, how many there be."""
    main = text[text.find("<main") :]
    return repr(sorted(set(SHAPE.findall(main))))


def name_of(address: str) -> str:
    """The name of an address of ours, nothing for static files."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
