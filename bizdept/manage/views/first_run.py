"""The first page of a house in which nobody has an account yet."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from bizdept.manage import forms, set_up
from bizdept.manage.actions.first_run import found_company
from bizdept.refusal import Refused
from bizdept.web import guesses
from bizdept.web.pages import posted

TRIES = 5


@login_not_required
@sensitive_post_parameters("code")
def found(request):
    """1.2, 1.3.1: administrator and officer together. Afterwards this address does not exist."""
    if not set_up.is_empty():
        raise Http404
    set_up.set_up_code()
    form = forms.FirstRunForm(posted(request), asks_code=True)
    if request.method != "POST":
        return render(request, "manage/first_run.html", {"form": form})
    if form.is_valid() and is_let_in(request, form):
        try:
            sheets = found_company(form.cleaned_data, at=timezone.now())
        except Refused:
            raise Http404 from None
        set_up.forget_code()
        return render(request, "manage/first_sheets.html", {"sheets": sheets})
    return render(request, "manage/first_run.html", {"form": form}, status=422)


def is_let_in(request, form: forms.FirstRunForm) -> bool:
    """Whether the code is the one that was printed where the site runs; five tries in a quarter of an hour."""
    budget = guesses.of_address(request.META.get("REMOTE_ADDR", ""), TRIES, "first run")
    try:
        with guesses.counted([budget]):
            if set_up.is_set_up_code(form.cleaned_data["code"]):
                return True
            raise LookupError
    except guesses.Spent:
        form.add_error("code", _("Too many wrong tries. Wait a quarter of an hour."))
    except LookupError:
        form.add_error("code", _("This is not the code. It was printed in the terminal where the site was started."))
    return False
