"""The ways out of the house, and a letter to oneself."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import channels, forms, rules
from bizdept.manage.actions.channels import send_test
from bizdept.manage.alerts import CHANNEL_DEAD
from bizdept.manage.views.door import only
from bizdept.notices.channels import known
from bizdept.web.pages import form_page, posted


def index(request):
    """Which channels are on, and how each does: without a word of what they carry."""
    by, now = only(request, rules.may_see_accounts, "channels"), timezone.now()
    rows = [
        (row, row.state.failing_since is not None and now - row.state.failing_since > CHANNEL_DEAD)
        for row in channels.channels()
    ]
    return render(request, "manage/channels.html", {"rows": rows, "may_keep": rules.may_keep_accounts(by)})


def test(request, name):
    by = only(request, rules.may_keep_accounts, "test_channel")
    if name not in known():
        raise Http404

    def save():
        if trouble := send_test(name, by=by, at=timezone.now()):
            messages.error(request, channels.in_words(trouble))
        else:
            messages.success(request, _("It is handed to the server: look into your mailbox."))
        return reverse("manage:channels")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html",
        done=_("The test is over."), title=_("Send a test letter"), back=reverse("manage:channels"),
        move="manage.test_channel", verb=_("Send it"), sentences=[
            _("To: %s") % (by.person.email or "—"),
            _("It says only that this way works. You see at once what the server answers."),
        ],
    )  # fmt: skip
