"""How allauth signs people in here: nobody registers themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from bizdept.manage.actions.accounts import take_own_password
from bizdept.web.pages import actor_of


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts are made by the administrator (1.2)."""
        return False

    def get_password_change_redirect_url(self, request) -> str:
        """Whoever had to choose a password wants to go on, not to choose another."""
        return reverse("home:desk")


def on_password_changed(request, **_signal) -> None:
    take_own_password(by=actor_of(request))
