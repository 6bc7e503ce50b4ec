"""The audit chain: whether it is whole, where it ends, what was written down of it; without a word of business."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.audit import anchors, check
from bizdept.audit.chain import head
from bizdept.audit.models import AuditCheck
from bizdept.manage import forms, rules
from bizdept.manage.actions import chain as actions
from bizdept.manage.shown import findings
from bizdept.manage.views.door import only
from bizdept.refusal import Reason, Refused
from bizdept.web.pages import form_page, posted

SHOWN = 14  # anchors, days
LONGEST = 200_000  # lines that are read over while somebody waits; the night reads any number


def index(request):
    only(request, rules.may_watch_chain, "chain")
    end, last = head(), AuditCheck.objects.order_by("-pk").first()
    form = forms.AnchorForm(request.GET or None)
    is_asked = form.is_bound and form.is_valid()
    context = {
        "end": end,
        "last": last,
        "findings": findings(last),
        "anchors": anchors.written_down()[: -SHOWN - 1 : -1],
        "place": anchors.folder(),
        "form": form,
        "is_asked": is_asked,
        "is_part": is_asked and check.is_part(form.cleaned_data["seq"], form.cleaned_data["code"]),
    }
    return render(request, "manage/chain.html", context)


def again(request):
    """Read it over now."""
    by = only(request, rules.may_watch_chain, "read_chain")

    def save():
        if head().seq > LONGEST:
            raise Refused([Reason("long", _("It is too long to be read while you wait: the night reads it over."))])
        actions.read_now(by=by, at=timezone.now())
        return reverse("manage:chain")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("It is read over."),
        title=_("Read the audit chain over"), back=reverse("manage:chain"), move="manage.read_chain",
        verb=_("Read it over now"), clause="1.3.1", sentences=[
            _("Each line is compared with the one before, and each decision, right and file with its line."),
        ],
    )  # fmt: skip
