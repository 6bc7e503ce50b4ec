"""Second factors: who needs one, by two hands; and a lost device, which two hands replace."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied

from bizdept.audit.chain import note, sealed
from bizdept.manage import notices, rules
from bizdept.manage.actions.accounts import lock
from bizdept.manage.actions.codes import Given, give_code
from bizdept.notices.outbox import tell
from bizdept.people import rules as people
from bizdept.people.actor import Actor
from bizdept.people.models import FactorRule, Post, User
from bizdept.people.sessions import forget_sessions
from bizdept.people.sign_in import factor_rule
from bizdept.refusal import refuse


@sealed()
def propose_rule(everybody: bool, posts: Iterable[str], *, by: Actor, at: datetime) -> FactorRule:
    """Who is to need a second factor besides the posts of the settings (1.3.1). The leader's word holds at once, the
    administrator's once it is signed."""
    if not people.may_propose_factors(by):
        raise PermissionDenied
    posts = sorted(set(posts))
    refuse(people.reasons_against_factor_rule(everybody, set(posts)))
    row = FactorRule(everybody=everybody, posts=posts, proposed_by=by.person, proposed_at=at)
    if by.holds(Post.LEADER):
        row.is_leaders, row.is_signed, row.decided_by, row.decided_at = True, True, by.person, at
    row.save()
    factor_rule.forget()
    note("account", "factors.propose", row, by=by, row=row, everybody=int(everybody), posts=",".join(posts))
    tell(notices.of_factor_rule(row, at) if row.is_signed else notices.of_factor_proposal(row, at))
    return row


@sealed()
def decide_rule(row: FactorRule, is_signed: bool, *, by: Actor, at: datetime) -> FactorRule:
    """The second hand signs a proposal, from now on it holds; or declines it."""
    row = FactorRule.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not people.may_decide_factors(by, row):
        raise PermissionDenied
    refuse(people.reasons_against_deciding_factors(row))
    row.is_signed, row.decided_by, row.decided_at = is_signed, by.person, at
    row.save(update_fields=["is_signed", "decided_by", "decided_at"])
    factor_rule.forget()
    note("account", "factors.sign" if is_signed else "factors.decline", row, by=by, row=row)
    tell(notices.of_factor_rule(row, at))
    return row


@sealed()
def reset_device(person: User, *, by: Actor, at: datetime) -> Given:
    """A lost device: the second factor goes, and with it password and sessions. The person comes in by a one-time code
    of two halves and sets up a new one; no single hand could do so in their place (1.3.1)."""
    person = lock(person, by=by)
    is_set_up = Authenticator.objects.filter(user=person).exists()
    refuse([*rules.reasons_against_reset(person, by), *rules.reasons_against_device(is_set_up)])
    given = give_code(person, by=by, at=at)
    Authenticator.objects.filter(user=person).delete()
    ended = forget_sessions(person)
    note("account", "account.reset_factor", person, by=by, sessions=ended, code=given.part)
    tell(notices.of_device_reset(person, at))
    return given
