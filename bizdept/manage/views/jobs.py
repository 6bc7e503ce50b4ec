"""How the machinery stands."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, jobs, rules
from bizdept.manage.actions import upkeep
from bizdept.manage.views.door import only
from bizdept.notices.models import Dispatch
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
        "backup": jobs.last_backup(),
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


def send_letter(request, pk):
    by = only(request, rules.may_keep_accounts, "send_letter")
    letter = get_object_or_404(Dispatch.objects.dead(), pk=pk)

    def save():
        upkeep.send_again(letter.pk, by=by)
        return reverse("manage:jobs")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html",
        done=_("It will be sent again."), title=_("Try letter %d again") % letter.pk, back=reverse("manage:jobs"),
        move="manage.send_letter", verb=_("Try again"), sentences=[letter.trouble],
    )  # fmt: skip


def drop_letter(request, pk):
    by = only(request, rules.may_keep_accounts, "drop_letter")
    letter = get_object_or_404(Dispatch.objects.dead(), pk=pk)
    form = forms.DeclineForm(posted(request))

    def save():
        upkeep.drop(letter.pk, form.cleaned_data["reason"], by=by, at=timezone.now())
        return reverse("manage:jobs")

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("It is dropped."),
        title=_("Drop letter %d") % letter.pk, back=reverse("manage:jobs"), move="manage.drop_letter",
        verb=_("Drop"), tone="danger",
        sentences=[letter.trouble, _("It does not leave the house any more. In the app the notice stays.")],
    )  # fmt: skip
