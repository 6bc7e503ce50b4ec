"""Where people are signed in: everybody's places for whoever keeps the accounts, one's own for everybody."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, rules, shown
from bizdept.manage.actions import accounts
from bizdept.manage.views.door import only
from bizdept.web.lists import PAGE_SIZE, Rows
from bizdept.web.pages import actor_of, form_page, posted
from bizdept.web.words import browser


def index(request):
    """1.2: who is signed in, with what device, from where, since when. Not what they look at."""
    by = only(request, rules.may_see_accounts, "sessions")
    form = forms.SessionFilter(request.GET, user=request.user)
    rows = shown.sessions(timezone.now(), **form.conditions())
    number = form.good("page") or 1
    start = (number - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    count = len(found) if number == 1 and len(found) <= PAGE_SIZE else rows.count()
    records = shown.session_rows(found[:PAGE_SIZE], key_of(request))
    context = {
        "title": _("Signed in now"), "form": form, "conditions": form.chips(), "sort": "",
        "rows": Rows(records, number, count, len(found) > PAGE_SIZE), "may_keep": rules.may_keep_accounts(by),
    }  # fmt: skip
    return render(request, "manage/sessions.html", context)


def key_of(request) -> str:
    return request.session.session_key or ""


def end(request, pk):
    """The administrator signs somebody out at one place."""
    by = only(request, rules.may_keep_accounts, "end_session")
    return ending(request, get_object_or_404(UserSession.objects.select_related("user"), pk=pk), by, "manage:sessions")


def end_own(request, pk):
    """Everybody signs themselves out at another place of theirs."""
    by = actor_of(request)
    row = get_object_or_404(UserSession.objects.select_related("user"), pk=pk)
    if row.user_id != by.person.pk:
        raise Http404
    return ending(request, row, by, "usersessions_list")


def ending(request, row: UserSession, by, back: str):
    def save():
        accounts.end_session(row, by=by, here=key_of(request))
        return reverse(back)

    device = _("%(device)s, address %(address)s") % {"device": browser(row.user_agent), "address": row.ip}
    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("Signed out there."),
        title=_("Sign out there"), subject=row.user, back=reverse(back), move="manage.end_session",
        verb=_("Sign out there"), tone="bad", clause="1.2", sentences=[
            device, _("The next press made there leads to the page for signing in. What was typed there is kept."),
        ],
    )  # fmt: skip


def own(request):
    """1.2: one's own devices, and one press that signs out everywhere else."""
    by, here = actor_of(request), key_of(request)
    if request.method == "POST":
        accounts.end_own_sessions(by=by, here=here)
        messages.success(request, _("Signed out everywhere else."))
        return redirect("usersessions_list")
    rows = shown.sessions_of(by.person, timezone.now(), here)
    return render(request, "usersessions/usersession_list.html", {"rows": rows})
