"""The pages of what was said to a customer: the latest, one of them with its history, write one down, correct it."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.people.actor import Actor
from bizdept.web.pages import acting, actor_of, admit, form_page, posted
from bizdept.web.presses import StampForm
from bizdept.workflow.history import fingerprint, history_of
from customers import actions, forms, rules, shown
from customers.models import Communication, Customer
from customers.views.records import fetch, fetch_to_edit


def talk_of(customer: Customer, pk: int) -> Communication:
    return get_object_or_404(customer.communications.newest(), pk=pk)


def who_corrects(request, talk: Communication, customer: Customer) -> tuple[Actor, bool]:
    """In whose name this person may correct it, and whether they may."""
    at = timezone.now()
    by = acting(request, lambda actor: rules.may_correct(actor, talk, customer, at))
    return by, rules.may_correct(by, talk, customer, at) and customer.state != Customer.State.FROZEN


def index(request, pk):
    """All that was said, page by page."""
    customer = fetch(request, pk)
    log.look(customer, by=actor_of(request), what="communications")
    by = acting(request, lambda actor: rules.may_record(actor, customer))
    context = {
        "record": customer,
        "said": shown.said_to(customer, shown.ON_A_PAGE, forms.PageForm(request.GET).number),
        "may_record": rules.may_record(by, customer) and customer.state != Customer.State.FROZEN,
    }
    return render(request, "customers/communications.html", context)


def detail(request, pk, communication):
    """One of them, with who wrote what when."""
    customer = fetch(request, pk)
    talk = talk_of(customer, communication)
    log.look(customer, by=actor_of(request), what="communication")
    _by, may_correct = who_corrects(request, talk, customer)
    context = {"record": customer, "talk": talk, "history": history_of(talk), "may_correct": may_correct}
    return render(request, "customers/communication.html", context)


def new(request, pk):
    customer, by = fetch_to_edit(request, pk, "add_communication")
    today = timezone.localdate()
    initial = {"happened_on": today} | shown.step_that_waits(customer, by.person, today)
    form = forms.CommunicationForm(posted(request), people=shown.people_for(customer), initial=initial)

    def save() -> str:
        actions.record_communication(customer, form.cleaned_data, by=by, at=timezone.now())
        return customer.get_absolute_url()

    return form_page(
        request, form, save=save, template="customers/communication_form.html", done=_("Written down."),
        creates=True, record=customer, talk=None,
    )  # fmt: skip


def edit(request, pk, communication):
    customer = fetch(request, pk)
    talk, told = talk_of(customer, communication), forms.CommunicationForm.Meta.fields
    by, may_correct = who_corrects(request, talk, customer)
    admit(request, may_correct, "customers.edit_communication", customer)
    people, seen = shown.people_for(customer, talk.contact_id), StampForm(request.POST).stamp
    form = forms.CommunicationForm(posted(request), instance=talk, people=people)

    def save() -> Communication:
        return actions.correct_communication(talk, form.cleaned_data, by=by, at=timezone.now(), seen=seen)

    return form_page(
        request, form, save=save, template="customers/communication_form.html", done=_("Saved."), record=customer,
        talk=talk, stamp=lambda: fingerprint(talk_of(customer, communication), told),
    )  # fmt: skip
