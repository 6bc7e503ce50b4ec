"""PDFs from templates, by WeasyPrint: nothing is fetched but our own fonts."""

import importlib
import threading
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

FONTS = {
    "bizsans": ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"),
    "bizserif": ("NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf"),
}
TURN = threading.Lock()  # Pango's font map is one for the process


class NoPrinter(RuntimeError):
    """WeasyPrint can't be used here; the message says in a sentence what is to be installed."""


@cache
def weasyprint():
    """The library, imported when it is first needed: without Pango everything but PDFs works."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        sentence = _("PDFs can't be made here: install Pango (libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0).")
        raise NoPrinter(sentence) from error


def fonts_dir() -> Path:
    return settings.BASE_DIR / "static" / "vendor" / "fonts"


@cache
def fetcher():
    """A fetcher that knows our own fonts by name and refuses every other address, redirects too."""
    urls = importlib.import_module("weasyprint.urls")
    base: type = urls.URLFetcher

    class OwnAssets(base):
        def fetch(self, url, headers=None):
            name = url.removeprefix("font:")
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            if name == url or "/" in name or not (fonts_dir() / name).is_file():
                raise ValueError(f"Not an asset of this house: {url[:80]}")
            return urls.URLFetcherResponse(url, (fonts_dir() / name).read_bytes(), {"Content-Type": "font/ttf"})

    return OwnAssets(allowed_protocols=["data"], allow_redirects=False)


def qr(text: str) -> str:
    """A QR code of a text as an address that a template can draw."""
    return segno.make(text, error="m").svg_data_uri(border=0, scale=4)


def font_faces() -> str:
    """The @font-face rules for whole fonts: slices print wrong characters, and subsets lack rare names."""
    rules = []
    for family, files in FONTS.items():
        for weight, name in zip((400, 700), files, strict=True):
            rules.append(f"@font-face {{font-family: {family}; font-weight: {weight}; src: url(font:{name})}}")
    return "\n".join(rules)


def render(template: str, context: dict, sheet: str = "print/contract.css") -> bytes:
    """A PDF of a template, drawn with the named style sheet of static/. Raises NoPrinter."""
    library = weasyprint()
    html = render_to_string(template, context)
    style = font_faces() + (settings.BASE_DIR / "static" / sheet).read_text()
    with TURN:
        fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        css = library.CSS(string=style, font_config=fonts, url_fetcher=fetcher())
        document = library.HTML(string=html, url_fetcher=fetcher(), base_url="data:")
        return document.write_pdf(stylesheets=[css], font_config=fonts)
