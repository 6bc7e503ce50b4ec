"""How the backups stand; one now, and the trial of the newest."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import backups, forms, jobs, rules
from bizdept.manage.actions.backups import ask_for
from bizdept.manage.models import BackupOrder
from bizdept.manage.views.door import only
from bizdept.web.pages import form_page, posted


def index(request):
    """What lies there, and whether it could be brought back. Nothing can be fetched here."""
    by = only(request, rules.may_see_accounts, "backups")
    archives = backups.archives()
    context = {
        "last": jobs.last_backup(), "archives": archives, "folder": backups.folder_name(),
        "total": sum(one.size for one in archives), "trial": backups.last_trial(), "orders": backups.orders(),
        "kept": backups.KEPT, "may_keep": rules.may_keep_accounts(by), "is_busy": backups.is_busy(timezone.now()),
    }  # fmt: skip
    return render(request, "manage/backups.html", context)


def make(request):
    return asking(
        request, BackupOrder.Kind.BACKUP, "back_up_now", title=_("Back up now"), verb=_("Back up now"), sentences=[
            _("Database and files go into one archive while everybody goes on working; it is read back and proved."),
            _("The clock begins within a minute. Of this day only the newest archive is kept."),
        ],
    )  # fmt: skip


def attempt(request):
    return asking(
        request, BackupOrder.Kind.TRIAL, "try_restore", title=_("Try a restore"), verb=_("Try it"), sentences=[
            _("The newest archive is restored beside the database, every table and file compared, and thrown away."),
            _("The clock does so by itself once a month."),
        ],
    )  # fmt: skip


def asking(request, kind: str, what: str, **words):
    by = only(request, rules.may_keep_accounts, what)

    def save():
        ask_for(kind, by=by, at=timezone.now())
        return reverse("manage:backups")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", creates=True,
        done=_("It is asked for."), back=reverse("manage:backups"), move=f"manage.{what}", **words,
    )  # fmt: skip
