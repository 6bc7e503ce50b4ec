"""Who hears of accounts, posts, delegations and settings. People are called by their account, never by name."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from bizdept.audit.chain import Anchor
from bizdept.audit.models import AuditCheck
from bizdept.manage import rules
from bizdept.notices.outbox import News
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Delegation, Department, FactorRule, OneTimeCode, Post, User
from bizdept.people.rules import SIGNATORIES, needs_signature
from bizdept.regulation.models import Convention, NumberChange
from bizdept.regulation.numbers import NUMBERS


def day(on: date) -> str:
    return date_format(on, "DATE_FORMAT")


def signatories(appointment: Appointment, on: date) -> list[User]:
    """Whose signature a powerful post may get: chiefs, leaders and officers, but not its holder or giver."""
    held = Appointment.objects.in_force(on).filter(post__in=SIGNATORIES).values("person")
    own = [pk for pk in (appointment.person_id, appointment.given_by_id) if pk]
    return list(User.objects.active().filter(pk__in=held).exclude(pk__in=own).order_by("name", "pk"))


def of_post_given(row: Appointment, on: date) -> Iterator[News]:
    def told() -> str:
        words = {"post": row.get_post_display(), "day": day(row.since)}
        if needs_signature(row.post):
            return _("You are to hold the post %(post)s from %(day)s. It counts once somebody has signed it.") % words
        return _("You hold the post %(post)s from %(day)s.") % words

    yield News(row.person, f"appointment:{row.pk}:given", told)
    if needs_signature(row.post):
        yield from of_signature_awaited(row, on)


def of_signature_awaited(row: Appointment, on: date) -> Iterator[News]:
    def asked() -> str:
        words = {"number": row.pk, "post": row.get_post_display()}
        return _("Appointment %(number)d (%(post)s) waits for a signature, yours or another's.") % words

    for person in signatories(row, on):
        yield News(person, f"appointment:{row.pk}:sign", asked, reverse("manage:signatures"))


def of_post_signed(row: Appointment) -> Iterator[News]:
    def told() -> str:
        words = {"post": row.get_post_display(), "day": day(row.since)}
        return _("Your post %(post)s is signed; it counts from %(day)s.") % words

    def giver_told() -> str:
        return _("Appointment %(number)d (%(post)s) is signed.") % {"number": row.pk, "post": row.get_post_display()}

    yield News(row.person, f"appointment:{row.pk}:signed", told)
    if row.given_by:
        yield News(row.given_by, f"appointment:{row.pk}:signed", giver_told, person_page(row.person_id))


def of_post_declined(row: Appointment, reason: str) -> Iterator[News]:
    def told() -> str:
        return _("Your post %s was not signed.") % row.get_post_display()

    def giver_told() -> str:
        words = {"number": row.pk, "post": row.get_post_display(), "reason": reason}
        return _("Appointment %(number)d (%(post)s) was declined: %(reason)s") % words

    yield News(row.person, f"appointment:{row.pk}:declined", told)
    if row.given_by:
        yield News(row.given_by, f"appointment:{row.pk}:declined", giver_told, person_page(row.person_id))


def of_post_ended(row: Appointment) -> Iterator[News]:
    def told() -> str:
        words = {"post": row.get_post_display(), "day": day(row.ended_on or row.since)}
        return _("Your post %(post)s is over from %(day)s on.") % words

    yield News(row.person, f"appointment:{row.pk}:ended:{row.ended_on}", told)


def of_password_reset(person: User, at: datetime) -> Iterator[News]:
    """The person, and the officers where the account opens much: a one-time password is in somebody's hand."""

    def told() -> str:
        return _("Your password was reset. If you did not ask for it, tell the confidentiality officer at once.")

    def officers_told() -> str:
        return _("The password of the account %s, which holds a powerful post, was reset.") % person.username

    key = f"account:{person.pk}:reset:{at:%Y%m%d%H%M%S%f}"
    yield News(person, key, told, reverse("usersessions_list"))
    if any(needs_signature(standing.post) for standing in person.standings):
        for officer in User.objects.holding(Post.OFFICER, on=timezone.localdate(at)).exclude(pk=person.pk):
            yield News(officer, key, officers_told, person_page(person.pk))


def of_second_factor(person: User, how: str, at: datetime) -> Iterator[News]:
    """The person, whoever it was that did it."""
    words = {
        "set_up": _lazy("A second factor was set up for your account. If it was not you, tell the officer at once."),
        "taken_away": _lazy(
            "Your account's second factor was taken away. If it was not you, tell the officer at once."
        ),
        "new_codes": _lazy(
            "New recovery codes were made for your account. If it was not you, tell the officer at once."
        ),
    }
    yield News(
        person, f"account:{person.pk}:factor:{how}:{at:%Y%m%d%H%M%S%f}", lambda: str(words[how]), reverse("mfa_index")
    )


def of_device_reset(person: User, at: datetime) -> Iterator[News]:
    """The person and the officers: an account stands without its second factor until it is set up anew."""

    def told() -> str:
        return _("Your second factor was taken away. If you did not ask for it, tell the confidentiality officer.")

    def officers_told() -> str:
        return _("The second factor of the account %s was taken away, and a one-time code made.") % person.username

    key = f"account:{person.pk}:device:{at:%Y%m%d%H%M%S%f}"
    yield News(person, key, told, reverse("mfa_index"))
    for officer in User.objects.holding(Post.OFFICER, on=timezone.localdate(at)).exclude(pk=person.pk):
        yield News(officer, key, officers_told, person_page(person.pk))


def factors_in_words(row: FactorRule) -> str:
    if row.everybody:
        return _("everybody")
    return pgettext("between names", ", ").join(row.labels) or _("nobody beyond the usual posts")


def of_factor_proposal(row: FactorRule, at: datetime) -> Iterator[News]:
    """Whoever may sign it."""

    def told() -> str:
        return _("A second factor is to be asked of: %s. It holds once you or another has signed.") % factors_in_words(
            row
        )

    for person in people_holding((Post.OFFICER, Post.LEADER), timezone.localdate(at)):
        if person.pk != row.proposed_by_id:
            yield News(person, f"factors:{row.pk}:sign", told, reverse("manage:factors"))


def of_factor_rule(row: FactorRule, at: datetime) -> Iterator[News]:
    """Who keeps the accounts, watches over them, or leads: what holds now, or that it was declined."""

    def told() -> str:
        if row.is_signed:
            return _("Besides the usual posts a second factor is asked of: %s.") % factors_in_words(row)
        return _("The proposal on second factors was declined.")

    for person in people_holding((Post.ADMINISTRATOR, Post.OFFICER, Post.LEADER), timezone.localdate(at)):
        if person.pk != row.decided_by_id:
            yield News(person, f"factors:{row.pk}:decided", told, reverse("manage:factors"))


def of_convention_proposal(row: Convention, at: datetime) -> Iterator[News]:
    """Whoever may sign it."""

    def told() -> str:
        return _("%(who)s proposes: %(what)s. It holds once you have signed.") % {
            "who": row.proposed_by, "what": row.get_subject_display()
        }  # fmt: skip

    for person in people_holding((Post.LEADER,), timezone.localdate(at)):
        if person.pk != row.proposed_by_id:
            yield News(person, f"convention:{row.pk}:sign", told, reverse("manage:convention", args=[row.subject]))


def of_convention(row: Convention, at: datetime) -> Iterator[News]:
    """Who keeps the settings, watches over them, or leads: what holds now, or that it was declined."""

    def told() -> str:
        said = _("Signed: %s.") if row.is_signed else _("Declined: %s.")
        return said % row.get_subject_display()

    for person in people_holding((Post.ADMINISTRATOR, Post.OFFICER, Post.LEADER), timezone.localdate(at)):
        if person.pk != row.decided_by_id:
            yield News(person, f"convention:{row.pk}:decided", told, reverse("manage:convention", args=[row.subject]))


def of_restored(record: Any, by: Actor, at: datetime) -> Iterator[News]:
    """The officers: a record was brought back out of a backup."""
    number = record.reference()

    def told() -> str:
        return _("%(who)s brought %(number)s back out of a backup.") % {"who": by.person, "number": number}

    for person in people_holding((Post.OFFICER,), timezone.localdate(at)):
        if person.pk != by.person.pk:
            yield News(person, f"restored:{number}:{at:%Y%m%d%H%M%S%f}", told, "/confidentiality/log/")


def of_half(code: OneTimeCode, on: date) -> Iterator[News]:
    """Whoever may hand over the second half."""

    def told() -> str:
        words = {"account": code.person.username, "maker": code.made_by.username if code.made_by else ""}
        return (
            _("A one-time code for the account %(account)s was made by %(maker)s: you have its second half.") % words
        )

    for person in rules.second_hands(code.person, code.made_by, on):
        yield News(person, f"code:{code.pk}:{code.made_at:%Y%m%d%H%M%S%f}", told, reverse("manage:code_halves"))


def of_delegation(row: Delegation) -> Iterator[News]:
    """Both, once it holds."""

    def delegate_told() -> str:
        words = {"account": row.of.username, "span": span(row)}
        return _("You stand in for %(account)s, %(span)s.") % words

    def absent_told() -> str:
        words = {"account": row.to.username, "span": span(row)}
        return _("%(account)s stands in for you, %(span)s.") % words

    key, address = f"delegation:{row.pk}:made", reverse("manage:delegations")
    yield News(row.to, key, delegate_told, address)
    yield News(row.of, key, absent_told, address)


def of_unsigned_delegation(row: Delegation, on: date) -> Iterator[News]:
    """Whoever may sign what the administrator entered: the absent person and the officers."""

    def told() -> str:
        words = {"of": row.of.username, "to": row.to.username, "span": span(row)}
        return _("%(to)s is to stand in for %(of)s, %(span)s: it holds once somebody has signed it.") % words

    for person in {row.of, *User.objects.holding(Post.OFFICER, on=on)} - {row.to}:
        yield News(person, f"delegation:{row.pk}:entered", told, reverse("manage:delegations"))


def of_delegation_withdrawn(row: Delegation) -> Iterator[News]:
    def delegate_told() -> str:
        return _("You no longer stand in for %s.") % row.of.username

    def absent_told() -> str:
        return _("%s no longer stands in for you.") % row.to.username

    key, address = f"delegation:{row.pk}:withdrawn", reverse("manage:delegations")
    yield News(row.to, key, delegate_told, address if row.to.holds(*SIGNATORIES, Post.REVIEWER) else "")
    yield News(row.of, key, absent_told, address)


def span(row: Delegation) -> str:
    """The days of a delegation in words."""
    words = {"start": day(row.starts_on), "end": day(row.ends_on) if row.ends_on else ""}
    if row.ends_on:
        return _("from %(start)s to %(end)s") % words
    return _("from %(start)s on") % words


def of_number_changed(change: NumberChange, on: date) -> Iterator[News]:
    """Leaders and chiefs: by these numbers they are measured."""

    def told() -> str:
        number = NUMBERS[change.name]
        words = {"number": number.words, "value": f"{change.value.normalize():f}", "unit": number.unit}
        words["day"] = day(change.holds_from)
        return _("%(number)s: %(value)s %(unit)s from %(day)s on.") % words

    for person in people_holding((Post.CHIEF, Post.LEADER), on):
        if person.pk != change.decided_by_id:
            yield News(person, f"number:{change.pk}", told, reverse("manage:numbers"))


def of_company_changed(fields: Iterable[str], at: datetime) -> Iterator[News]:
    """Leaders and chiefs: what stands on contracts, the bank account among it, is no longer what it was."""
    fields = list(fields)

    def told() -> str:
        return _("The company's data on contracts were changed: look at the next printed one.")

    if fields:
        for person in people_holding((Post.CHIEF, Post.LEADER), timezone.localdate(at)):
            yield News(person, f"company:{at:%Y%m%d%H%M%S%f}", told)


def of_small_office(is_on: bool, at: datetime) -> Iterator[News]:
    def told() -> str:
        if is_on:
            return _("The small-office preset is on: posts that stay apart elsewhere may be held together.")
        return _("The small-office preset is off.")

    for person in people_holding((Post.OFFICER, Post.ADMINISTRATOR), timezone.localdate(at)):
        yield News(person, f"small-office:{at:%Y%m%d%H%M%S%f}", told, reverse("manage:people"))


def of_department_moved(department: Department, at: datetime) -> Iterator[News]:
    """Officers and leaders: with the tree moves what a chief reaches."""

    def told() -> str:
        return _("The department %s was moved in the tree, and with it what chiefs reach.") % department.name

    for person in people_holding((Post.OFFICER, Post.LEADER), timezone.localdate(at)):
        yield News(person, f"department:{department.pk}:moved:{at:%Y%m%d%H%M%S%f}", told)


def people_holding(posts: Iterable[str], on: date) -> list[User]:
    held = Appointment.objects.in_force(on).filter(post__in=list(posts)).values("person")
    return list(User.objects.active().filter(pk__in=held).order_by("pk"))


def person_page(pk: int) -> str:
    return reverse("manage:person", args=[pk])


def of_anchor(end: Anchor, on: date) -> Iterator[News]:
    """Officers, every day: with the notice (and its mail) an end of the chain is kept outside the database."""

    def told() -> str:
        return _("The audit chain is whole. It ends at line %(line)d, %(code)s.") % {"line": end.seq, "code": end.code}

    for person in people_holding((Post.OFFICER,), on):
        yield News(person, f"chain:{on}", told, reverse("manage:chain"))


def of_broken_chain(row: AuditCheck, on: date) -> Iterator[News]:
    """Officers, leaders and administrators: somebody has been at the records behind the program's back."""

    def told() -> str:
        return _("The audit chain is broken: %d place(s) are not as they were written.") % len(row.found)

    for person in people_holding((Post.OFFICER, Post.LEADER, Post.ADMINISTRATOR), on):
        address = "" if person.holds(Post.LEADER) else reverse("manage:chain")
        yield News(person, f"chain:{row.pk}:broken", told, address)


def of_key_changed(name: str, lost: bool, at: datetime) -> Iterator[News]:
    """Officers and administrators: a copy of the new key is to be put away."""

    def told() -> str:
        if lost:
            words = _("The audit key was lost; %s seals from now on. What was sealed before can no longer be checked.")
            return words % name
        return _("A new audit key, %s, seals from now on. Put a copy away, apart from the backups.") % name

    for person in people_holding((Post.OFFICER, Post.ADMINISTRATOR), timezone.localdate(at)):
        yield News(person, f"chain:key:{name}", told, reverse("manage:chain"))
