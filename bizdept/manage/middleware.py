"""Before anything else: a session that is not too old, a password of one's own, and a second factor for the posts
that must have one."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone

from bizdept.manage.set_up import is_empty
from bizdept.people.rules import needs_factor

ALWAYS_OPEN = {"account_logout", "language", "theme", "healthz", "readyz"}
OPEN = {"mfa", "account_logout", "account_reauthenticate", "oidc_again", "oidc_back", "healthz", "readyz"}


def name_of(request) -> str:
    return resolve(request.path_info).url_name or ""


class FirstRun:
    """Leads everybody to the first page while the house is empty."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        open_to_all = {
            reverse(name) for name in ("first_run", "home:healthz", "home:readyz", "home:language", "home:theme")
        }
        if request.path not in open_to_all and not request.user.is_authenticated and is_empty():
            return redirect("first_run")
        return self.get_response(request)


class SessionSpan:
    """Signs out whoever has done nothing for half an hour, or signed in twelve hours ago.

    Stands before the page that asks people to sign in, which keeps what they typed. What was last done is written
    down once a minute at most; since each write would put off the session's end, its beginning is kept too.
    """

    KEY, EVERY = "span", 60  # seconds

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        was_in = request.user.is_authenticated
        if was_in:
            now = int(timezone.now().timestamp())
            began, last = request.session.get(self.KEY, (now, 0))
            if self.is_over(began, last, now):
                logout(request)
            elif now - last >= self.EVERY:
                request.session[self.KEY] = [began, now]
        response = self.get_response(request)
        if was_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache"'  # nothing else: language, device and keys are the browser's
        return response

    def is_over(self, began: int, last: int, now: int) -> bool:
        idle = settings.SESSION_IDLE_MINUTES * 60
        return now - began >= settings.SESSION_COOKIE_AGE or bool(idle and last and now - last >= idle)


class OwnPassword:
    """Leads whoever signed in by a one-time password to the page that changes it (1.2)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self.must_change(request):
            return redirect("account_change_password")
        return self.get_response(request)

    def must_change(self, request) -> bool:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return False
        if request.session.get("by_oidc"):  # who came in without it has no old one to type
            return False
        return name_of(request) not in ALWAYS_OPEN | {"account_change_password"}


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
        by_oidc = request.session.get("by_oidc", False)
        if request.user.must_change_password and not by_oidc:  # that page comes first
            return False
        if by_oidc and settings.OIDC_MFA:
            return False
        name = name_of(request)
        if name in OPEN or name.startswith(("mfa_", "account_re")):
            return False
        return needs_factor(request.user) and not is_mfa_enabled(request.user)
