"""The pages of the register of NDAs: the list, one NDA, papers that are registered, what is printed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bizdept.access import log
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.handed import paper_of_list, paper_page
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import (
    acting,
    actor_of,
    admit,
    form_page,
    move_page,
    posted,
    posted_files,
    visible_or_404,
)
from confidentiality.actions import ndas as actions
from confidentiality.forms.ndas import RegisterNewForm, WhoForm
from confidentiality.lifecycle.ndas import LIFECYCLE
from confidentiality.listing import NDAS
from confidentiality.models import Nda
from confidentiality.papers import ndas as papers
from confidentiality.rules import ndas as rules
from confidentiality.shown import ndas as shown

OWN = {"sign_nda": "confidentiality:ndas:mine", "hand_in_nda": "confidentiality:ndas:paper"}


def fetch(request, pk) -> Nda:
    return visible_or_404(request, Nda, pk)


def index(request):
    """8.2.1: who has signed, whose ends soon, who has not."""
    by = actor_of(request)
    keeps, oversees = rules.may_keep_ndas(by), rules.may_oversee(by)
    context = {"keeps": keeps, "oversees": oversees, "coverage": shown.coverage() if oversees else None}
    return list_page(request, NDAS, **context)


def detail(request, pk):
    if rules.is_kept_out(request.user) and Nda.objects.is_of(request.user, pk):
        return redirect("confidentiality:ndas:mine")
    nda = fetch(request, pk)
    log.look(nda, by=actor_of(request))
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, nda)))
    logs = logs_of(nda)
    context = {
        "record": nda, "by": by, "moves": LIFECYCLE.open_to(by, nda), "steps": steps(LIFECYCLE, nda, logs),
        "timeline": timeline(LIFECYCLE, logs, []), "beside": beside(request, NDAS, pk),
        "may_read": rules.may_read(request.user, nda), "version": papers.version_of(nda),
    }  # fmt: skip
    return render(request, "confidentiality/ndas/detail.html", context)


def move(request, pk, name):
    nda = fetch(request, pk)
    if name in OWN:
        by = actor_of(request)
        admit(request, rules.is_own(by, nda), LIFECYCLE.address_of(LIFECYCLE.moves[name]), nda)
        return redirect(OWN[name])
    return move_page(request, LIFECYCLE, nda, name)


def register(request):
    """A paper of anybody, whether one was drawn up for them or not."""
    by = actor_of(request)
    admit(request, rules.may_keep_ndas(by), "confidentiality.register_nda")
    form = RegisterNewForm(posted(request), posted_files(request), initial={"person": WhoForm(request.GET).who}, by=by)

    def save():
        paper = {name: entered for name, entered in form.cleaned_data.items() if name != "person"}
        return actions.register_paper(form.cleaned_data["person"], by=by, on=timezone.localdate(), **paper)

    return form_page(
        request, form, save=save, template="confidentiality/ndas/register.html", creates=True,
        done=_("The NDA is registered."),
    )  # fmt: skip


@require_POST
def draw_up(request):
    """An NDA for everybody who is to sign one."""
    by = actor_of(request)
    admit(request, rules.may_keep_ndas(by), "confidentiality.draw_up")
    count = actions.draw_up_for_all(by=by, on=timezone.localdate())
    words = ngettext("%d NDA was drawn up.", "%d NDAs were drawn up.", count) % count
    messages.success(request, words if count else _("Everybody has one, or is asked for one already."))
    return redirect(f"{reverse('confidentiality:ndas:index')}?view=open")


def pdf(request, pk):
    """What was signed on the screen, as it was frozen."""
    nda = fetch(request, pk)
    version = papers.version_of(nda)
    if version is None:
        raise Http404
    if not rules.may_read(request.user, nda):
        log.refused(nda, by=actor_of(request), what="confidentiality.nda_pdf")
        raise Http404
    return signed_page(request, nda, version)


def signed_page(request, nda: Nda, version):
    by, name = actor_of(request), f"{nda.reference()}.pdf"
    return paper_page(
        request, nda, lambda mark: papers.signed_pdf(nda, version, by=by), name, part=version.number, is_for_both=True
    )


def receipts(request):
    """Who signed which text when, for the paper archive."""
    by = actor_of(request)
    admit(request, rules.may_keep_ndas(by), "confidentiality.receipts")
    rows = list(Nda.objects.for_receipts(request.user))

    def make(mark, level: int) -> bytes:
        return papers.receipts(rows, mark, level, on=timezone.localdate())

    return paper_of_list(request, "receipts", Nda, rows, make, "nda-receipts.pdf", back="confidentiality:ndas:index")
