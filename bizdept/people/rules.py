"""Which posts go together, and who gives, signs and ends them (domain.md, People)."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.actor import Actor
from bizdept.people.models import POWERFUL, Appointment, Company, Delegation, FactorRule, Post, User, filled_today
from bizdept.people.sign_in import everybody_needs_one, factor_posts
from bizdept.refusal import Reason
from bizdept.regulation.models import Convention

BUSINESS = frozenset({Post.SPECIALIST, Post.ASSISTANT, Post.CHIEF, Post.LEADER, Post.REVIEWER})
APART: dict[str, frozenset[str]] = {  # 1.3.1: hands that stay apart; the small-office preset joins them, on the record
    Post.ADMINISTRATOR: BUSINESS | {Post.OFFICER, Post.PERSONNEL},
    Post.OFFICER: frozenset({Post.CHIEF, Post.LEADER, Post.ADMINISTRATOR}),
    Post.CHIEF: frozenset({Post.OFFICER, Post.ADMINISTRATOR}),
    Post.LEADER: frozenset({Post.OFFICER, Post.ADMINISTRATOR}),
}
WATCHING = (Post.ADMINISTRATOR, Post.OFFICER)  # who neither give nor take delegations
SIGNATORIES = (Post.CHIEF, Post.LEADER, Post.OFFICER)


def may_give_posts(by: Actor) -> bool:
    """1.2: posts are given by the administrator."""
    return by.holds(Post.ADMINISTRATOR)


def may_sign(by: Actor, appointment: Appointment) -> bool:
    """1.3.1: a powerful post is signed by chief, leader or officer: never by its holder or its giver."""
    own = by.is_any_of(appointment.person_id, appointment.given_by_id)
    return by.holds(*SIGNATORIES) and not own


def reasons_against_post(person: User, post: str, others: set[str]) -> Iterator[Reason]:
    """1.3.1: the posts that nobody holds together, unless the leader signed the small-office preset."""
    if not person.is_active:
        yield Reason("left", _("%s has left.") % person)
    both = others & (APART.get(post, frozenset()) | {one for one, apart in APART.items() if post in apart})
    if both and not Company.ours().small_office:
        words = pgettext("between names", ", ").join(str(Post(one).label) for one in sorted(both))
        yield Reason(
            "apart", _("Nobody is both %(post)s and %(others)s.") % {"post": Post(post).label, "others": words}
        )


def may_delegate(by: Actor, of: User) -> bool:
    """3.3.3: one delegates one's own approvals; the administrator enters it for somebody who can't."""
    return by.person == of or by.holds(Post.ADMINISTRATOR)


def may_sign_delegation(by: Actor, row: Delegation) -> bool:
    """1.3.1: what the administrator enters gives somebody another's power, so a second hand signs it: the absent
    person, chief, leader or officer, never whoever entered it or would stand in. Signed in person, as a post is."""
    own = by.is_any_of(row.made_by_id, row.to_id) or by.on_behalf_of is not None
    return row.awaits_signature and not own and (by.person.pk == row.of_id or by.holds(*SIGNATORIES))


def reasons_against_delegation(of: User, to: User, starts: date, ends: date | None) -> Iterator[Reason]:
    """3.3.3: a delegate is somebody else of the house, whose posts go with those they stand in for."""
    if of == to:
        yield Reason("self", _("Nobody stands in for themselves."), "to")
    if not to.is_active:
        yield Reason("left", _("%s has left.") % to, "to")
    if ends and ends < starts:
        yield Reason("ends", _("It ends before it begins."), "ends_on")
    if (watches(of, starts) or watches(to, starts)) and not Company.ours().small_office:
        yield Reason(
            "apart", _("Administrators and confidentiality officers neither give nor take delegations."), "to"
        )
    taken = Delegation.objects.in_force(starts).filter(of=of)
    if any(row.ends_on and ends for row in taken):
        yield Reason("twice", _("Somebody stands in for %s already in these days.") % of, "starts_on")


def watches(person: User, on: date) -> bool:
    """1.3.1: whether somebody keeps the accounts or watches over them on that day or later, signed or not yet."""
    held = person.appointments.filter(post__in=WATCHING)
    return held.filter(Q(ended_on=None) | Q(ended_on__gt=on)).exists()


def reasons_against_watching(person: User, post: str, since: date) -> Iterator[Reason]:
    """1.3.1: who comes to keep the accounts, or to watch over them, brings no delegation along."""
    rows = Delegation.objects.filter(Q(of=person) | Q(to=person), Q(ends_on=None) | Q(ends_on__gte=since))
    if post in WATCHING and rows.filter(withdrawn_on=None).exists() and not Company.ours().small_office:
        words = _("%s stands in for somebody, or is stood in for: withdraw the delegation first.")
        yield Reason("delegation", words % person)


def needs_signature(post: str) -> bool:
    return post in POWERFUL


def needs_factor(person: User) -> bool:
    """1.3.1: whether somebody signs in by two factors: by a post of their own, or of whoever they stand in for."""
    return everybody_needs_one() or person.holds(*factor_posts(), for_others=True)


def needing_factor(on: date) -> Exists | Value:
    """1.3.1: the same of each in a list of people, by the same appointments and delegations."""
    if everybody_needs_one():
        return Value(True)
    return Exists(filled_today(OuterRef("pk"), on).filter(post__in=factor_posts()))


def may_see_factors(by: Actor) -> bool:
    """1.3.1: whoever keeps the accounts, watches over them, or says who needs a second factor."""
    return by.holds(Post.ADMINISTRATOR, Post.OFFICER, Post.LEADER)


def may_propose_factors(by: Actor) -> bool:
    """1.3.1: the administrator proposes who needs a second factor; the leader says so."""
    return by.on_behalf_of is None and by.holds(Post.ADMINISTRATOR, Post.LEADER)


def may_decide_factors(by: Actor, row: FactorRule) -> bool:
    """1.3.1: the officer or the leader signs, in person, and never what they proposed."""
    own = by.is_any_of(row.proposed_by_id) or by.on_behalf_of is not None
    return by.holds(Post.OFFICER, Post.LEADER) and not own


def reasons_against_factor_rule(everybody: bool, posts: set[str]) -> Iterator[Reason]:
    """1.3.1: a proposal changes something."""
    now = FactorRule.in_force()
    if everybody == now.everybody and posts == set(now.posts):
        yield Reason("already", _("It is so already."))


def reasons_against_deciding_factors(row: FactorRule) -> Iterator[Reason]:
    """1.3.1: what is decided is not decided again."""
    if row.is_signed is not None:
        yield Reason("already", _("There is nothing to sign any more."))


def may_see_conventions(by: Actor) -> bool:
    """8.1.1: whoever keeps the settings, watches over them, or signs how things are written."""
    return by.holds(Post.ADMINISTRATOR, Post.OFFICER, Post.LEADER)


def may_know_numbers(by: Actor) -> bool:
    """1.3.1: officer and leader; whoever keeps the accounts knows no counts of records."""
    return by.holds(Post.OFFICER, Post.LEADER) and not by.holds(Post.ADMINISTRATOR)


def may_propose_convention(by: Actor) -> bool:
    """8.1.1: the administrator, in person."""
    return by.on_behalf_of is None and by.holds(Post.ADMINISTRATOR)


def may_decide_convention(by: Actor, row: Convention) -> bool:
    """8.1.1: the leader signs, in person, and never what they proposed."""
    return by.holds(Post.LEADER) and by.on_behalf_of is None and not by.is_any_of(row.proposed_by_id)


def reasons_against_convention(content: Mapping, now: Mapping) -> Iterator[Reason]:
    """8.1.1: a proposal changes something."""
    if content == now:
        yield Reason("already", _("It is so already."))


def reasons_against_deciding(row: Convention) -> Iterator[Reason]:
    """8.1.1: what is decided, or was replaced, is not decided again."""
    if row.is_signed is not None:
        yield Reason("already", _("There is nothing to sign any more."))
