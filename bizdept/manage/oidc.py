"""Signing in by another house's word: OpenID Connect's code flow with PKCE, and what its token must be to count.

Of the provider's answers nothing counts but a signed token for us, for this very try, that has not run out.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import SplitResult, quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from allauth.mfa.utils import is_mfa_enabled
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.utils.crypto import constant_time_compare

from bizdept.people.models import User, UserQuerySet

PATIENCE = 10  # seconds for one answer
LARGEST = 1_000_000  # bytes of one
SLACK = timedelta(minutes=2)  # between two clocks
LASTS = timedelta(minutes=10)  # of a try
LEAST_KEY = 2048  # bits


class Untrusted(Exception):
    """What came back is no word that counts; the message is for the log, `why` the word for the chain."""

    def __init__(self, message: str, why: str = "token"):
        super().__init__(message)
        self.why = why


@dataclass(frozen=True)
class Try:
    """What ties the answer to the browser that asked: kept in its session."""

    state: str
    nonce: str
    verifier: str
    at: float
    person: int = 0  # who is signed in already, and is to show once more that it is they
    then: str = ""  # where they go on

    @classmethod
    def begun(cls, at: datetime, person: int = 0, then: str = "") -> "Try":
        state, nonce, verifier = (secrets.token_urlsafe(32) for _part in range(3))
        return cls(state, nonce, verifier, at.timestamp(), person, then)

    def is_over(self, at: datetime) -> bool:
        return not 0 <= at.timestamp() - self.at <= LASTS.total_seconds()


class NoRedirect(HTTPRedirectHandler):
    """An answer that leads elsewhere is none."""

    def redirect_request(self, *_args):
        return None


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def ask(address: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> dict:
    """What the provider says at an address. Raises Untrusted."""
    parts = split(address)
    body = urlencode(data).encode() if data else None
    request = Request(address, body, {"Accept": "application/json"} | dict(headers or {}))  # noqa: S310  asked above
    try:
        with build_opener(NoRedirect).open(request, timeout=PATIENCE) as answer:
            told = json.loads(answer.read(LARGEST))
    except (URLError, OSError, ValueError, HTTPException) as trouble:
        raise Untrusted(f"{parts.path}: {type(trouble).__name__}") from trouble
    if not isinstance(told, dict):
        raise Untrusted(f"{parts.path}: no object")
    return told


def split(address: str) -> SplitResult:
    """The parts of an address that may be asked: https, on loopback http too. Raises Untrusted."""
    try:
        parts = urlsplit(address)
        is_loopback = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    except ValueError as trouble:
        raise Untrusted("no address") from trouble
    if parts.scheme != "https" and not is_loopback:
        raise Untrusted(f"not encrypted: {parts.scheme}")
    return parts


def described() -> dict:
    """The provider's own description: its addresses. It must be of whom we asked."""
    told = ask(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration")
    if str(told.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise Untrusted("another issuer")
    return told


def way_there(one: Try, back: str) -> str:
    """Where the browser goes to be asked who sits before it."""
    challenge = base64.urlsafe_b64encode(sha256(one.verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code", "client_id": settings.OIDC_CLIENT_ID, "redirect_uri": back,
        "scope": "openid profile email", "state": one.state, "nonce": one.nonce, "code_challenge": challenge,
        "code_challenge_method": "S256",
    }  # fmt: skip
    if one.person:  # nobody is let through by being signed in there already
        query |= {"prompt": "login", "max_age": "0"}
    place = str(described().get("authorization_endpoint", ""))
    split(place)
    return f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"


def claims_for(one: Try, code: str, back: str, *, at: datetime) -> dict:
    """What the provider vouches for, once the code is given for its token. Raises Untrusted."""
    told = described()
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": one.verifier}
    who, secret = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    pair = base64.b64encode(f"{quote(who, safe='')}:{quote(secret, safe='')}".encode()).decode()
    answer = ask(str(told.get("token_endpoint", "")), data, {"Authorization": f"Basic {pair}"})
    keys = ask(str(told.get("jwks_uri", ""))).get("keys", [])
    claims = read(str(answer.get("id_token", "")), keys, one.nonce, at)
    if one.person:
        check_fresh(claims, one, at)
    return claims


def check_fresh(claims: Mapping[str, Any], one: Try, at: datetime) -> None:
    """A proof once more: the provider says itself that it asked since this try began. Raises Untrusted."""
    asked, slack = claims.get("auth_time"), SLACK.total_seconds()
    if not isinstance(asked, int | float) or not one.at - slack <= asked <= at.timestamp() + slack:
        raise Untrusted("not asked again", "stale")


def read(token: str, keys: list[dict], nonce: str, at: datetime) -> dict:
    """The claims of a token that is signed, for us, of this try, and has not run out. Raises Untrusted."""
    try:
        head, body, seal = token.split(".")
        header, claims = json.loads(plain(head)), json.loads(plain(body))
        check_seal(header, keys, f"{head}.{body}".encode(), plain(seal))
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        is_ours = settings.OIDC_CLIENT_ID in audience and claims.get("azp", settings.OIDC_CLIENT_ID) == (
            settings.OIDC_CLIENT_ID
        )
        is_theirs = str(claims["iss"]).rstrip("/") == settings.OIDC_ISSUER
        begins, ends = (datetime.fromtimestamp(moment, at.tzinfo) for moment in (claims.get("nbf", 0), claims["exp"]))
        lives = begins <= at + SLACK and at - SLACK < ends
        is_asked = constant_time_compare(str(claims.get("nonce", "")), nonce)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError) as trouble:
        raise Untrusted(f"no token: {type(trouble).__name__}") from trouble
    if not (is_ours and is_theirs and lives and is_asked):
        why = "token" if is_asked else "nonce"
        raise Untrusted(f"ours {is_ours}, theirs {is_theirs}, in time {lives}, of this try {is_asked}", why)
    return claims


def plain(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def check_seal(header: dict, keys: list[dict], said: bytes, seal: bytes) -> None:
    """RS256 alone: a token that names another way, or none, is not sealed."""
    if header.get("alg") != "RS256":
        raise Untrusted("not RS256")
    fits = [key for key in keys if key.get("kty") == "RSA" and key.get("kid") == header.get("kid")]
    if not fits:
        raise Untrusted("no such key")
    e, n = (int.from_bytes(plain(fits[0][name])) for name in ("e", "n"))
    if n.bit_length() < LEAST_KEY:
        raise Untrusted("a short key")
    try:
        RSAPublicNumbers(e, n).public_key().verify(seal, said, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise Untrusted("the seal does not fit") from None


def accounts_of(claims: Mapping[str, Any]) -> UserQuerySet:
    """The accounts that go by the claim, open or not. An address counts where the provider has verified it."""
    word = str(claims.get(settings.OIDC_CLAIM) or "").strip()
    is_address = settings.OIDC_CLAIM == "email"
    if not word or (is_address and claims.get("email_verified") is not True):
        return User.objects.get_queryset().none()
    return User.objects.get_queryset().filter(**{"email__iexact" if is_address else "username__iexact": word})


def person_of(claims: Mapping[str, Any]) -> User | None:
    """The one open account that goes by the claim, and no other beside it. Accounts are never made here."""
    rows = list(accounts_of(claims).active().exclude(one_time_code__seed__gt="")[:2])
    return rows[0] if len(rows) == 1 else None


def refusal_of(claims: Mapping[str, Any]) -> tuple[str, User | None]:
    """Why nobody is let in by these claims, in a word for the chain, and whose account it would have been."""
    rows = list(accounts_of(claims)[:2])
    if len(rows) != 1:
        return "unknown" if not rows else "several", None
    return "code" if rows[0].is_active else "left", rows[0]


def proves_there(person: User) -> bool:
    """Whether somebody has nothing of their own to type: no password that they chose, and no second factor. Whoever
    has either proves by it, and by nothing else."""
    own = person.has_usable_password() and not person.must_change_password
    return not own and not is_mfa_enabled(person)
