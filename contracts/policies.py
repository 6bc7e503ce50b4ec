"""Review policies (3.3.3): proposed by the chief, in force once the leader has signed them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Post, holders
from bizdept.refusal import Reason, Refused, refuse
from contracts import rules
from contracts.models import ReviewPolicy


@sealed()
def propose(
    *, by: Actor, on: date, kind: str, from_amount: Decimal, disciplines: Sequence[str], holds_from: date
) -> ReviewPolicy:
    """Ask the leader to let these departments be asked about contracts of a kind from an amount on."""
    if not rules.may_propose_policy(by):
        raise PermissionDenied
    refuse(rules.reasons_against_policy(holds_from, on))
    policy = ReviewPolicy.objects.create(
        kind=kind,
        from_amount=from_amount,
        disciplines=list(disciplines),
        holds_from=holds_from,
        proposed_by=by.person,
        proposed_for=by.on_behalf_of,
    )
    note("record", "contracts.policy.propose", policy, by=by, disciplines=list(disciplines))
    leaders = holders(Post.LEADER, by.person.department_id)
    address = reverse("contracts:policies")
    tell(
        News(p, f"policy:{policy.pk}", lambda: _("A review policy waits for your signature."), address)
        for p in leaders
    )
    return policy


@sealed()
def sign(policy: ReviewPolicy, *, by: Actor, on: date) -> ReviewPolicy:
    """The leader's signature: from then on it holds, in the place of the one for the same kind and amount."""
    policy = ReviewPolicy.objects.select_for_update().get(pk=policy.pk)
    if not policy.awaits_signature:
        raise Refused([Reason("already", _("It is signed already."))])
    if not rules.may_sign_policy(by, policy):
        raise PermissionDenied
    same = ReviewPolicy.objects.in_force(policy.holds_from).filter(kind=policy.kind, from_amount=policy.from_amount)
    same.exclude(pk=policy.pk).update(ended_on=policy.holds_from)
    policy.signed_by, policy.signed_for, policy.signed_on = by.person, by.on_behalf_of, on
    policy.save()
    note("record", "contracts.policy.sign", policy, by=by)
    return policy
