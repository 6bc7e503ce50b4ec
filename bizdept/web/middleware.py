"""What is true of every request and answer: where it comes from, its language, that it is not stored, and that a
fragment never swallows a page."""

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

SHUT = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"  # of what is no page
PERMISSIONS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


class Proxies:
    """REMOTE_ADDR is whoever asked the outermost of our own PROXIES, as that one says; what is left of it is hearsay.

    Where there is no such word, as when something asks past the proxies, the address stays the one that it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if settings.PROXIES and len(hops) >= settings.PROXIES:
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = plain_address(hops[-settings.PROXIES])
        return self.get_response(request)


def plain_address(text: str) -> str:
    """An address as it is written shortest: without port, brackets and zone, IPv4 not as IPv6. Raises ValueError."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    parsed = ipaddress.ip_address(text.partition("%")[0])
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


class NeverStored:
    """Nothing that a signed-in person sees stays in a cache: office computers are shared."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}"):
            add_never_cache_headers(response)
        return response


class Language:
    """The person's own language, else the browser's cookie, else Simplified Chinese: never a guess from headers."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def chosen(self, request) -> str:
        own = getattr(request.user, "language", "") if request.user.is_authenticated else ""
        for language in (own, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
            if language in self.known:
                return language
        return settings.LANGUAGE_CODE

    def __call__(self, request):
        language = self.chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class Fragments:
    """A redirect that answers a fragment's request moves the whole page, or the next page would land in a dialog."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.htmx:
            return response
        patch_vary_headers(response, ["HX-Request"])
        if response.status_code not in (301, 302, 303) or urlsplit(response["Location"]).netloc:
            return response
        whole = HttpResponse(headers={"HX-Redirect": response["Location"]})
        whole.cookies = response.cookies
        return whole
