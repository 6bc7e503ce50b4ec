"""Signing in by another house's word: there and back. The account must be here, and open."""

import logging
from dataclasses import asdict
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
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
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from bizdept.manage import forms, oidc
from bizdept.manage.actions.accounts import write_proof, write_refused_sign_in
from bizdept.people.actor import nobody
from bizdept.people.models import User
from bizdept.web import guesses
from bizdept.web.pages import actor_of

KEPT, MARK = "oidc", "by_oidc"  # in the session: a try that is under way; that somebody came in by it
TRIES = 30  # of one address, in a quarter of an hour
TOO_MANY = gettext_lazy("Too many tries: wait a quarter of an hour.")
logger = logging.getLogger(__name__)


def way_back() -> str:
    return settings.SITE_URL + reverse("oidc_back")


@login_not_required
@require_GET
def begin(request):
    if not oidc.is_on():
        raise Http404
    return go_there(request, oidc.Try.begun(timezone.now()))


@require_GET
def again(request):
    """A fresh proof for whoever came in by this way and has nothing of their own to type: no password, no second
    factor. The provider asks them again, whether or not they are signed in there."""
    form = forms.OidcAgainForm(request.GET)
    if not (oidc.is_on() and request.session.get(MARK) and oidc.proves_there(request.user) and form.is_valid()):
        raise Http404
    then = form.cleaned_data["next"]
    is_ours = url_has_allowed_host_and_scheme(then, {request.get_host()}, request.is_secure())
    return go_there(request, oidc.Try.begun(timezone.now(), request.user.pk, then if is_ours else ""))


def go_there(request, one: oidc.Try):
    at = datetime.fromtimestamp(one.at, UTC)
    if not guesses.take([guesses.of_address(request.META.get("REMOTE_ADDR", ""), TRIES, KEPT)], at=at):
        return turned_back(request, str(TOO_MANY))
    try:
        address = oidc.way_there(one, way_back())
    except oidc.Untrusted as trouble:
        logger.warning("The OpenID provider can't be asked: %s", trouble)
        return turned_back(request, _("%s does not answer: sign in by your password.") % settings.OIDC_NAME)
    request.session[KEPT] = asdict(one)
    return redirect(address)


@login_not_required
@require_GET
def back(request):
    """The provider's answer counts for the browser that asked, once, within ten minutes. What is refused counts
    against the lock-out of this address as a wrong password does, and is written down until that is spent."""
    if not oidc.is_on():
        raise Http404
    form, kept, now = forms.OidcForm(request.GET), request.session.pop(KEPT, None), timezone.now()
    if guesses.is_spent([of_caller(request)], now):
        return turned_back(request, str(TOO_MANY))
    one = oidc.Try(**kept) if kept else None
    is_fit = form.is_valid() and one is not None and constant_time_compare(form.cleaned_data["state"], one.state)
    if not is_fit or one is None or one.is_over(now):
        why = "expired" if is_fit else "state"
        return refused(request, why, _("This sign-in was not begun here, or too long ago: try again."))
    try:
        claims = oidc.claims_for(one, form.cleaned_data["code"], way_back(), at=now)
    except oidc.Untrusted as trouble:
        logger.warning("An OpenID sign-in was not trusted: %s", trouble)
        return refused(request, trouble.why, _("%s did not vouch for you: try again.") % settings.OIDC_NAME)
    person = oidc.person_of(claims)
    if person is None:
        why, whose = oidc.refusal_of(claims)
        return refused(request, why, _("No open account here belongs to this sign-in: ask the administrator."), whose)
    return proven(request, person, one) if one.person else let_in(request, person)


def proven(request, person, one: oidc.Try):
    """The one who sits here, and nobody else, has shown that it is they: for ten minutes, as by a password."""
    if not (request.user.pk == person.pk == one.person and oidc.proves_there(person)):
        return refused(request, "another", _("%s vouched for somebody else.") % settings.OIDC_NAME, person)
    record_authentication(request, request.user, "oidc", reauthenticated=True)
    write_proof(by=actor_of(request))
    return redirect(one.then or "home:desk")


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


def of_caller(request) -> guesses.Budget:
    return guesses.of_address(request.META.get("REMOTE_ADDR", ""))


def refused(request, why: str, sentence: str, person: User | None = None):
    """Counted, written down, and told in a sentence that is the same for accounts that are and that are not."""
    if guesses.take([of_caller(request)], at=timezone.now()):
        write_refused_sign_in(person, why, by=nobody())
    return turned_back(request, sentence)


def turned_back(request, sentence: str):
    messages.error(request, sentence)
    return redirect("home:desk" if request.user.is_authenticated else "account_login")
