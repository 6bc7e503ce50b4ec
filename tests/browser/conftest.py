"""One server and one Chromium for all the walks."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.site import serving
from tests.browser.visits import chromium


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("site") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as play:
        opened = chromium(play)
        yield opened
        opened.close()
