"""A second factor for the posts that must have one."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import resolve

OPEN = {"mfa", "account_logout", "account_reauthenticate", "healthz", "readyz"}


class SecondFactor:
    """Leads whoever holds such a post, and has no second factor yet, to the page that sets it up (1.3.1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self.must_set_up(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def must_set_up(self, request) -> bool:
        if not settings.SECOND_FACTOR_POSTS or not request.user.is_authenticated:
            return False
        name = resolve(request.path_info).url_name or ""
        if name in OPEN or name.startswith(("mfa_", "account_re")):
            return False
        return request.user.holds(*settings.SECOND_FACTOR_POSTS) and not is_mfa_enabled(request.user)
