"""How long a session lives, and what ends it at once."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bizdept.access.grants import end, grant
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Post
from tests.company import DAY, NOW, TODAY, fresh
from tests.customers.test_forms import FILLED
from tests.manage.conftest import PASSWORD, press, text

pytestmark = pytest.mark.django_db
TIMES = int(os.environ.get("DRILLS") or 3)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def li(house, by_password):
    house.li.set_password(PASSWORD)
    house.li.save()
    return by_password(house.li)


def later(minutes: float):
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def is_in(client) -> bool:
    return client.get("/notices/").status_code == 200


def test_half_an_hour_without_a_press_ends_it(li):
    assert is_in(li)
    with later(29):
        assert is_in(li)
    with later(58.9):
        assert is_in(li), "each press counts anew"
    with later(89):
        answer = li.get("/notices/")
        assert answer["Location"] == "/accounts/login/?next=/notices/"
        assert not Session.objects.exists(), "it is gone on the server too"


def test_a_session_nobody_has_used_yet_ends_too(li):
    """The press that signed in was the first."""
    assert is_in(li)
    with later(30):
        assert not is_in(li)


def test_twelve_hours_end_it_however_busy_it_is(li):
    for minute in range(0, 12 * 60, 20):
        with later(minute):
            assert is_in(li), minute
    with later(12 * 60):
        assert not is_in(li)


def test_what_was_typed_when_it_ended_is_kept(house, li):
    assert is_in(li)
    with later(31):
        answer = li.post("/customers/new/", {"name": "Long Typed Ltd", "proof": PASSWORD})
        content = text(answer, 401)
        assert "Long Typed Ltd" in content and PASSWORD not in content


def test_it_is_written_once_a_minute_at_most(li):
    assert is_in(li)
    for second, writes in ((10, 0), (59, 0), (60, 1), (100, 0), (120, 1)):
        with later(second / 60), CaptureQueriesContext(connection) as told:
            assert is_in(li)
        written = [query for query in told.captured_queries if query["sql"].startswith('UPDATE "django_session"')]
        assert len(written) == writes, second


def test_it_can_be_switched_off_and_the_day_stays(li, settings):
    settings.SESSION_IDLE_MINUTES = 0
    assert is_in(li)
    with later(11 * 60):
        assert is_in(li)
    with later(12 * 60):
        assert not is_in(li)


def test_another_password_ends_all_other_sessions_and_a_new_one_has_another_key(house, li, by_password):
    other = by_password(house.li)
    key = other.session.session_key
    assert is_in(li) and is_in(other)
    own = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    assert li.post("/accounts/password/change/", own).status_code == 302
    assert is_in(li) and not is_in(other)
    other.post("/accounts/login/", {"login": "li", "password": "another long one"})
    assert is_in(other) and other.session.session_key != key


def test_signing_out_ends_it_on_the_server(li):
    stolen = li.cookies["sessionid"].value
    li.post("/accounts/logout/")
    li.cookies["sessionid"] = stolen
    assert not is_in(li) and not Session.objects.exists()


def ended(house, by_password, signed_in, how: str, number: int) -> tuple[int, int]:
    """What an address answered before and on the very next request after a right has ended."""
    person = house.person(f"p{number}", Post.SPECIALIST, house.team)
    person.set_password(PASSWORD)
    person.save()
    client, admin = by_password(person), signed_in(house.admin)
    place = "/customers/new/"
    if how == "grant":
        customer = house.customer(name=f"Customer {number}", owner=house.zhao)
        place = f"/customers/{customer.pk}/"
        row = grant(customer, person, by=Actor(house.chief), reason="helps this week", starts=NOW, until=NOW + DAY)
    before = client.get(place).status_code
    if how == "account":
        press(admin, f"/manage/people/{person.pk}/close/")
    elif how == "post":
        press(admin, f"/manage/posts/{Appointment.objects.get(person=person).pk}/end/", {"ended_on": str(TODAY)})
    elif how == "sessions":
        press(admin, f"/manage/people/{person.pk}/sessions/")
    else:
        end(row, by=Actor(house.chief), because="it was enough", at=NOW)
    return before, client.get(place).status_code


def all_ended(house, by_password, signed_in, how: str, times: int) -> list[tuple[int, int]]:
    return [ended(house, by_password, signed_in, how, number) for number in range(times)]


ANSWERS = {"account": (200, 302), "post": (200, 403), "sessions": (200, 302), "grant": (200, 404)}


@pytest.mark.parametrize("how", list(ANSWERS))
def test_the_very_next_request_is_denied(house, by_password, signed_in, how):
    assert set(all_ended(house, by_password, signed_in, how, TIMES)) == {ANSWERS[how]}
    if how == "account":
        assert not fresh(house.li.__class__.objects.get(username="p0")).is_active


@pytest.mark.parametrize(
    "host, https, is_told",
    [
        ("localhost:8000", False, False), ("127.0.0.1:8000", False, False), ("[::1]:8000", False, False),
        ("192.168.1.5:8000", False, True), ("bizdept.lan", False, True), ("bizdept.lan", True, False),
        ("127.0.0.1.example.com", False, True),
    ],
)  # fmt: skip
def test_a_connection_that_others_can_read_is_called_unsafe(house, client, settings, host, https, is_told):
    settings.ALLOWED_HOSTS = ["*"]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    content = text(client.get("/accounts/login/", headers={"Host": host}, secure=https))
    assert ("Not safe" in content) == is_told


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_for_tls_alone_only_where_there_is_tls(house, client, settings, https):
    """Plain HTTP in the house's own network must work, or nobody could begin."""
    settings.HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = https
    house.li.set_password(PASSWORD)
    house.li.save()
    client.get("/accounts/login/", secure=https)
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD}, secure=https)
    for name in ("sessionid", "csrftoken", "device"):
        assert bool(client.cookies[name]["secure"]) == https, name
        assert client.cookies[name]["samesite"] == "Lax"
    assert client.cookies["sessionid"]["httponly"] and client.cookies["device"]["httponly"]


def test_over_tls_every_cookie_is_this_hosts_alone():
    """Read as the house starts: names that a browser takes over TLS, without a domain and for the whole host only."""
    read = (
        "import django; django.setup(); from django.conf import settings as s; from bizdept.web.kept import Cookie; "
    )
    read += "from bizdept.manage import devices; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, devices.COOKIE, "
    read += "s.LANGUAGE_COOKIE_NAME, Cookie.cookie_name, s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN, "
    read += "s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE)"
    facts = os.environ | {"HTTPS": "1", "DJANGO_SETTINGS_MODULE": "bizdept.settings"}
    told = subprocess.run([sys.executable, "-c", read], env=facts, capture_output=True, text=True, check=True)
    *names, session, token, path, other, is_secure = told.stdout.split()
    assert len(names) == 5 and all(name.startswith("__Host-") for name in names)
    assert (session, token, path, other, is_secure) == ("None", "None", "/", "/", "True")


def test_what_is_said_on_the_next_page_is_kept_on_the_server(house, li):
    assert press(li, "/customers/new/", FILLED).status_code == 302
    assert "_messages" in li.session and not li.cookies.get("messages")
    assert len(li.get("/customers/").context["messages"]) == 1


def test_signing_out_clears_what_the_browser_keeps_of_pages(li):
    assert li.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in li.get("/accounts/login/")


def test_signing_in_begins_another_session(house, client):
    """A key that somebody planted before is worth nothing afterwards."""
    house.li.set_password(PASSWORD)
    house.li.save()
    client.session.save()  # one without a person
    planted = client.cookies["sessionid"].value
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert is_in(client) and client.cookies["sessionid"].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_signing_in_never_leads_away(house, client, address):
    house.li.set_password(PASSWORD)
    house.li.save()
    answer = client.post(f"/accounts/login/?next={address}", {"login": "li", "password": PASSWORD, "next": address})
    assert answer["Location"] == "/"
