"""Signing in by another house's word: there and back. The account must be here, and open."""

import logging
from dataclasses import asdict

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bizdept.manage import forms, oidc
from bizdept.web import guesses

KEPT, MARK = "oidc", "by_oidc"  # in the session: a try that is under way; that somebody came in by it
TRIES = 30  # of one address, in a quarter of an hour
logger = logging.getLogger(__name__)


def way_back() -> str:
    return settings.SITE_URL + reverse("oidc_back")


@login_not_required
@require_GET
def begin(request):
    if not oidc.is_on():
        raise Http404
    now = timezone.now()
    if not guesses.take([guesses.of_address(request.META.get("REMOTE_ADDR", ""), TRIES, KEPT)], at=now):
        return refused(request, _("Too many tries: wait a quarter of an hour."))
    one = oidc.Try.begun(now)
    try:
        address = oidc.way_there(one, way_back())
    except oidc.Untrusted as trouble:
        logger.warning("The OpenID provider can't be asked: %s", trouble)
        return refused(request, _("%s does not answer: sign in by your password.") % settings.OIDC_NAME)
    request.session[KEPT] = asdict(one)
    return redirect(address)


@login_not_required
@require_GET
def back(request):
    """The provider's answer counts for the browser that asked, once, within ten minutes."""
    if not oidc.is_on():
        raise Http404
    form, kept, now = forms.OidcForm(request.GET), request.session.pop(KEPT, None), timezone.now()
    one = oidc.Try(**kept) if kept else None
    is_fit = form.is_valid() and one is not None and constant_time_compare(form.cleaned_data["state"], one.state)
    if not is_fit or one is None or one.is_over(now):
        return refused(request, _("This sign-in was not begun here, or too long ago: try again."))
    try:
        claims = oidc.claims_for(one, form.cleaned_data["code"], way_back(), at=now)
    except oidc.Untrusted as trouble:
        logger.warning("An OpenID sign-in was not trusted: %s", trouble)
        return refused(request, _("%s did not vouch for you: try again.") % settings.OIDC_NAME)
    person = oidc.person_of(claims)
    if person is None:
        return refused(request, _("No open account here belongs to this sign-in: ask the administrator."))
    return let_in(request, person)


def let_in(request, person):
    """By the usual way, second factor and all; where the other house is trusted to ask for it, at once."""
    told = {MARK: True}  # kept with the sign-in until it is whole, not in the session of whoever sits there
    if not settings.OIDC_MFA:
        return perform_login(
            request,
            Login(user=person, email_verification="none", redirect_url=reverse("home:desk"), signal_kwargs=told),
        )
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return get_adapter(request).post_login(
        request, person, email_verification="none", signal_kwargs=told, email=None, signup=False,
        redirect_url=reverse("home:desk"),
    )  # fmt: skip


def refused(request, sentence: str):
    messages.error(request, sentence)
    return redirect("account_login")
