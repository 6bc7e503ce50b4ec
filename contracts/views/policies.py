"""Who is asked about which contracts: the chief proposes, the leader signs."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.regulation.numbers import value
from bizdept.web.forms import Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, posted
from contracts import forms, rules
from contracts import policies as policy_actions
from contracts.models import ReviewPolicy


def policies(request):
    """Who is asked about which contracts; the chief proposes here, the leader signs."""
    by = actor_of(request)
    admit(request, rules.may_see_policies(by), "contracts.policies")
    rows = list(ReviewPolicy.objects.shown())
    context = {
        "policies": [{"row": row, "may_sign": rules.may_sign_policy(by, row)} for row in rows],
        "may_propose": rules.may_propose_policy(by),
        "threshold": value("contracts.leader_threshold", timezone.localdate()),
        "small": value("contracts.small_order", timezone.localdate()),
    }
    return render(request, "contracts/policies.html", context)


def propose_policy(request):
    by = acting(request, rules.may_propose_policy)
    admit(request, rules.may_propose_policy(by), "contracts.propose_policy")
    form = forms.PolicyForm(posted(request), initial={"holds_from": timezone.localdate()})

    def save():
        policy_actions.propose(by=by, on=timezone.localdate(), **form.cleaned_data)
        return reverse("contracts:policies")

    return form_page(
        request, form, save=save, template="contracts/policy_form.html",
        done=_("It waits for the leader's signature."), creates=True,
    )  # fmt: skip


def sign_policy(request, pk):
    by = actor_of(request)
    policy = get_object_or_404(ReviewPolicy.objects.shown(), pk=pk)
    admit(request, rules.may_sign_policy(by, policy), "contracts.sign_policy")

    def save():
        policy_actions.sign(policy, by=by, on=timezone.localdate())
        return reverse("contracts:policies")

    return form_page(
        request, Nothing(posted(request)), save=save, template="contracts/policy_sign.html",
        done=_("It is signed."), policy=policy, fresh=True,
    )  # fmt: skip
