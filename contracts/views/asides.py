"""Beside the moves of a review: ask one more department, hand on, comment, remind."""

from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.web.forms import NextForm, Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, posted
from bizdept.web.presses import SeenForm
from contracts import asides, forms, rules, turns
from contracts.models import Contract
from contracts.views.records import fetch

TEMPLATE = "contracts/aside.html"


def taking_part(request, pk, what: str) -> tuple[Contract, Actor]:
    """The contract, and in whose name this person takes part in its review; 403 where it is not their turn."""
    contract = fetch(request, pk)
    by = acting(request, lambda actor: turns.takes_part(actor, contract))
    admit(request, turns.takes_part(by, contract), f"contracts.{what}", contract)
    return contract, by


def add_reviewer(request, pk):
    """Ask one more department (加签)."""
    contract, by = taking_part(request, pk, "add_reviewer")
    today = timezone.localdate()
    form = forms.AddReviewerForm(posted(request), departments=turns.departments_to_ask(contract, today))

    def save():
        seen = SeenForm(request.POST).seen
        asides.add_reviewer(contract, form.cleaned_data["department"], by=by, on=today, text=form.text, seen=seen)
        return NextForm(request.POST).address or contract.get_absolute_url()

    return form_page(
        request, form, save=save, template=TEMPLATE, done=_("The department is asked."), creates=True,
        record=contract, by=by, title=_("Ask one more department"), verb=_("Ask"), icon="user-plus",
        move="contracts.add_reviewer", next_address=NextForm(request.GET).address,
        sentence=_("The approval waits for its opinion; it sees the contract while it is in review."),
    )  # fmt: skip


def hand_on(request, pk):
    """Let a named colleague do what one was asked to (转交)."""
    contract, by = taking_part(request, pk, "hand_on")
    today = timezone.localdate()
    people = turns.who_may_take_over(contract, turns.opinion_owed(by, contract), today)
    form = forms.HandOnForm(posted(request), people=people)

    def save():
        seen = SeenForm(request.POST).seen
        asides.hand_on(contract, form.person, by=by, on=today, text=form.text, seen=seen)
        return NextForm(request.POST).address or contract.get_absolute_url()

    return form_page(
        request, form, save=save, template=TEMPLATE, done=_("It is handed on."), creates=True, record=contract,
        by=by, title=_("Hand on"), verb=_("Hand on"), icon="user-share", move="contracts.hand_on",
        next_address=NextForm(request.GET).address,
        sentence=_("It then waits on that colleague's desk alone; who else holds the post may still act."),
    )  # fmt: skip


def comment(request, pk):
    """Say something without deciding (只评论)."""
    contract = fetch(request, pk)
    by = acting(request, lambda actor: turns.takes_part(actor, contract))
    form = forms.CommentForm(posted(request))

    def save():
        asides.comment(contract, form.text, by=by)
        return NextForm(request.POST).address or contract.get_absolute_url()

    return form_page(
        request, form, save=save, template=TEMPLATE, done=_("Your comment is on the record."), creates=True,
        record=contract, by=by, title=_("Comment"), verb=_("Write"), icon="message-2", move="contracts.comment",
        next_address=NextForm(request.GET).address,
        sentence=_("Whoever may see the contract reads it; it can't be changed afterwards."),
    )  # fmt: skip


def remind(request, pk):
    """Press whoever the contract waits for (催办)."""
    contract, by = fetch(request, pk), actor_of(request)
    is_open = contract.state == Contract.State.IN_REVIEW
    admit(request, is_open and rules.is_drafter(by, contract), "contracts.remind", contract)

    def save():
        asides.remind(contract, by=by, at=moment())
        return contract

    return form_page(
        request, Nothing(posted(request)), save=save, template=TEMPLATE, done=_("They are reminded."), creates=True,
        record=contract, by=by, title=_("Remind"), verb=_("Remind"), icon="bell", move="contracts.remind",
        next_address="", sentence=_("Everybody whose opinion or decision is awaited gets a notice."),
    )  # fmt: skip
