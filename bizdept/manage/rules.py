"""Who keeps accounts, gives and signs posts, changes numbers; and what stands in the way of it."""

from collections.abc import Container, Iterable, Iterator, Sized
from datetime import date, datetime, timedelta
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from bizdept.calendar.reading import LONGEST, Days
from bizdept.calendar.rules import Special
from bizdept.people.actor import Actor
from bizdept.people.models import (
    Appointment,
    Below,
    Company,
    Delegation,
    Department,
    Discipline,
    OneTimeCode,
    Post,
    User,
)
from bizdept.people.rules import (
    APART,
    SIGNATORIES,
    may_give_posts,
    needs_signature,
    reasons_against_post,
    reasons_against_watching,
)
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim

YEAR = timedelta(days=366)
SMALL_OFFICE = 15  # people; domain.md, People
DELEGATING = (Post.CHIEF, Post.LEADER, Post.REVIEWER)  # whose approvals somebody else may have to give
LEADERS_NUMBERS = frozenset(
    {"contracts.leader_threshold", "contracts.small_order"}
)  # they bound the chief's own power
ACCOUNT_FIELDS = ("name", "department_id", "job_title", "email", "phone")
DEPARTMENT_FIELDS = ("name", "parent_id", "discipline", "is_section")
COMPANY_FIELDS = ("name", "code", "address", "legal_representative", "phone", "bank", "account")

claim("1.2", by="manage.may_keep_accounts", kind="rule")
claim("1.3.1", by="manage.reasons_against_giving", kind="rule")
claim("1.3.1", by="manage.watch", kind="job")
claim("9.1", by="manage.may_change_number", kind="rule")


def may_keep_accounts(by: Actor) -> bool:
    """1.2: accounts, departments, the company's data and the jobs are the administrator's."""
    return may_give_posts(by)


def may_see_accounts(by: Actor) -> bool:
    """1.3.1: what the administrator does, the confidentiality officer may look at."""
    return by.holds(Post.ADMINISTRATOR, Post.OFFICER)


def may_end_session(by: Actor, row: UserSession) -> bool:
    """1.2: where somebody is signed in ends by the administrator's hand, or by their own."""
    return may_keep_accounts(by) or by.person.pk == row.user_id


def reasons_against_ending_session(row: UserSession, here: str) -> Iterator[Reason]:
    """1.2: who sits at this very place signs out."""
    if row.session_key == here:
        yield Reason("here", _("This is where you are now: sign out instead."))


def may_watch_chain(by: Actor) -> bool:
    """1.3.1: the officer watches over the chain; the administrator, over the machine that it stands on."""
    return by.holds(Post.OFFICER, Post.ADMINISTRATOR)


def may_sign_posts(by: Actor) -> bool:
    """1.3.1: those whose signature a powerful post may wait for. Signed in person: no delegate signs."""
    return by.on_behalf_of is None and by.holds(*SIGNATORIES)


def may_see_numbers(by: Actor) -> bool:
    """9.1: the numbers of the regulation are read by whoever changes them, and whoever watches over it."""
    return by.holds(Post.CHIEF, Post.LEADER, Post.OFFICER, Post.ADMINISTRATOR)


def may_change_number(by: Actor, name: str) -> bool:
    """9.1: chief or leader; those that bound the chief's own power, the leader alone."""
    return by.holds(Post.LEADER) or (by.holds(Post.CHIEF) and name not in LEADERS_NUMBERS)


def may_set_small_office(by: Actor) -> bool:
    """1.3.1: that hands come together in a small office is signed by the leader."""
    return by.holds(Post.LEADER)


def may_have_delegate(person: User) -> bool:
    """3.3.3: whoever decides or gives opinions may be stood in for."""
    return person.holds(*DELEGATING)


def may_see_delegations(by: Actor) -> bool:
    """3.3.3: those who may be stood in for; and who keeps the accounts or watches over them."""
    return by.holds(*DELEGATING, Post.ADMINISTRATOR, Post.OFFICER)


def not_over(on: date) -> Q:
    """Appointments that hold on that day or later, signed or not."""
    return Q(ended_on=None) | Q(ended_on__gt=on)


def reasons_against_account(account: str) -> Iterator[Reason]:
    """1.2: an account is one person's, and differs from others by more than case."""
    if User.objects.filter(username__iexact=account).exists():
        yield Reason("taken", _("There is an account of this name already."), "username")


def reasons_against_first_run() -> Iterator[Reason]:
    """1.2: a house is founded once."""
    if User.objects.exists():
        yield Reason("already", _("There are accounts in this database: the first run is over."))


def reviewing_departments() -> dict[str, str]:
    """3.3.3: with what departments a new house begins, by discipline, in the language that is active."""
    return {
        Discipline.LEGAL: _("Legal department"),
        Discipline.FINANCE: _("Finance department"),
        Discipline.TECHNOLOGY: _("Technology department"),
    }


def reasons_against_address(before: str, after: str) -> Iterator[Reason]:
    """1.3.1: where another house vouches for people by their address, one hand does not say whose it is."""
    if settings.OIDC_ISSUER and settings.OIDC_CLAIM == "email" and after.casefold() != before.casefold():
        sentence = _("People sign in by this address: it is changed on the server, not by one hand.")
        yield Reason("address", sentence, "email")


def reasons_against_closing(person: User, by: Actor, on: date) -> Iterator[Reason]:
    """1.2: nobody shuts out themselves, or the last who keeps the accounts."""
    if not person.is_active:
        yield Reason("already", _("The account is closed already."))
    if by.is_any_of(person.pk):
        yield Reason("self", _("Nobody closes their own account: another administrator does it."))
    if is_last_administrator(person, on):
        yield Reason("last", _("This is the only administrator. Give the post to a second person first."))


def is_last_administrator(person: User, on: date) -> bool:
    """1.2: whether nobody else would keep the accounts."""
    administrators = User.objects.holding(Post.ADMINISTRATOR, on=on)
    return administrators.filter(pk=person.pk).exists() and not administrators.exclude(pk=person.pk).exists()


def reasons_against_reopening(person: User) -> Iterator[Reason]:
    """1.2: only what is closed is opened again."""
    if person.is_active:
        yield Reason("already", _("The account is open already."))


def reasons_against_reset(person: User, by: Actor) -> Iterator[Reason]:
    """1.2: a one-time password is for somebody else, who may sign in."""
    if by.is_any_of(person.pk):
        yield Reason("self", _("Change your own password on the page of your account."))
    yield from reasons_against_code_on_server(person)


def reasons_against_code_on_server(person: User) -> Iterator[Reason]:
    """1.2: a one-time code opens what is not closed."""
    if not person.is_active:
        yield Reason("left", _("The account is closed. Open it again first."))


def reasons_against_device(is_set_up: bool) -> Iterator[Reason]:
    """1.3.1: only what was set up is taken away."""
    if not is_set_up:
        yield Reason("none", _("No second factor is set up for this account."))


def reasons_against_test(person: User, channel: str, in_service: Container[str]) -> Iterator[Reason]:
    """1.2: a letter goes out by a way that is on, to somebody who has an address."""
    if channel not in in_service:
        yield Reason("off", _("This way out of the house is not set up."))
    elif not person.email:
        yield Reason("address", _("Your account has no e-mail address: enter one first."))


def reasons_against_backup(kind: str, folder: str, archives: Sized, is_busy: bool) -> Iterator[Reason]:
    """1.2: there is a place for backups, something to try, and one thing at a time."""
    if not folder:
        yield Reason("folder", _("BACKUP_DIR names no folder: whoever runs the server sets it."))
    elif kind == "trial" and not len(archives):
        yield Reason("none", _("There is no backup yet that could be tried."))
    if is_busy:
        yield Reason("busy", _("One is asked for or under way already."))


def second_hands(person: User, maker: User | None, on: date) -> list[User]:
    """1.3.1: who fetches the second half of a one-time code: officers; where there is none but the person or
    the maker, chiefs and leaders. Never whoever made the code, whom it is for, or (but in a small office) who keeps
    accounts.
    """
    barred = {person.pk, maker.pk if maker else None}
    if not Company.ours().small_office:
        barred |= set(User.objects.holding(Post.ADMINISTRATOR, on=on).values_list("pk", flat=True))
    for posts in ((Post.OFFICER,), (Post.CHIEF, Post.LEADER)):
        held = User.objects.holding(*posts, on=on).order_by("pk")
        if found := [one for one in held if one.pk not in barred]:
            return found
    return []


def may_take_half(by: Actor, code: OneTimeCode, on: date) -> bool:
    """1.3.1: in person, and never both halves in one hand."""
    return by.on_behalf_of is None and by.person in second_hands(code.person, code.made_by, on)


def reasons_against_halves(person: User, by: Actor, on: date) -> Iterator[Reason]:
    """1.3.1: a code is made once somebody else could fetch its second half."""
    if not second_hands(person, by.person, on):
        sentence = _("Nobody could hand over the second half of the code: an officer, chief or leader must be there.")
        yield Reason("hands", sentence)


def reasons_against_taking(code: OneTimeCode, at: datetime) -> Iterator[Reason]:
    """1.3.1: a half is fetched once, within the seven days."""
    if not code.seed:
        yield Reason("already", _("This half was fetched already. If it is lost, a new code must be made."))
    elif code.ends_at <= at:
        yield Reason("lapsed", _("The code has lapsed: a new one must be made."))


def is_lapsed(person: User, at: datetime) -> bool:
    """1.2: whether a one-time code was left lying for seven days."""
    return person.must_change_password and OneTimeCode.objects.filter(person=person, ends_at__lte=at).exists()


def reasons_against_giving(
    person: User, post: str, department: Department, since: date, *, by: Actor, on: date
) -> Iterator[Reason]:
    """1.3.1: nobody gives themselves a post; hands stay apart; a post is held once in a department."""
    held = list(person.appointments.filter(not_over(on)))
    if by.is_any_of(person.pk):
        yield Reason("self", _("Nobody gives a post to themselves: another administrator does it."))
    yield from reasons_against_post(person, post, {row.post for row in held})
    yield from reasons_against_watching(person, post, since)
    if any(row.post == post and row.department_id == department.pk and row.ended_on is None for row in held):
        yield Reason("already", _("This post is held, or waits for its signature, already."), "post")
    if not on - YEAR <= since <= on + YEAR:
        yield Reason("since", _("Choose a day within a year of today."), "since")


def reasons_against_deciding(appointment: Appointment) -> Iterator[Reason]:
    """1.3.1: only what waits for a signature is signed or declined."""
    if not needs_signature(appointment.post) or appointment.signed_by_id or appointment.ended_on:
        yield Reason("already", _("This appointment waits for no signature any more."))


def reasons_against_signing(appointment: Appointment, on: date) -> Iterator[Reason]:
    """1.3.1: what is signed waits for it, and the posts still go together."""
    yield from reasons_against_deciding(appointment)
    others = appointment.person.appointments.filter(not_over(on)).exclude(pk=appointment.pk)
    yield from reasons_against_post(appointment.person, appointment.post, {row.post for row in others})
    yield from reasons_against_watching(appointment.person, appointment.post, max(appointment.since, on))


def reasons_against_ending(appointment: Appointment, day: date, on: date) -> Iterator[Reason]:
    """1.2: an end lies ahead, and somebody is left who keeps the accounts."""
    if appointment.ended_on and appointment.ended_on <= on:
        yield Reason("already", _("This post is over already."))
    if not on <= day <= on + YEAR:
        yield Reason("day", _("Choose a day from today on, within a year."), "ended_on")
    is_administrator = appointment.post == Post.ADMINISTRATOR and appointment.signed_by_id
    if is_administrator and is_last_administrator(appointment.person, on):
        yield Reason("last", _("This is the only administrator. Give the post to a second person first."))


def reasons_against_department(department: Department, name: str, parent: Department | None) -> Iterator[Reason]:
    """1.2: the departments form a tree, each with a name of its own."""
    if Department.objects.filter(name=name).exclude(pk=department.pk).exists():
        yield Reason("taken", _("There is a department of this name already."), "name")
    if parent and department.pk and Below.objects.filter(above=department.pk, department=parent.pk).exists():
        words = {"department": department.name, "parent": parent.name}
        sentence = _("%(parent)s lies within %(department)s: the tree would become a circle.") % words
        yield Reason("circle", sentence, "parent")


def reasons_against_stand_in(of: User, to: User, starts: date, ends: date | None, on: date) -> Iterator[Reason]:
    """3.3.3: a delegation begins today or later, for somebody who decides; nobody stands in twice at once."""
    if not may_have_delegate(of):
        yield Reason("nothing", _("%s holds no post in which somebody could stand in.") % of, "of")
    if not on <= starts <= on + YEAR:
        yield Reason("starts", _("Choose a day from today on, within a year."), "starts_on")
    others = Delegation.objects.filter(of=of, withdrawn_on=None).filter(Q(ends_on=None) | Q(ends_on__gte=starts))
    others = others.filter(starts_on__lte=ends) if ends else others
    if any(row.to_id == to.pk and (row.ends_on is None) == (ends is None) for row in others):
        yield Reason("already", _("%s stands in for these days already.") % to, "to")
    elif ends and any(row.ends_on for row in others):
        yield Reason("twice", _("Somebody stands in for %s already in these days.") % of, "starts_on")


def may_be_withdrawn(row: Delegation, on: date) -> bool:
    """3.3.3: what is not over, nor withdrawn."""
    return row.withdrawn_on is None and (row.ends_on is None or row.ends_on >= on)


def reasons_against_signing_delegation(row: Delegation) -> Iterator[Reason]:
    """3.3.3: a delegation is signed once, and before it is withdrawn."""
    if not row.awaits_signature:
        yield Reason("already", _("There is nothing to sign any more."))


def reasons_against_withdrawing(row: Delegation, on: date) -> Iterator[Reason]:
    """3.3.3: a delegation is withdrawn once, and while it runs: what has run to its end is not written over."""
    if row.withdrawn_on:
        yield Reason("already", _("This delegation is withdrawn already."))
    elif not may_be_withdrawn(row, on):
        yield Reason("over", _("This delegation is over."))


def reasons_against_days(first: date, last: date, on: date) -> Iterator[Reason]:
    """2.1.6: a span that somebody can mean; no longer than the longest holidays."""
    if last < first:
        yield Reason("last", _("It ends before it begins."), "last")
    elif (last - first).days >= LONGEST:
        yield Reason("long", _("Enter at most %d days at once.") % LONGEST, "last")
    if not on - YEAR <= first <= on + 2 * YEAR:
        yield Reason("first", _("Choose a day of last year, this year or the next two."), "first")


def stamp_of(special: Special) -> str:
    """What a person had before their eyes of the calendar: 24 hexadecimal digits."""
    text = "\n".join(f"{day} {int(worked)}" for day, worked in sorted(special.items()))
    return sha256(text.encode()).hexdigest()[:24]


def years_to_enter(on: date) -> range:
    """The years whose days may be entered: last year, this one, and the next two."""
    return range(on.year - 1, on.year + 3)


def reasons_against_import(days: Days, special: Special, seen: str, on: date) -> Iterator[Reason]:
    """2.1.6: what is entered is what was checked, against a calendar that is still the same."""
    if not days or any(day.year not in years_to_enter(on) for day in days):
        yield Reason("days", _("The list names no day that can be entered."), "text")
    if seen != stamp_of(special):
        yield Reason("stale", _("The calendar has changed meanwhile: check the list again."))


def reasons_against_change(holds_from: date, on: date) -> Iterator[Reason]:
    """9.2: records are judged by what held on their day, so no number changes backwards."""
    if not on <= holds_from <= on + 2 * YEAR:
        yield Reason("holds_from", _("Choose a day from today on, within two years."), "holds_from")


def reasons_against_small_office(company: Company, is_on: bool) -> Iterator[Reason]:
    """1.3.1: hands come together in an office of up to 15 people; they part before the preset is switched off."""
    if company.small_office == is_on:
        yield Reason("already", _("It is so already."))
    elif is_on and User.objects.active().count() > SMALL_OFFICE:
        yield Reason("large", _("The preset is for up to %d people.") % SMALL_OFFICE)


def held_together(posts: Iterable[str]) -> set[frozenset[str]]:
    """1.3.1: the pairs among these posts that stay apart outside a small office."""
    posts = set(posts)
    return {frozenset({one, other}) for one in posts for other in APART.get(Post(one), frozenset()) & posts}
