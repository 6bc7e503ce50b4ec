"""The register of NDAs: until when each is in force."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, rules, shown
from bizdept.manage.actions import accounts
from bizdept.manage.views.door import only
from bizdept.web.pages import form_page, posted

PAGE_SIZE = 50


def index(request):
    """8.2.1: who has signed, whose ends soon, who has not."""
    by, today = only(request, rules.may_keep_ndas, "ndas"), timezone.localdate()
    form = forms.NdaFilter(request.GET, user=request.user)
    people = shown.ndas(today, form.shown_view, form.good("q") or "")
    page = Paginator(people, PAGE_SIZE).get_page(form.good("page") or 1)
    rows = [(person, shown.nda_of(person, today), rules.may_register_nda(by, person)) for person in page]
    return render(request, "manage/ndas.html", {"form": form, "page": page, "rows": rows})


def register(request, pk):
    only(request, rules.may_keep_ndas, "register_nda")
    person = shown.person_of(pk, timezone.localdate())
    if person is None:
        raise Http404
    by = only(request, lambda actor: rules.may_register_nda(actor, person), "register_nda", person)
    form = forms.NdaForm(posted(request), initial={"until": person.nda_until})

    def save():
        accounts.register_nda(person, form.cleaned_data["until"], by=by, on=timezone.localdate())
        return reverse("manage:ndas")

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("The NDA is registered."),
        title=_("Register an NDA"), subject=person, back=reverse("manage:ndas"), move="manage.register_nda",
        verb=_("Register"), clause="8.2.1", sentences=[
            _("Without an NDA in force nobody reads what is confidential."),
        ],
    )  # fmt: skip
