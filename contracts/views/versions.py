"""Frozen versions, and what is printed of them."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.web.handed import paper_page
from bizdept.web.pages import actor_of
from bizdept.workflow.models import Version
from contracts import papers, rules, shown
from contracts.models import Contract
from contracts.views.records import fetch


def version_or_404(request, pk, number) -> Version:
    """A frozen version: to whoever may see the contract, and to those who gave an opinion on that very version."""
    row = Version.objects.of_kind(Contract).select_related("frozen_by").find(pk, number)
    if row is None:
        raise Http404
    row.contract = Contract.objects.with_rights(request.user, pk)
    if not row.contract.rights and rules.keeps_version(request.user, row, row.contract, timezone.localdate(moment())):
        row.contract.rights = {"opinion": row.contract.level}
    if not row.contract.rights:
        log.refused(row.contract, by=actor_of(request), what="contracts.version")
        raise Http404
    return row


def version(request, pk, number):
    row = version_or_404(request, pk, number)
    log.look(row.contract, by=actor_of(request), what="version", number=number)
    against = Version.objects.of_kind(Contract).find(pk, number - 1)
    found = shown.changed(against.content, row.content, row.contract.reach) if against else []
    context = {
        "record": row.contract,
        "version": row,
        "content": row.content,
        "against": against,
        "changes": found,
    }
    return render(request, "contracts/version.html", context)


def version_pdf(request, pk, number):
    """The printed text of a version: rendered once, its bytes kept."""
    row = version_or_404(request, pk, number)
    name = f"{row.contract.number}-v{number}.pdf"
    by = actor_of(request)

    def make(mark):
        return papers.pdf_of(row, row.contract, by=by, mark=mark)

    return paper_page(request, row.contract, make, name, part=number, is_for_both=True, number=number)


def review_sheet(request, pk):
    """The review form for the paper archive: facts, opinions, decisions, lines for signatures."""
    contract = fetch(request, pk)
    name = f"{contract.number}-review.pdf"
    by = actor_of(request)
    return paper_page(request, contract, lambda mark: papers.review_sheet(contract, by=by, mark=mark), name)
