"""What holds for the whole house: the numbers of the regulation, our company, the small-office preset."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, rules
from bizdept.manage import terms as shown
from bizdept.manage.actions import terms
from bizdept.manage.views.door import only
from bizdept.people.models import Company, our_company
from bizdept.regulation.numbers import NUMBERS
from bizdept.web.pages import form_page, posted
from bizdept.web.presses import StampForm
from bizdept.workflow.history import fingerprint
from customers.codes import problem_with_code


def numbers(request):
    """9.1: each number with the value in force, its article, and what is planned."""
    by = only(request, rules.may_see_numbers, "numbers")
    context = {
        "rows": shown.number_rows(by, timezone.localdate()),
        "small_office": our_company().small_office,
        "may_set_small_office": rules.may_set_small_office(by),
    }
    return render(request, "manage/numbers.html", context)


def number(request, name):
    """The way of one number; and another value, for those who may change it."""
    by, today = only(request, rules.may_see_numbers, "number"), timezone.localdate()
    if name not in NUMBERS:
        raise Http404
    declared = NUMBERS[name]
    may_change = rules.may_change_number(by, name)
    if request.method == "POST":
        only(request, lambda actor: rules.may_change_number(actor, name), "change_number")
    form = forms.NumberForm(posted(request), initial={"holds_from": today})

    def save():
        given = form.cleaned_data
        terms.change_number(
            name, given["value"], holds_from=given["holds_from"], reason=given["reason"], by=by, on=today,
            at=timezone.now(),
        )  # fmt: skip
        return reverse("manage:numbers")

    return form_page(
        request, form, save=save, template="manage/number.html", done=_("The number is changed."), creates=True,
        may_change=may_change, is_leaders=name in rules.LEADERS_NUMBERS, number=declared,
        changes=shown.changes_of(declared), title=declared.words,
    )  # fmt: skip


def company(request):
    """What contracts and printed forms say of ourselves."""
    by = only(request, rules.may_keep_accounts, "company")
    form = forms.CompanyForm(posted(request), instance=Company.ours())
    seen = StampForm(request.POST).stamp

    def save():
        terms.revise_company(form.cleaned_data, by=by, at=timezone.now(), seen=seen)
        if problem := problem_with_code(form.cleaned_data["code"]):
            messages.warning(request, problem)
        return reverse("manage:company")

    return form_page(
        request, form, save=save, template="manage/form.html", done=_("Saved."), title=_("Our company"),
        back=reverse("manage:people"), move="manage.revise_company", clause="3.3.2", is_pairs=True,
        note=_("This stands on new contracts and forms. Versions that were frozen keep what they said."),
        stamp=lambda: fingerprint(Company.ours(), rules.COMPANY_FIELDS),
    )  # fmt: skip


def small_office(request):
    """1.3.1: the leader lets posts come together that stay apart elsewhere."""
    by = only(request, rules.may_set_small_office, "small_office")
    is_on = Company.ours().small_office

    def save():
        terms.set_small_office(not is_on, by=by, at=timezone.now())
        return reverse("manage:numbers")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("Signed."),
        title=_("Small-office preset"), back=reverse("manage:numbers"), move="manage.small_office", creates=True,
        verb=_("Switch it off") if is_on else _("Switch it on"), clause="1.3.1", sentences=[
            _("In an office of up to 15 people one person may hold posts that stay apart elsewhere, such as"
              " administrator and specialist. Nobody ever decides on what is their own."),
            _("It is on.") if is_on else _("It is off."),
        ],
    )  # fmt: skip
