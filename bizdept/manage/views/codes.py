"""One-time codes: shown once to each of the two hands that hold a half."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, hands, rules
from bizdept.manage.actions import codes
from bizdept.manage.views.door import only
from bizdept.people.models import OneTimeCode, User
from bizdept.refusal import Refused
from bizdept.web import drafts
from bizdept.web.fresh import Proof
from bizdept.web.pages import draft, instead_of_saving, posted, reasons_to_form, unjudged
from bizdept.web.presses import KeyForm, once


def halves(request):
    """1.3.1: second halves of one-time codes that wait for this person's hand."""
    by = only(request, rules.may_sign_posts, "code_halves")
    return render(request, "manage/halves.html", {"rows": hands.waiting_halves(by, timezone.now())})


def take(request, pk):
    only(request, rules.may_sign_posts, "take_half")
    code = get_object_or_404(OneTimeCode.objects.select_related("person", "made_by"), pk=pk)
    by = only(request, lambda actor: rules.may_take_half(actor, code, timezone.localdate()), "take_half", code.person)
    back = reverse("manage:code_halves")
    return show_once(
        request, forms.Nothing(posted(request)), make=lambda: codes.take_half(code, by=by, at=timezone.now()),
        template="manage/ask.html", then=lambda person: back, fresh=True, subject=code.person, back=back,
        title=_("Fetch the second half"), move="manage.take_half", verb=_("Show it once"), clause="1.3.1",
        sentences=[
            _("Somebody else has the first half; only both together open the account. Tell yours to the person alone,"
              " once you are sure who it is."),
            _("It is shown this once. That you fetched it is recorded."),
        ],
    )  # fmt: skip


def show_once(
    request, form, *, make: Callable[[], codes.Given], then: Callable[[User], str], template: str, fresh: bool = False,
    **context,
) -> HttpResponse:  # fmt: skip
    """Like form_page, but answers with the one-time code itself: it is stored nowhere, and never shown again.

    `then` names the address to go on to.
    """
    if answer := instead_of_saving(request):
        return answer
    status, proof = 200, Proof(request, fresh)
    made: list[codes.Given] = []

    def keep() -> str:
        made.append(make())
        return then(made[0].person)

    if request.method == "POST":
        key = KeyForm(request.POST)
        if all([key.is_valid(), form.is_valid(), proof.holds()]):
            try:
                address, is_new = once(request.user, key.cleaned_data["press"], keep)
            except Refused as refusal:
                reasons_to_form(form, refusal)
            else:
                drafts.forget(request.user, request.path)
                if is_new:
                    return render(request, "manage/one_time.html", {"given": made[0], "back": address})
                messages.warning(
                    request, _("It was done before. A one-time code is shown once: reset the password if it is lost.")
                )
                return redirect(address)
        status = 422
    unjudged(request, form)
    context |= {"form": form, "proof": proof.form, "press": KeyForm(posted(request)).kept}
    context |= {"draft": draft(request), "both": None, "now": []}
    return render(request, template, context, status=status)
