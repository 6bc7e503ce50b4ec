"""How allauth signs people in here: nobody registers themselves, and every wrong word counts against one lock-out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_username
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bizdept.manage import devices
from bizdept.manage.actions.accounts import change_second_factor, take_own_password
from bizdept.manage.rules import is_lapsed
from bizdept.people.models import User
from bizdept.web import guesses
from bizdept.web.pages import actor_of


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
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth calls this when the password was right."""
        guesses.give_back(self.budgets, at=self.at)

    def pre_login(self, request, user, **more: Any):
        """A one-time code that was left lying opens nothing (1.2)."""
        if user.is_active and is_lapsed(user, timezone.now()):
            messages.error(request, _("This one-time code has lapsed: ask for a new one."))
            return redirect("account_login")
        return super().pre_login(request, user, **more)

    def post_login(self, request, user, **more: Any):
        """Signed in, second factor and all: from now on the account knows this device."""
        response = super().post_login(request, user, **more)
        return remember_device(request, user, response)


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
    take_own_password(by=actor_of(request))


def on_second_factor(request, signal, authenticator, **_more) -> None:
    """allauth tells three times over; codes for an emergency come and go with the telephone they belong to."""
    is_phone = authenticator.type == Authenticator.Type.TOTP
    how = {mfa.authenticator_added: "set_up", mfa.authenticator_removed: "taken_away"}.get(signal, "new_codes")
    if is_phone or how == "new_codes":
        change_second_factor(how, by=actor_of(request), at=timezone.now())
