"""Where a request comes from: our own proxies are believed, and nobody else."""

import pytest
from django.test import Client, RequestFactory

from bizdept.web.middleware import Proxies, plain_address

PROXY = "10.0.0.9"


def seen(proxies: int, header: str | None, settings) -> str:
    """The address that the pages see of a request that comes by the proxy."""
    settings.PROXIES = proxies
    more = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, **more)
    Proxies(lambda request: None)(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    "proxies, header, address",
    [
        (0, "203.0.113.7", PROXY),  # without a proxy of ours, anybody may have written it
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.2.3.4, 203.0.113.7", "203.0.113.7"),  # what the visitor wrote stands before what the proxy did
        (2, "1.2.3.4, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (2, "203.0.113.7", PROXY),  # past one of the two
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, "203.0.113.7, <script>", PROXY),
    ],
)
def test_only_our_own_proxies_are_believed(proxies, header, address, settings):
    assert seen(proxies, header, settings) == address


@pytest.mark.parametrize(
    "written, plain",
    [
        ("203.0.113.7:51234", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:0db8:0000::0001", "2001:db8::1"),
        (" fe80::1%eth0 ", "fe80::1"),
    ],
)
def test_an_address_is_written_one_way(written, plain):
    assert plain_address(written) == plain


@pytest.mark.django_db
def test_those_behind_one_proxy_do_not_lock_each_other_out(company, settings):
    settings.PROXIES = 1
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def is_refused(number: int, whence: str) -> bool:
        client = Client()
        client.cookies["django_language"] = "en"
        data = {"login": f"person{number}", "password": "wrong"}
        answer = client.post("/accounts/login/", data, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=whence)
        return "Too many wrong tries" in answer.content.decode()

    assert [is_refused(number, "203.0.113.7") for number in range(31)] == [False] * 30 + [True]
    assert not is_refused(99, "203.0.113.8")
