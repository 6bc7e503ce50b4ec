"""The calendar's pages: the year, days entered by hand, days from a list."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.reading import written
from bizdept.manage import days as shown
from bizdept.manage import forms, rules
from bizdept.manage.actions import days as actions
from bizdept.manage.views.door import only
from bizdept.web.pages import form_page, posted, posted_files
from bizdept.web.presses import KeyForm, StampForm


def index(request):
    """2.1.6: a year as deadlines are reckoned by it."""
    only(request, rules.may_keep_accounts, "calendar")
    today = timezone.localdate()
    year = forms.YearForm(request.GET).chosen(today.year)
    context = {
        "year": year,
        "months": shown.months(year, SpecialDay.objects.as_mapping(), today),
        "spans": shown.spans(year),
    }
    return render(request, "manage/calendar.html", context)


def enter(request):
    """2.1.6: deadlines are reckoned in working days, so the holidays must be known."""
    by = only(request, rules.may_keep_accounts, "enter_days")
    form = forms.DaysForm(posted(request))

    def save():
        given = form.cleaned_data
        moved = actions.enter_days(given["first"], given["last"], given["worked"], by=by, at=timezone.now())
        return told(request, moved, given["first"].year)

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("The days are entered."),
        title=_("Enter holidays"), back=reverse("manage:calendar"), move="manage.enter_days", verb=_("Enter"),
        clause="2.1.6", sentences=[
            _("Deadlines are reckoned in working days. Enter each holiday, and each weekend worked in its place."),
            _("Open deadlines are reckoned anew, and whoever owes something is told its new day."),
        ],
    )  # fmt: skip


def read(request):
    """A list is read, shown with what it would change, and entered once that has been seen."""
    by, today = only(request, rules.may_keep_accounts, "import_days"), timezone.localdate()
    years = rules.years_to_enter(today)
    initial = {"year": today.year + 1 if today.month >= 10 else today.year}
    form = forms.DaysListForm(posted(request), posted_files(request), initial=initial, years=years)
    special = SpecialDay.objects.as_mapping()
    if request.method == "POST" and form.is_valid() and not form.cleaned_data["sure"]:
        return check(request, form, special)

    def save():
        found = form.reading.days
        moved = actions.import_days(found, by=by, at=timezone.now(), seen=StampForm(request.POST).stamp)
        return told(request, moved, min(found).year)

    return form_page(
        request, form, save=save, template="manage/calendar_list.html", done=_("The days are entered."),
        creates=True, stamp=lambda: rules.stamp_of(special), back=reverse("manage:calendar"),
        move="manage.import_days",
    )  # fmt: skip


def check(request, form: forms.DaysListForm, special):
    changes = shown.changes(form.reading.days, special)
    context = {
        "changes": changes,
        "counts": {
            "new": sum(change.is_new for change in changes),
            "same": sum(change.is_same for change in changes),
            "changed": sum(not change.is_same and not change.is_new for change in changes),
        },
        "wrong": form.reading.wrong,
        "text": written(form.reading.days),
        "undo": written(shown.before(changes)),
        "year": form.cleaned_data["year"],
        "press": KeyForm(request.POST).kept,
        "stamp": rules.stamp_of(special),
    }
    return render(request, "manage/calendar_check.html", context)


def told(request, moved: int, year: int) -> str:
    """Say how many deadlines have moved; where to go on."""
    if moved:
        messages.info(request, ngettext("%d deadline has moved.", "%d deadlines have moved.", moved) % moved)
    return f"{reverse('manage:calendar')}?year={year}"
