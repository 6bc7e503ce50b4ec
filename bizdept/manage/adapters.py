"""How allauth signs people in here: nobody registers themselves, every wrong word counts against one lock-out, and the
secrets of second factors are encrypted."""

import base64
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.signals import password_changed
from allauth.account.utils import filter_users_by_username
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa import signals as mfa
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from bizdept.manage import devices, oidc
from bizdept.manage.actions.accounts import change_second_factor, take_own_password, write_sign_in
from bizdept.manage.rules import is_lapsed
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.web import guesses
from bizdept.web.fresh import is_fresh
from bizdept.web.pages import actor_of

logger = logging.getLogger("bizdept.sign_in")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many wrong tries. Wait a quarter of an hour, or sign in on a device on which you have done so before."
        )
    }

    def is_open_for_signup(self, request) -> bool:
        """Accounts are made by the administrator (1.2)."""
        return False

    def get_password_change_redirect_url(self, request) -> str:
        """Whoever had to choose a password wants to go on, not to choose another."""
        return reverse("home:desk")

    def pre_authenticate(self, request, **credentials: Any) -> None:
        """Count the guess before it is tried; what is spent is refused unseen, of any name alike."""
        name = credentials.get("username") or ""
        person = filter_users_by_username(name).first()
        self.budgets, self.at = budgets_of(request, person, name), timezone.now()
        if guesses.is_spent(self.budgets, self.at) or not guesses.take(self.budgets, at=self.at):
            told("refused unseen", request, person, "password")
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth calls this when the password was right."""
        guesses.give_back(self.budgets, at=self.at)

    def authentication_failed(self, request, **credentials: Any) -> None:
        told("failed", request, filter_users_by_username(credentials.get("username") or "").first(), "password")

    def reauthenticate(self, user, password: str) -> bool:
        is_right = super().reauthenticate(user, password)
        if is_right:
            told("proven", context.request, user, "password")
        return is_right

    def pre_login(self, request, user, **more: Any):
        """A one-time code that was left lying opens nothing (1.2)."""
        if user.is_active and not by_oidc(more) and is_lapsed(user, timezone.now()):
            messages.error(request, _("This one-time code has lapsed: ask for a new one."))
            return redirect("account_login")
        return super().pre_login(request, user, **more)

    def proves_there(self, user) -> bool:
        return oidc.is_on() and bool(self.request.session.get("by_oidc")) and oidc.proves_there(user)

    def get_reauthentication_methods(self, user) -> list[dict[str, str]]:
        """Who came in by another house's word, and has nothing of their own to type, is asked there once more."""
        if self.proves_there(user):
            return [{"id": "oidc", "description": settings.OIDC_NAME, "url": reverse("oidc_again")}]
        return super().get_reauthentication_methods(user)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """allauth asks nobody again who has no way to prove it that it knows of: here there is one more."""
        is_asked = super().is_reauthentication_required(app=app, **more)
        if is_asked and self.proves_there(self.request.user) and not is_fresh(self.request):
            raise ReauthenticationRequired
        return is_asked

    def post_login(self, request, user, **more: Any):
        """Signed in, second factor and all: from now on the account knows this device."""
        is_asked = is_mfa_enabled(user) and not (by_oidc(more) and settings.OIDC_MFA)
        how = ("oidc" if by_oidc(more) else "password") + " and second factor" * is_asked
        told("signed in", request, user, how)
        if by_oidc(more):
            request.session["by_oidc"] = True
            write_sign_in(by=Actor(user, address=request.META.get("REMOTE_ADDR", "")), trusted=settings.OIDC_MFA)
        response = super().post_login(request, user, **more)
        return remember_device(request, user, response)


def told(what: str, request, person: User | None, how: str) -> None:
    """A line of the log about a try to sign in. It names accounts by their id: people type passwords for names."""
    logger.info("%s: account %s by %s from %s", what, person.pk if person else "-", how, request.META["REMOTE_ADDR"])


def by_oidc(more: dict[str, Any]) -> bool:
    return bool((more.get("signal_kwargs") or {}).get("by_oidc"))


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the table under a key made of SECRET_KEY: a dump alone gives no code."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted here; of anything else a secret that no code fits, for an empty one fits a known code."""
        try:
            return cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def cipher() -> MultiFernet:
    """The newest key first; SECRET_KEY_FALLBACKS still open what they closed."""
    made = [
        salted_hmac("bizdept.second factor", "", secret=key, algorithm="sha256").digest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def budgets_of(request, person: User | None, name: str = "") -> list[guesses.Budget]:
    """Whose budget a guess is taken from: the device's where the account knows it, else account's and address's."""
    device = devices.device_of(person, request.COOKIES.get(devices.COOKIE, "")) if person else ""
    if device:
        return [guesses.of_device(device)]
    address = request.META.get("REMOTE_ADDR", "")
    return [guesses.of_account(person.pk if person else name), guesses.of_address(address)]


def remember_device(request, person: User, response):
    value = devices.learnt(person, request.COOKIES.get(devices.COOKIE, ""))
    response.set_cookie(
        devices.COOKIE, value, max_age=devices.AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
    return response


def on_password_changed(request, **_signal) -> None:
    """The old password was typed just now, so nobody is asked for a proof before they set up their second factor."""
    reauthenticate_by_password(request)
    take_own_password(by=actor_of(request))


def listen() -> None:
    """Hear of passwords and second factors that were changed."""
    password_changed.connect(on_password_changed, dispatch_uid="bizdept.manage")
    user_logged_out.connect(on_signed_out, dispatch_uid="bizdept.manage")
    for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        signal.connect(on_second_factor, dispatch_uid="bizdept.manage")


def on_signed_out(request, user, **_signal) -> None:
    if user is not None:
        told("signed out", request, user, "a press or the end of a session")


def on_second_factor(request, signal, authenticator, **_more) -> None:
    """allauth tells three times over; codes for an emergency come and go with the telephone they belong to."""
    is_phone = authenticator.type == Authenticator.Type.TOTP
    how = {mfa.authenticator_added: "set_up", mfa.authenticator_removed: "taken_away"}.get(signal, "new_codes")
    if is_phone or how == "new_codes":
        change_second_factor(how, by=actor_of(request), at=timezone.now())
