"""The pages of customer files: list, record, contacts, files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bizdept.access import log
from bizdept.access.changes import usual_level
from bizdept.audit.clock import moment
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.web.forms import FileForm, Nothing
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, posted_files, visible_or_404
from bizdept.web.presses import SeenForm, StampForm
from bizdept.workflow.history import fingerprint
from customers import actions, forms, rules, shown
from customers.codes import problem_with_code
from customers.lifecycle import LIFECYCLE
from customers.listing import CUSTOMERS
from customers.models import Customer
from customers.questions import Look, panels


def fetch(request, pk) -> Customer:
    """The customer with what its page names, if this person may see it."""
    return visible_or_404(request, Customer, pk)


def fetch_to_edit(request, pk, what: str) -> tuple[Customer, Actor]:
    """The customer, and in whose name this person may change it; a refusal is noted."""
    customer = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_edit(actor, customer))
    admit(request, rules.may_edit(by, customer), f"customers.{what}", customer)
    return customer, by


def refuse_without_post(request, what: str) -> None:
    """Only whoever may open files comes further; a refusal is noted."""
    admit(request, rules.may_open_files(actor_of(request)), f"customers.{what}")


def index(request):
    return list_page(request, CUSTOMERS, may_open=rules.may_open_files(actor_of(request)))


def detail(request, pk):
    at = moment()
    customer, by = visible_or_404(request, Customer, pk, at=at), actor_of(request)
    log.look(customer, by=by)
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, customer)))
    context = {
        "record": customer,
        "by": by,
        "moves": LIFECYCLE.open_to(by, customer),
        "contacts": shown.contacts_of(customer),
        "said": shown.said_to(customer, shown.LATEST),
        "files": Attachment.objects.of(customer).up_to(customer.reach).with_who(),
        "granted": customer.granted,
        "panels": sorted(panels(Look(customer, request.user)), key=lambda panel: panel.order),
        "beside": beside(request, CUSTOMERS, pk),
        "code_problem": problem_with_code(customer.code),
        "may_edit": rules.may_edit(by, customer) and customer.state != Customer.State.FROZEN,
        "may_unmask": rules.may_unmask(by, customer),
    }
    return render(request, "customers/detail.html", context)


def owners_for(request):
    """Among whom the keeper may be chosen: the chief's people, or nobody."""
    return User.objects.colleagues_of(request.user).holding(*rules.KEEPERS) if request.user.holds(Post.CHIEF) else None


def warn_of_code(request, customer: Customer) -> Customer:
    """5.1.1: a wrong credit code is told, never a wall."""
    if problem := problem_with_code(customer.code):
        messages.warning(request, problem)
    return customer


def new(request):
    refuse_without_post(request, "new")
    by = actor_of(request)
    usual = {"level": usual_level("customers", timezone.localdate())}
    form = forms.CustomerForm(
        posted(request), initial=usual, owners=owners_for(request), asks_at="/customers/duplicates/"
    )

    def save():
        fields, other = form.fields_to_keep(), form.cleaned_data["other_company"]
        made = actions.open_file(fields, by=by, on=timezone.localdate(), is_other_company=other)
        return warn_of_code(request, made)

    return form_page(
        request, form, save=save, template="customers/form.html", done=_("The file is open."), creates=True,
        title=_("New customer"), duplicates=duplicates_in(request, form),
    )  # fmt: skip


def is_autosave(request) -> bool:
    """What is typed is kept, and no page is answered: nothing is shown."""
    return request.method == "POST" and bool(request.headers.get("X-Autosave"))


def edit(request, pk):
    customer, by = fetch_to_edit(request, pk, "edit")
    form = forms.CustomerForm(
        posted(request), instance=customer, owners=owners_for(request), asks_at=f"/customers/{pk}/duplicates/"
    )
    seen = SeenForm(posted(request)).seen_or(customer.version)
    shown_whole = () if is_autosave(request) else Customer.MASKED
    for name in filter(lambda name: getattr(customer, name), shown_whole):
        log.look(customer, by=by, what="unmask", always=True, field=name)

    def save():
        fields, other = form.fields_to_keep(), form.cleaned_data["other_company"]
        return warn_of_code(request, actions.revise(customer, fields, by=by, seen=seen, is_other_company=other))

    return form_page(
        request, form, save=save, template="customers/form.html", done=_("Saved."), record=customer,
        title=customer.name, duplicates=duplicates_in(request, form, but=pk),
    )  # fmt: skip


def duplicates_in(request, form, *, but: int | None = None):
    """The files that stand against a form that was sent, to be looked at; none for one that wasn't."""
    if not form.is_bound:
        return None
    return shown.duplicates_for(request.user, forms.DuplicatesForm(request.POST).asked(), but=but)


def duplicates(request, pk=None):
    """Said while typing: is there a file of this company? A part of a page."""
    if pk is None:
        refuse_without_post(request, "duplicates")
    else:
        fetch_to_edit(request, pk, "duplicates")
    found = shown.duplicates_for(request.user, forms.DuplicatesForm(request.GET).asked(), but=pk)
    return render(request, "customers/duplicates.html", {"found": found})


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def history(request, pk):
    customer = fetch(request, pk)
    log.look(customer, by=actor_of(request), what="history", always=True)
    return render(request, "customers/history.html", {"record": customer, "history": shown.history_of(customer)})


def contact_of(customer: Customer, pk: int):
    return get_object_or_404(customer.contacts, pk=pk, left_on=None)


def contact(request, pk, contact=None):
    """Add a contact, or change one."""
    customer, by = fetch_to_edit(request, pk, "contact")
    row = contact_of(customer, contact) if contact else None
    form, told = forms.ContactForm(posted(request), instance=row), forms.ContactForm.Meta.fields
    seen = StampForm(request.POST).stamp
    if row is not None and not is_autosave(request):  # the telephone number stands in the form in full
        log.look(customer, by=by, what="unmask", always=True, contact=row.pk, field="contact")

    def save():
        if row is None:
            actions.add_contact(customer, form.cleaned_data, by=by)
        else:
            actions.change_contact(row, form.cleaned_data, by=by, seen=seen)
        return customer.get_absolute_url()

    return form_page(
        request, form, save=save, template="customers/contact.html", done=_("Saved."), creates=row is None,
        record=customer, contact=row,
        stamp=(lambda: fingerprint(contact_of(customer, contact), told)) if row else None,
    )  # fmt: skip


def leave_contact(request, pk, contact):
    customer, by = fetch_to_edit(request, pk, "contact")
    row = contact_of(customer, contact)

    def save():
        actions.leave_contact(row, by=by, on=timezone.localdate())
        return customer.get_absolute_url()

    return form_page(
        request, Nothing(posted(request)), save=save, template="customers/leave_contact.html",
        done=_("Marked as left."), record=customer, contact=row,
    )  # fmt: skip


@require_POST
def unmask(request, pk, contact):
    """A telephone number in full, and a line in the access log."""
    customer = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_unmask(actor, customer))
    row = contact_of(customer, contact)
    admit(request, rules.may_unmask(by, customer), "customers.unmask", customer)
    log.look(customer, by=by, what="unmask", always=True, contact=row.pk, field="phone")
    return render(request, "customers/phone.html", {"record": customer, "contact": row})


@require_POST
def unmask_field(request, pk, field):
    """8.1.1: the company's telephone number or bank account in full, and a line in the access log."""
    customer = fetch(request, pk)
    if field not in Customer.MASKED:
        raise Http404
    by = acting(request, lambda actor: rules.may_unmask(actor, customer))
    admit(request, rules.may_unmask(by, customer), "customers.unmask", customer)
    log.look(customer, by=by, what="unmask", always=True, field=field)
    label = Customer._meta.get_field(field).verbose_name
    return render(
        request, "customers/unmasked.html", {"record": customer, "label": label, "value": getattr(customer, field)}
    )


def add_file(request, pk):
    customer, by = fetch_to_edit(request, pk, "file")
    form = FileForm(posted(request), posted_files(request))

    def save():
        data = form.cleaned_data
        actions.add_file(customer, data["file"], by=by, level=data["level"], category=data["category"])
        return customer.get_absolute_url()

    return form_page(
        request, form, save=save, template="customers/file.html", done=_("The file is added."), creates=True,
        record=customer,
    )  # fmt: skip


def remove_file(request, pk, file):
    customer, by = fetch_to_edit(request, pk, "file")
    attachment = get_object_or_404(Attachment.objects.of(customer).up_to(customer.reach), pk=file)

    def save():
        actions.remove_file(customer, attachment, by=by, on=timezone.localdate())
        return customer.get_absolute_url()

    return form_page(
        request, Nothing(posted(request)), save=save, template="customers/remove_file.html",
        done=_("The file is taken away."), record=customer, attachment=attachment,
    )  # fmt: skip
