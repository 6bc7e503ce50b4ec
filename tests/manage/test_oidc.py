"""Signing in by another house's word, against a provider on this machine that also lies."""

import base64
import json
import re
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.sessions.models import Session
from django.test import Client

from bizdept.audit.models import AuditEntry
from bizdept.manage import oidc
from bizdept.manage.actions.accounts import open_account
from bizdept.manage.views.oidc import TRIES
from bizdept.people.actor import Actor
from bizdept.people.models import OneTimeCode, User
from bizdept.web import guesses
from tests.company import DAY, NOW, fresh
from tests.manage.conftest import PASSWORD, press, text
from tests.manage.test_lockout import code_of_the_moment
from tests.manage.test_sessions import later

pytestmark = pytest.mark.django_db
BACK = "/accounts/oidc/back/"
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _n in range(2)]


def packed(value) -> str:
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Provider(ThreadingHTTPServer):
    """It vouches for `claims` with `key`, in a token whose header is `header`."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.key, self.header, self.claims, self.asked = KEYS[0], {"alg": "RS256", "kid": "k"}, {}, {}
        self.redeemed: list[dict] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def token(self) -> str:
        facts = {"iss": self.issuer, "aud": "bizdept", "exp": NOW.timestamp() + 300, "nonce": self.asked["nonce"]}
        said = f"{packed(self.header)}.{packed(facts | self.claims)}"
        return f"{said}.{packed(self.key.sign(said.encode(), PKCS1v15(), SHA256()))}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        if self.path.endswith("/openid-configuration"):
            self.say({
                "issuer": server.issuer, "authorization_endpoint": f"{server.issuer}/authorize",
                "token_endpoint": f"{server.issuer}/token", "jwks_uri": f"{server.issuer}/keys",
            })  # fmt: skip
        else:
            public = KEYS[0].public_key().public_numbers()
            number = {"n": packed(public.n.to_bytes(256)), "e": packed(public.e.to_bytes(3))}
            self.say({"keys": [{"kty": "RSA", "kid": "k", "alg": "RS256"} | number]})

    def do_POST(self):
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.redeemed.append({name: values[0] for name, values in body.items()} | dict(self.headers))
        self.say({"id_token": self.server.token()})

    def say(self, told: dict):
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        pass


@pytest.fixture
def provider(house, settings):
    with Provider() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
            provider.issuer,
            "bizdept",
            "s3cret",
        )
        settings.OIDC_NAME, settings.SITE_URL = "House of keys", "http://testserver"
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        yield provider
        provider.shutdown()


@pytest.fixture
def browser() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def go(client: Client, provider: Provider, **changed):
    """There and back, as a browser goes; the provider vouches for `provider.claims`."""
    there = urlsplit(client.get("/accounts/oidc/")["Location"])
    provider.asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    return client.get(BACK, {"code": "c0de", "state": provider.asked["state"]} | changed)


def again(client: Client, provider: Provider, then: str = "/accounts/2fa/totp/activate/", **claims):
    """The provider is asked once more who sits here, and vouches for `claims` besides."""
    there = client.get("/accounts/oidc/again/", {"next": then})
    if "/authorize" not in there.get("Location", ""):
        return there
    provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(there["Location"]).query).items()}
    provider.claims = {"preferred_username": "chief", "auth_time": NOW.timestamp()} | claims
    return client.get(BACK, {"code": "c0de", "state": provider.asked["state"]})


def is_in(client: Client) -> bool:
    return client.get("/notices/").status_code == 200


def test_who_has_an_open_account_comes_in(house, provider, browser):
    provider.claims = {"preferred_username": "Li"}
    assert go(browser, provider)["Location"] == "/"
    assert is_in(browser) and browser.session["_auth_user_id"] == str(house.li.pk)
    redeemed = provider.redeemed[0]
    challenge = packed(sha256(redeemed["code_verifier"].encode()).digest())
    assert challenge == provider.asked["code_challenge"] and redeemed["Authorization"].startswith("Basic ")
    assert AuditEntry.objects.get(action="account.by_oidc").record == f"people.user:{house.li.pk}"


def test_no_account_is_made_and_a_closed_one_stays_out(house, provider, browser):
    people = User.objects.count()
    provider.claims = {"preferred_username": "stranger"}
    go(browser, provider)
    assert not is_in(browser) and User.objects.count() == people
    User.objects.filter(pk=house.li.pk).update(is_active=False)
    for claims in ({"preferred_username": "li"}, {"preferred_username": ""}, {}):
        provider.claims = claims
        answer = go(browser, provider)
        assert answer["Location"] == "/accounts/login/" and not is_in(browser)
    assert "No open account here" in text(browser.get("/accounts/login/"))


def test_an_address_counts_where_it_is_verified_and_one_persons(house, provider, browser, settings):
    settings.OIDC_CLAIM = "email"
    User.objects.filter(pk=house.li.pk).update(email="li@house.example")
    for claims, comes_in in (
        ({"email": "li@house.example"}, False),
        ({"email": "li@house.example", "email_verified": "true"}, False),
        ({"email": "LI@house.example", "email_verified": True}, True),
    ):
        provider.claims = claims
        client = Client()
        go(client, provider)
        assert is_in(client) is comes_in, claims
    User.objects.filter(pk=house.zhao.pk).update(email="li@house.example")
    go(browser, provider)
    assert not is_in(browser)


def other_key(provider):
    provider.key = KEYS[1]


def no_seal(provider):
    provider.header = {"alg": "none", "kid": "k"}


def shared_secret(provider):
    provider.header = {"alg": "HS256", "kid": "k"}


def unknown_key(provider):
    provider.header = {"alg": "RS256", "kid": "other"}


def for_others(provider):
    provider.claims |= {"aud": "another"}


def by_way_of_others(provider):
    provider.claims |= {"aud": ["bizdept", "another"], "azp": "another"}


def of_others(provider):
    provider.claims |= {"iss": "https://other.example"}


def run_out(provider):
    provider.claims |= {"exp": NOW.timestamp() - 121}


def of_another_try(provider):
    provider.claims |= {"nonce": "another"}


def without_end(provider):
    provider.claims |= {"exp": None}


def not_yet(provider):
    provider.claims |= {"nbf": NOW.timestamp() + 121}


LIES = [
    other_key, no_seal, shared_secret, unknown_key, for_others, by_way_of_others, of_others, run_out, of_another_try,
    without_end, not_yet,
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_a_word_that_does_not_count_lets_nobody_in(house, provider, browser, lie):
    provider.claims = {"preferred_username": "li"}
    lie(provider)
    assert go(browser, provider)["Location"] == "/accounts/login/"
    assert not is_in(browser)


def test_an_answer_counts_once_for_the_browser_that_asked_and_not_for_long(house, provider, browser):
    provider.claims = {"preferred_username": "li"}
    go(browser, provider, state="another")
    assert not is_in(browser) and provider.redeemed == []
    state = provider.asked["state"]
    for client in (browser, Client()):
        client.get(BACK, {"code": "c0de", "state": state})
        assert not is_in(client)
    there = urlsplit(browser.get("/accounts/oidc/")["Location"])
    provider.asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    with later(11):
        browser.get(BACK, {"code": "c0de", "state": provider.asked["state"]})
        assert not is_in(browser) and provider.redeemed == []
    for bad in ("?error=access_denied", "", "?code=%00&state=%00", f"?state={state}&code={'x' * 5000}"):
        assert browser.get(f"{BACK}{bad}").status_code == 302


def test_the_second_factor_is_asked_for_all_the_same(house, provider, browser, settings):
    settings.SECOND_FACTOR_POSTS = ["chief"]
    provider.claims = {"preferred_username": "chief"}
    go(browser, provider)
    assert browser.get("/notices/")["Location"] == "/accounts/2fa/totp/activate/"
    Authenticator.objects.create(user=house.chief, type="totp", data={"secret": "x"})
    again = Client()
    assert go(again, provider)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(again)


def test_unless_the_other_house_is_trusted_to_ask_for_it(house, provider, browser, settings):
    settings.SECOND_FACTOR_POSTS, settings.OIDC_MFA = ["chief"], True
    provider.claims = {"preferred_username": "chief"}
    Authenticator.objects.create(user=house.chief, type="totp", data={"secret": "x"})
    assert go(browser, provider)["Location"] == "/"
    assert is_in(browser)
    assert AuditEntry.objects.get(action="account.by_oidc").data["trusted"] == 1


SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture(params=["unknown", "none"])
def without_password(house, provider, browser, settings, request) -> Client:
    """A chief who came in by the other house, never chose a password here, and needs a second factor."""
    settings.SECOND_FACTOR_POSTS, settings.FRESH_SIGN_IN_MINUTES = ["chief"], 10
    if request.param == "unknown":
        house.chief.set_password(PASSWORD)
    else:
        house.chief.set_unusable_password()
    house.chief.must_change_password = True
    house.chief.save()
    provider.claims = {"preferred_username": "chief"}
    go(browser, provider)
    return browser


def test_who_has_no_password_sets_up_a_second_factor_by_the_other_houses_word(house, provider, without_password):
    client = without_password
    assert client.get("/notices/")["Location"] == SET_UP
    asked = client.get(SET_UP)["Location"]
    assert asked == "/accounts/oidc/again/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert again(client, provider)["Location"] == SET_UP
    assert provider.asked["prompt"] == "login" and provider.asked["max_age"] == "0"
    assert AuditEntry.objects.get(action="account.oidc_proof").actor == house.chief.pk
    content = text(client.get(SET_UP))
    secret = re.search(r'id="secret" readonly value="([A-Z2-7]+)"', content)[1]
    assert client.post(SET_UP, {"code": code_of_the_moment(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=house.chief, type="totp").exists() and is_in(client)


STALE = (
    {"auth_time": NOW.timestamp() - 121}, {"auth_time": NOW.timestamp() + 121}, {"auth_time": None},
    {"auth_time": "now"}, {"auth_time": True}, {"auth_time": float("nan")}, {"preferred_username": "li"},
)  # fmt: skip


@pytest.mark.parametrize("claims", STALE, ids=str)
def test_a_proof_that_is_old_or_somebody_elses_is_none(house, provider, without_password, claims):
    again(without_password, provider, **claims)
    assert without_password.get(SET_UP)["Location"].startswith("/accounts/oidc/again/")
    assert not AuditEntry.objects.filter(action="account.oidc_proof").exists()
    why = "another" if "preferred_username" in claims else "stale"
    assert AuditEntry.objects.get(action="account.oidc_refused").data["why"] == why


def test_the_proof_lasts_ten_minutes_and_leads_to_no_other_house(house, provider, without_password):
    for there in ("https://evil.example/", "//evil.example/", ""):
        assert again(without_password, provider, there)["Location"] == "/"
    assert without_password.get(SET_UP).status_code == 200
    with later(11):
        assert without_password.get(SET_UP)["Location"].startswith("/accounts/oidc/again/")


def test_who_has_a_proof_of_their_own_proves_by_that(house, provider, without_password, by_password, settings):
    """A password or a second factor is not gone round by whoever holds the other house's."""
    chief = User.objects.filter(pk=house.chief.pk)
    chief.update(must_change_password=False)
    person = fresh(house.chief)
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    provider.claims = {"preferred_username": "chief"}
    go(client, provider)
    assert client.get("/accounts/oidc/again/").status_code == 404
    assert client.get(SET_UP)["Location"].startswith("/accounts/reauthenticate/")
    chief.update(must_change_password=True)
    there = urlsplit(client.get("/accounts/oidc/again/")["Location"])
    provider.asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    Authenticator.objects.create(user=house.chief, type="totp", data={"secret": "x"})  # set up meanwhile elsewhere
    provider.claims = {"preferred_username": "chief", "auth_time": NOW.timestamp()}
    client.get(BACK, {"code": "c0de", "state": provider.asked["state"]})
    assert client.get("/accounts/oidc/again/").status_code == 404
    assert not AuditEntry.objects.filter(action="account.oidc_proof").exists()


def test_decisions_show_the_way_to_who_has_nothing_to_type(house, provider, browser, settings):
    settings.FRESH_SIGN_IN_MINUTES = 10
    User.objects.filter(pk=house.leader.pk).update(must_change_password=True)
    provider.claims = {"preferred_username": "leader"}
    go(browser, provider)
    page = "/manage/factors/propose/"
    assert f"/accounts/oidc/again/?next={page.replace('/', '%2F')}" in text(browser.get(page))
    assert again(browser, provider, page, preferred_username="leader")["Location"] == page
    assert 'name="proof"' not in text(browser.get(page))


def lines() -> list[tuple[str, str, str, int, dict]]:
    rows = AuditEntry.objects.filter(action="account.oidc_refused").order_by("seq")
    return [(row.data["why"], row.record, row.address, row.actor, row.data) for row in rows]


def test_each_refused_try_leaves_a_line_that_says_why_and_nothing_else(house, provider, browser):
    User.objects.filter(pk=house.zhao.pk).update(is_active=False)
    for claims in ({"preferred_username": "stranger"}, {"preferred_username": "zhao"}, {}):
        provider.claims = claims
        go(browser, provider)
    go(browser, provider, state="another")
    browser.get(BACK, {"error": "access_denied"})
    provider.claims = {"preferred_username": "li"}
    there = urlsplit(browser.get("/accounts/oidc/")["Location"])
    provider.asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    with later(11):
        browser.get(BACK, {"code": "c0de", "state": provider.asked["state"]})
    for lie in (of_another_try, run_out, other_key):
        lie(provider)
        go(browser, provider)
        provider.claims = {"preferred_username": "li"}
    nobody = "people.user:0"
    assert [line[:4] for line in lines()] == [
        ("unknown", nobody, "", 0), ("left", f"people.user:{house.zhao.pk}", "", 0), ("unknown", nobody, "", 0),
        ("state", nobody, "", 0), ("state", nobody, "", 0), ("expired", nobody, "", 0),
        ("nonce", nobody, "", 0), ("token", nobody, "", 0), ("token", nobody, "", 0),
    ]  # fmt: skip
    assert all(set(line[4]) == {"why"} for line in lines())


def test_a_code_that_waits_for_its_half_is_told_in_the_line(house, provider, browser):
    OneTimeCode.objects.create(person=house.li, made_at=NOW, ends_at=NOW + DAY, seed="waits")
    provider.claims = {"preferred_username": "li"}
    go(browser, provider)
    assert lines()[0][:2] == ("code", f"people.user:{house.li.pk}")


def test_refused_tries_are_counted_as_wrong_passwords_are(house, provider, browser):
    for _n in range(guesses.PER_ADDRESS + 5):
        Client().get(BACK, {"code": "c0de", "state": "x"})
    assert len(lines()) == guesses.PER_ADDRESS
    provider.claims = {"preferred_username": "li"}
    go(browser, provider)
    assert not is_in(browser) and provider.redeemed == []
    assert "Too many tries" in text(browser.get("/accounts/login/"))
    with later(16):
        provider.claims |= {"exp": NOW.timestamp() + 2000}
        go(browser, provider)
        assert is_in(browser)


def test_a_password_that_was_never_chosen_is_not_asked_for(house, provider, browser):
    User.objects.filter(pk=house.li.pk).update(must_change_password=True)
    OneTimeCode.objects.create(person=house.li, made_at=NOW - 9 * DAY, ends_at=NOW - DAY, seed="")
    provider.claims = {"preferred_username": "li"}
    go(browser, provider)
    assert is_in(browser)


def test_the_button_is_there_where_it_is_set_up(house, provider, browser, settings):
    assert "Sign in with House of keys" in text(browser.get("/accounts/login/"))
    settings.OIDC_ISSUER = ""
    content = text(browser.get("/accounts/login/"))
    assert "House of keys" not in content and 'name="password"' in content
    assert browser.get("/accounts/oidc/").status_code == browser.get(BACK).status_code == 404


def test_a_provider_that_is_away_or_another_leaves_the_password(house, provider, browser, settings):
    for issuer in (provider.issuer + "/elsewhere", "http://127.0.0.1:9", "http://house.example", "ftp://x"):
        settings.OIDC_ISSUER = issuer
        assert browser.get("/accounts/oidc/")["Location"] == "/accounts/login/"
        assert "sign in by your password" in text(browser.get("/accounts/login/"))
    with pytest.raises(oidc.Untrusted, match="not encrypted"):
        oidc.ask("http://house.example/")


# ── what was found by attacking it


def test_a_one_time_code_in_halves_is_not_gone_round(house, provider, browser):
    """1.3.1: who opens accounts does not come into one by an identity they hold elsewhere."""
    facts = {"name": "Ghost", "username": "adm.private", "department": house.team}
    given = open_account(facts, by=Actor(house.admin), at=NOW)
    provider.claims = {"preferred_username": "adm.private"}
    go(browser, provider)
    assert not is_in(browser) and OneTimeCode.objects.get(person=given.person).seed


def test_one_hand_changes_no_address_by_which_people_sign_in(house, provider, settings, signed_in):
    settings.OIDC_CLAIM = "email"
    User.objects.filter(pk=house.li.pk).update(email="li@house.example")
    given = {"name": "li", "department": house.team.pk, "job_title": "", "phone": ""}
    given |= {"email": "adm.private@house.example"}
    assert press(signed_in(house.admin), f"/manage/people/{house.li.pk}/edit/", given).status_code == 422
    assert fresh(house.li).email == "li@house.example"


def test_a_line_is_written_once_somebody_is_in(house, provider, browser):
    Authenticator.objects.create(user=house.li, type="totp", data={"secret": "x"})
    provider.claims = {"preferred_username": "li"}
    go(browser, provider)
    assert not is_in(browser) and not AuditEntry.objects.filter(action="account.by_oidc").exists()


def test_addresses_of_the_provider_are_looked_at(house, provider, browser, monkeypatch, tmp_path):
    (tmp_path / "keys.json").write_text('{"keys": []}')
    for address in (f"file://localhost{tmp_path}/keys.json", "https://[bad/", "http://evil.example/keys"):
        with pytest.raises(oidc.Untrusted):
            oidc.ask(address)
    for described in ({}, {"authorization_endpoint": "http://evil.example/a"}):
        monkeypatch.setattr(oidc, "described", lambda told=described: {"issuer": provider.issuer} | told)
        assert browser.get("/accounts/oidc/")["Location"] == "/accounts/login/"


def test_one_address_begins_only_so_often(house, provider):
    for _n in range(TRIES):
        assert "/accounts/login/" not in Client().get("/accounts/oidc/")["Location"]
    before = Session.objects.count()
    assert Client().get("/accounts/oidc/")["Location"] == "/accounts/login/"
    assert Session.objects.count() <= before + 1
