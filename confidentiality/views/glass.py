"""The pages of emergencies (8.2.2): the register, opening a record in one, one of them, its review."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.pace import refuse_if_stopped
from bizdept.audit.clock import moment
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from confidentiality.actions import glass as actions
from confidentiality.forms.glass import GlassFilter, GlassForm
from confidentiality.forms.requests import WishForm
from confidentiality.lifecycle.glass import LIFECYCLE
from confidentiality.models import BreakGlass
from confidentiality.rules import glass as rules
from confidentiality.shown import glass as shown

TRIED = "confidentiality.break_glass"


def fetch(request, pk) -> BreakGlass:
    return visible_or_404(request, BreakGlass, pk)


def index(request):
    admit(request, rules.reads(request.user), "confidentiality.glass")
    form = GlassFilter(request.GET)
    log.read("glass", by=actor_of(request))
    page = shown.page(request.user, form.states, form.number, moment())
    may = rules.may_break_glass(actor_of(request))
    return render(request, "confidentiality/emergencies.html", {"form": form, "page": page, "may_break": may})


def new(request):
    """Open a record. Each try that opens nothing is a refusal in the log: numbers are not guessed unseen."""
    by = actor_of(request)
    admit(request, rules.may_break_glass(by), TRIED)
    refuse_if_stopped(by)
    form = GlassForm(posted(request), initial={"sought": WishForm(request.GET).named})

    def save():
        return actions.break_glass(**form.cleaned_data, by=by, on=timezone.localdate())

    answer = form_page(
        request, form, save=save, template="confidentiality/break_glass.html", creates=True, fresh=True,
        done=_("It is open to you. All concerned have been told, and the officer reviews it."),
    )  # fmt: skip
    if request.method == "POST" and form.has_error("sought"):
        log.refused(request.user, by=by, what=TRIED)
    return answer


def detail(request, pk):
    broken, at = fetch(request, pk), moment()
    log.read("glass", by=actor_of(request), glass=broken.pk)
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, broken)))
    logs = logs_of(broken)
    context = {
        "record": broken,
        "by": by,
        "moves": LIFECYCLE.open_to(by, broken),
        "steps": steps(LIFECYCLE, broken, logs),
        "timeline": timeline(LIFECYCLE, logs, []),
    } | shown.beside(broken, request.user, at)
    return render(request, "confidentiality/emergency.html", context)


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)
