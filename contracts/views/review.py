"""What departments say of a contract, and the conditions that they set."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.web.forms import NextForm, Nothing
from bizdept.web.pages import acting, admit, form_page, posted
from bizdept.web.presses import SeenForm
from bizdept.workflow import review
from bizdept.workflow.models import Condition, Opinion
from contracts import forms, shown, turns
from contracts.models import Contract
from contracts.views.records import fetch


def awaited(request, pk, what: str) -> tuple[Contract, Opinion, Actor]:
    """The contract, the opinion that this person owes on it, and in whose name; 403 where none is owed."""
    contract = fetch(request, pk)
    by = acting(request, lambda actor: turns.opinion_owed(actor, contract) is not None)
    row = turns.opinion_owed(by, contract)
    admit(request, row is not None, f"contracts.{what}", contract)
    return contract, row, by


def opinion(request, pk):
    """A department says what it thinks."""
    contract, row, by = awaited(request, pk, "opinion")
    form = forms.OpinionForm(posted(request))

    def save():
        given = form.cleaned_data
        review.give_opinion(
            row, given["verdict"], by=by, on=timezone.localdate(), seen=SeenForm(request.POST).seen,
            note=given["note"], conditions=given["conditions"],
        )  # fmt: skip
        return NextForm(request.POST).address or contract.get_absolute_url()

    return form_page(
        request, form, save=save, template="contracts/opinion.html", done=_("Your opinion is on the record."),
        record=contract, opinion=row, by=by, changes=shown.changes_for(row, contract.reach),
        next_address=NextForm(request.GET).address,
    )  # fmt: skip


def confirm(request, pk):
    """Still agreed, for the new version."""
    contract, row, by = awaited(request, pk, "confirm")

    def save():
        review.confirm(row, by=by, on=timezone.localdate(), seen=SeenForm(request.POST).seen)
        return contract

    return form_page(
        request, Nothing(posted(request)), save=save, template="contracts/confirm.html",
        done=_("Your opinion stands for the new version too."), record=contract, opinion=row,
        changes=shown.changes_for(row, contract.reach),
    )  # fmt: skip


def meet(request, pk, condition):
    """Tick a condition that one's department set."""
    contract = fetch(request, pk)
    row = get_object_or_404(Condition.objects.in_record(contract), pk=condition)
    by = acting(request, lambda actor: review.may_meet(actor, row))
    admit(request, review.may_meet(by, row), "contracts.meet", contract)

    def save():
        review.meet(row, by=by, on=timezone.localdate())
        return contract

    return form_page(
        request, Nothing(posted(request)), save=save, template="contracts/meet.html",
        done=_("The condition is met."), record=contract, condition=row,
    )  # fmt: skip
