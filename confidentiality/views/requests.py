"""The pages of requests to see: the list, one request, asking."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from confidentiality.actions import requests as actions
from confidentiality.forms.requests import AskForm, WishForm
from confidentiality.lifecycle.requests import LIFECYCLE
from confidentiality.listing import REQUESTS
from confidentiality.models import AccessRequest
from confidentiality.papers.requests import approval_form
from confidentiality.rules import requests as rules
from confidentiality.shown import requests as shown


def fetch(request, pk) -> AccessRequest:
    """The request with what its page names, if this person may see it."""
    return visible_or_404(request, AccessRequest, pk)


def index(request):
    return list_page(request, REQUESTS, may_ask=rules.may_ask(actor_of(request)))


def detail(request, pk):
    asked, at = fetch(request, pk), moment()
    log.look(asked, by=actor_of(request))
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, asked)))
    logs = logs_of(asked)
    context = {
        "record": asked,
        "by": by,
        "moves": LIFECYCLE.open_to(by, asked),
        "steps": steps(LIFECYCLE, asked, logs),
        "timeline": timeline(LIFECYCLE, logs, []),
        "beside": beside(request, REQUESTS, pk),
    } | shown.beside(asked, request.user, by, at)
    return render(request, "confidentiality/detail.html", context)


def new(request):
    by = actor_of(request)
    admit(request, rules.may_ask(by), "confidentiality.ask")
    form = AskForm(posted(request), initial={"sought": WishForm(request.GET).named})

    def save():
        return actions.ask(**form.cleaned_data, by=by, on=timezone.localdate())

    return form_page(
        request, form, save=save, template="confidentiality/form.html", creates=True,
        done=_("Asked. If there is such a record, whoever keeps it decides, and you are told."),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def printed(request, pk):
    """查阅审批单."""
    asked = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_decide(actor, asked))

    def make(mark):
        return approval_form(asked, person=request.user, by=by, mark=mark)

    return paper_page(request, asked, make, f"{asked.reference()}.pdf")
