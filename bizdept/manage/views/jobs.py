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
    """The outbox and the schedule: for the administrator, without a word of business."""
    only(request, rules.may_keep_accounts, "jobs")
    now, last = timezone.now(), jobs.last_sign_of_life()
    context = {
        "outbox": jobs.outbox(now),
        "schedule": jobs.schedule(),
        "last": last,
        "is_silent": last is None or now - last > jobs.SILENT,
    }
    return render(request, "manage/jobs.html", context)


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
