"""How the machinery stands."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, jobs, rules
from bizdept.manage.actions import upkeep
from bizdept.manage.views.door import only
from bizdept.web.pages import form_page, posted


def index(request):
    """The outbox, the schedule, the calendar: for the administrator, without a word of business."""
    only(request, rules.may_keep_accounts, "jobs")
    now, last = timezone.now(), jobs.last_sign_of_life()
    context = {
        "outbox": jobs.outbox(now),
        "schedule": jobs.schedule(),
        "last": last,
        "is_silent": last is None or now - last > jobs.SILENT,
        "backup": jobs.last_backup(),
        "holidays": jobs.holidays(timezone.localdate()),
    }
    return render(request, "manage/jobs.html", context)


def days(request):
    """2.1.6: deadlines are reckoned in working days, so the holidays must be known."""
    by = only(request, rules.may_keep_accounts, "enter_days")
    form = forms.DaysForm(posted(request))

    def save():
        given = form.cleaned_data
        upkeep.enter_days(given["first"], given["last"], given["worked"], by=by, on=timezone.localdate())
        return reverse("manage:jobs")

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("The days are entered."),
        title=_("Enter holidays"), back=reverse("manage:jobs"), move="manage.enter_days", verb=_("Enter"),
        clause="2.1.6", sentences=[
            _("Deadlines are reckoned in working days. Enter each holiday, and each weekend worked in its place."),
        ],
    )  # fmt: skip


def again(request):
    by = only(request, rules.may_keep_accounts, "try_again")

    def save():
        upkeep.try_again(by=by)
        return reverse("manage:jobs")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html",
        done=_("They will be sent again."), title=_("Try again"), back=reverse("manage:jobs"),
        move="manage.try_again", verb=_("Try again"),
        sentences=[_("What could not be sent five times waits in the outbox once more.")],
    )  # fmt: skip
