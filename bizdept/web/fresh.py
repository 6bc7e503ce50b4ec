"""Fresh proof of who presses, before decisions and exports: one's own password, or the six digits of one's phone.

What was proven, and when, stands in allauth's record of the session; a wrong word counts against its lock-out.
"""

import re
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa import app_settings as mfa
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.utils import is_mfa_enabled
from allauth.utils import get_form_class
from django import forms
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

OWN = {"reauthenticate", "mfa_reauthenticate"}  # allauth's names of password and second factor
SIX_DIGITS = re.compile(r"\s*\d{3}\s*\d{3}\s*")
SKEW = -60  # seconds by which the clocks of two machines may differ; a record from later than that proves nothing


class ProofForm(forms.Form):
    """One more field on the page of a decision, so that one press decides."""

    proof = forms.CharField(
        label=_("your password"), max_length=4096, strip=False,
        help_text=_("You signed in a while ago: this shows that it is still you."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args, has_factor: bool, elsewhere: str, **kwargs):
        super().__init__(*args, **kwargs)
        if has_factor:
            self.fields["proof"].label = _("your password, or the six digits of your phone")
        if elsewhere:
            self.fields["proof"].help_text = elsewhere


class Proof:
    """What a page asks of whoever presses. `form` is None where nothing is asked, or not any more."""

    def __init__(self, request, is_wanted: bool):
        self.request, self.form = request, None
        if is_wanted and not is_fresh(request):
            has_factor = is_mfa_enabled(request.user)
            facts = {"has_factor": has_factor, "elsewhere": elsewhere(request)}
            self.form = ProofForm(request.POST if request.method == "POST" else None, **facts)

    def holds(self) -> bool:
        """Try what was typed; the right word is kept in the session, so that nobody types it twice."""
        if self.form is None:
            return True
        if not self.form.is_valid():
            return False
        if trouble := prove(self.request, self.form.cleaned_data["proof"]):
            self.form.add_error("proof", trouble)
            return False
        self.form = None
        return True


def elsewhere(request) -> str:
    """The way for whoever has nothing of their own to type here and is asked by another house."""
    ways = {way["id"]: way for way in get_adapter().get_reauthentication_methods(request.user)}
    if not ways or not OWN.isdisjoint(ways):
        return ""
    way, *_others = ways.values()
    address = f"{way['url']}?{urlencode({'next': request.path})}"
    return format_html(
        '{} <a href="{}">{}</a>', _("You have no password of your own here. First:"), address, way["description"]
    )


def is_fresh(request) -> bool:
    """Whether this person, and nobody before them in this browser, proved a short while ago that it is they."""
    if not settings.FRESH_SIGN_IN_MINUTES:
        return True
    records = get_authentication_records(request, request.user)
    ages = [timezone.now().timestamp() - record["at"] for record in records]
    limit = timedelta(minutes=settings.FRESH_SIGN_IN_MINUTES).total_seconds()
    return any(SKEW <= age < limit for age in ages)


def prove(request, word: str) -> list[str]:
    """Try the word as six digits where there is a second factor, else as the password; what is wrong with it."""
    if SIX_DIGITS.fullmatch(word) and is_mfa_enabled(request.user):
        code = get_form_class(mfa.FORMS, "reauthenticate", CodeForm)(user=request.user, data={"code": word})
        if code.is_valid():
            code.save()
        return code.errors.get("code", [])
    password = PasswordForm(user=request.user, data={"password": word})
    if password.is_valid():
        reauthenticate_by_password(request)
    return password.errors.get("password", [])


def to_proof(request) -> HttpResponseRedirect:
    """For what is fetched by an address alone: first to the page that asks for the proof, then on to the address."""
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
