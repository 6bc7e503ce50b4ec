"""Find, look at, draft and revise contracts."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.changes import cost_level, usual_level
from bizdept.files.models import Attachment
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.forms import NextForm
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from bizdept.workflow import review
from bizdept.workflow.history import history_of
from bizdept.workflow.remarks import remarks_of
from contracts import actions, forms, rules, shown
from contracts.capitals import capitals as in_capitals
from contracts.content import shown as content_shown
from contracts.lifecycle import LIFECYCLE
from contracts.listing import CONTRACTS
from contracts.models import Contract
from customers.models import Customer


def fetch(request, pk) -> Contract:
    """The contract with all that its page names, if this person may see it."""
    return visible_or_404(request, Contract, pk)


def index(request):
    return list_page(request, CONTRACTS, may_draft=rules.may_draft(actor_of(request)))


def detail(request, pk):
    contract = fetch(request, pk)
    log.look(contract, by=actor_of(request))
    if contract.may_be_edited:
        prefetch_related_objects([contract], "items", "instalments", "clauses")
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, contract)))
    files = Attachment.objects.of(contract).with_who()
    content, version = content_shown(contract, files)
    logs = logs_of(contract) if contract.was_submitted else []
    opinions = review.opinions_of(contract) if contract.was_submitted else []
    context = {
        "record": contract,
        "by": by,
        "moves": LIFECYCLE.open_to(by, contract),
        "content": content,
        "version": version,
        "steps": steps(LIFECYCLE, contract, logs),
        "timeline": timeline(LIFECYCLE, logs, opinions, remarks_of(contract)),
        "asides": shown.asides(contract, request.user),
        "mine": shown.opinion_awaited_from(request.user, contract),
        "conditions": shown.conditions_of(request.user, opinions),
        "checks": shown.checks(contract, content, opinions, by),
        "files": [file for file in files if file.level <= contract.reach],
        "may_edit": rules.may_edit(actor_of(request), contract),
        "may_file": shown.may_file(contract, acting(request, lambda a: rules.is_drafter_or_assistant(a, contract))),
        "beside": beside(request, CONTRACTS, pk),
        "margin": rules.margin_of(contract) if contract.reach >= cost_level() else None,
    }
    return render(request, "contracts/detail.html", context)


def new(request):
    by = actor_of(request)
    admit(request, rules.may_draft(by), "contracts.new")
    customers = Customer.objects.visible_to(request.user)
    initial = {"customer": forms.CustomerPick(request.GET).cleaned_pk, "copies": 4} | rules.usual_terms()
    initial["level"] = usual_level("contracts", timezone.localdate())
    form = forms.TermsForm(posted(request), initial=initial, customers=customers)
    items, plan = (
        forms.ItemSet(posted(request), prefix="items"),
        forms.InstalmentSet(posted(request), prefix="plan"),
    )

    def save():
        return actions.draft_whole(form.cleaned_data, items.rows(), plan.rows(), by=by, on=timezone.localdate())

    return form_page(
        request, form, save=save, template="contracts/form.html", done=_("The contract is drafted."),
        parts=(items, plan), creates=True, items=items, plan=plan, title=_("New contract"),
    )  # fmt: skip


def edit(request, pk):
    contract, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_edit(by, contract), "contracts.edit", contract)
    customers = Customer.objects.offered_to(request.user, contract.customer_id)
    form = forms.TermsForm(posted(request), instance=contract, customers=customers)
    parts = forms.part_sets(contract, posted(request))
    library = forms.LibraryForm(posted(request), clauses=rules.clauses_absent(contract))
    seen = SeenForm(posted(request)).seen_or(contract.version)

    def save():
        return actions.revise(
            contract, by=by, seen=seen, terms=form.cleaned_data, items=parts["items"].rows(),
            instalments=parts["plan"].rows(), clauses=parts["clauses"].rows(), more=library.chosen(),
        )  # fmt: skip

    return form_page(
        request, form, save=save, template="contracts/form.html", done=_("Saved."), parts=(*parts.values(), library),
        record=contract, title=contract.number, library=library, now=lambda: forms.rows_now(contract, parts), **parts,
    )  # fmt: skip


def move(request, pk, name):
    contract = fetch(request, pk)
    content, version = content_shown(contract)
    return move_page(
        request, LIFECYCLE, contract, name, template="contracts/move.html", content=content, shown_version=version,
        next_address=NextForm(request.POST).address,
    )  # fmt: skip


def history(request, pk):
    contract = fetch(request, pk)
    log.look(contract, by=actor_of(request), what="history", always=True)
    hidden = shown.UNSPOKEN if contract.reach >= cost_level() else shown.UNSPOKEN | {"cost"}
    return render(request, "contracts/history.html", {"record": contract, "history": history_of(contract, hidden)})


def customers(request):
    """Customers that a contract may be with, while somebody types: those one may see, up to ten."""
    form = forms.SuggestForm(request.GET)
    found = []
    if form.is_valid():
        found = Customer.objects.visible_few(request.user, 10, lambda rows: rows.matching(q=form.cleaned_data["q"]))
    return render(request, "contracts/parts/customers.html", {"customers": found})


def capitals(request):
    """An amount in capitals, for the form to show while it is typed."""
    form = forms.AmountForm(request.GET)
    words = in_capitals(form.cleaned_data["amount"]) if form.is_valid() else ""
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
