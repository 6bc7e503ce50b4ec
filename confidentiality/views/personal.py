"""The pages of people's own data: requests, one request, the copy; and what is kept about those who work here."""

import hashlib

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.models import Taken
from bizdept.access.taken import new_mark
from bizdept.audit.clock import moment
from bizdept.regulation.numbers import value
from bizdept.web import sheets
from bizdept.web.handed import attachment
from bizdept.web.lists.page import list_page
from bizdept.web.pages import acting, admit, move_page, posted, visible_or_404
from confidentiality.actions import personal as actions
from confidentiality.columns.personal import COPY
from confidentiality.forms import personal as forms
from confidentiality.lifecycle.personal import LIFECYCLE
from confidentiality.listing import PERSONAL
from confidentiality.models import DataRequest
from confidentiality.rules import personal as rules
from confidentiality.shown import personal as shown
from confidentiality.views.records import ask_page, record_page
from customers.models import Customer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def fetch(request, pk) -> DataRequest:
    return visible_or_404(request, DataRequest, pk)


def index(request):
    return list_page(
        request, PERSONAL, empty=_("Nobody has asked about their data"),
        empty_lead=_("A request is taken down on the customer's page: a copy, a correction, an erasure."),
    )  # fmt: skip


def detail(request, pk):
    row = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_answer(actor, row))
    return record_page(
        request, PERSONAL, row, "confidentiality/personal.html", **shown.beside(row, request.user),
        may_copy=rules.may_copy(by, row),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def new(request, customer):
    about = visible_or_404(request, Customer, customer)
    by = acting(request, lambda actor: rules.may_take_down(actor, about))
    admit(request, rules.may_take_down(by, about), "confidentiality.take_down", about)
    form = forms.TakeDownForm(posted(request), people=about.contacts.on_file())

    def save():
        return actions.take_down(form.cleaned_data["contact"], form.facts(), by=by, on=timezone.localdate())

    return ask_page(
        request, PERSONAL, form, save=save, title=_("A person asks about their data"),
        move="confidentiality.take_down",
        done=_("It is taken down. The days until the answer run from today."), back=about.get_absolute_url(),
        lead=_("They may have a copy, have mistakes put right, have it all erased. Make sure that it is they."),
    )  # fmt: skip


def copy(request, pk):
    """Everything that is on file about the person, as a workbook to hand over to them."""
    row = fetch(request, pk)
    by = acting(request, lambda actor: rules.may_copy(actor, row))
    admit(request, rules.may_copy(by, row), "confidentiality.copy_person", row)
    mark = new_mark(by, moment())
    content = sheets.xlsx(row.reference(), COPY, shown.copy_of(row.contact), str(mark))
    sha256 = hashlib.sha256(content).hexdigest()
    log.take(row, mark, Taken.How.FILE, by=by, sha256=sha256, level=row.level, contact=row.contact_id)
    return attachment(content, XLSX, f"{row.reference()}.xlsx")


def notice(request):
    """What the software keeps about those who work with it, who reads it, and for how long."""
    on = timezone.localdate()
    context = {"listing": PERSONAL, "months": value("personal.kept_months", on), "days": rules.answer_days(on)}
    return render(request, "confidentiality/notice.html", context)
