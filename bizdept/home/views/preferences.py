"""The switches that everybody has, signed in or not: language and theme."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from bizdept.home.actions import choose
from bizdept.home.forms import LanguageForm, ThemeForm

YEAR = 365 * 24 * 3600


def back(request) -> HttpResponse:
    """To the page on which the switch was pressed, and never to another site."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(address if is_ours else "/")


def remember(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """A cookie for the pages before signing in."""
    response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    return response


@login_not_required
@require_POST
def language(request):
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return back(request)
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        choose(by=request.user, language=chosen)
    return remember(back(request), settings.LANGUAGE_COOKIE_NAME, chosen)


@login_not_required
@require_POST
def theme(request):
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return back(request)
    chosen = form.cleaned_data["theme"]
    if request.user.is_authenticated:
        choose(by=request.user, theme=chosen)
    return remember(back(request), f"{settings.COOKIE_PREFIX}theme", chosen)
