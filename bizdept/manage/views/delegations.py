"""Who stands in for whom."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.manage import forms, hands, rules
from bizdept.manage.actions import places
from bizdept.manage.views.door import only
from bizdept.people.models import Delegation
from bizdept.people.rules import may_delegate, may_sign_delegation
from bizdept.web.pages import form_page, posted

ENTERED = gettext_lazy("The delegation is entered. What is entered for somebody else holds once it is signed.")


def index(request):
    """3.3.3: one's own; everybody's for administrators and officers."""
    today, person = timezone.localdate(), request.user
    own = hands.delegations_of(person, today)
    by = only(request, lambda actor: bool(own) or rules.may_see_delegations(actor), "delegations")
    sees_all = rules.may_see_accounts(by)
    rows = hands.all_delegations() if sees_all else own
    context = {
        "rows": [
            (
                row,
                hands.delegation_state(row, today),
                may_delegate(by, row.of) and rules.may_be_withdrawn(row, today),
                may_sign_delegation(by, row),
            )
            for row in rows
        ],
        "sees_all": sees_all,
        "may_delegate": rules.may_have_delegate(person) or rules.may_keep_accounts(by),
        "lacks_default": person.holds("chief") and not hands.has_default_delegate(person, today),
    }
    return render(request, "manage/delegations.html", context)


def may_begin(actor) -> bool:
    return rules.may_have_delegate(actor.person) or rules.may_keep_accounts(actor)


def new(request):
    by, today = only(request, may_begin, "delegate"), timezone.localdate()
    of = None if rules.may_keep_accounts(by) else request.user
    form = forms.DelegationForm(posted(request), initial={"starts_on": today}, of=of, on=today)

    def save():
        given = form.cleaned_data
        places.delegate(
            of or given["of"], given["to"], starts_on=given["starts_on"], ends_on=given["ends_on"],
            reason=given["reason"], by=by, on=today,
        )  # fmt: skip
        return reverse("manage:delegations")

    return form_page(
        request, form, save=save, template="manage/ask.html", done=str(ENTERED),
        creates=True, title=_("Who stands in"), back=reverse("manage:delegations"), move="manage.delegate",
        verb=_("Enter"), clause="3.3.3", sentences=[
            _("Each step of the delegate says for whom it was taken. Neither may decide on what is the other's own."),
        ],
    )  # fmt: skip


def sign(request, pk):
    """The second hand under what the administrator entered."""
    only(request, rules.may_see_delegations, "sign_delegation")
    row = get_object_or_404(Delegation.objects.select_related("of", "to"), pk=pk)
    by = only(request, lambda actor: may_sign_delegation(actor, row), "sign_delegation", row)

    def save():
        places.sign_delegation(row, by=by, on=timezone.localdate())
        return reverse("manage:delegations")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("Signed."),
        fresh=True, title=_("Sign the delegation"), delegation=row, back=reverse("manage:delegations"),
        move="manage.sign_delegation", verb=_("Sign"), clause="3.3.3",
        sentences=[_("From the first day on the delegate decides in the absent person's place.")],
    )  # fmt: skip


def withdraw(request, pk):
    only(request, may_begin, "withdraw_delegation")
    row = get_object_or_404(Delegation.objects.select_related("of", "to"), pk=pk)
    by = only(request, lambda actor: may_delegate(actor, row.of), "withdraw_delegation", row)

    def save():
        places.withdraw_delegation(row, by=by, on=timezone.localdate())
        return reverse("manage:delegations")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("Withdrawn."),
        title=_("Withdraw the delegation"), delegation=row, back=reverse("manage:delegations"),
        move="manage.withdraw_delegation", verb=_("Withdraw"), tone="bad", clause="3.3.3",
        sentences=[_("From now on nobody acts by it. What was decided till then stays.")],
    )  # fmt: skip
