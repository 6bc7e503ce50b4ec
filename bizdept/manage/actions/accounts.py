"""Accounts: open, revise, close, open again, one-time passwords, sessions, NDAs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.grants import end_all_to
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.manage import notices, rules
from bizdept.manage.actions.codes import Given, give_code
from bizdept.manage.actions.posts import give_again, stand_in_no_more
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.people.models import OneTimeCode, User
from bizdept.people.sessions import forget_session, forget_sessions
from bizdept.refusal import refuse
from bizdept.workflow.history import reasons_since_stamp
from confidentiality.actions import hand_overs
from confidentiality.actions.leaving import shut_out

Fields = Mapping[str, Any]


def lock(person: User, *, by: Actor) -> User:
    """The account under its lock, for whoever keeps the accounts. Raises PermissionDenied."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


@sealed()
def open_account(fields: Fields, *, by: Actor, at: datetime) -> Given:
    """Make an account (1.2) and return it with its one-time code's first half, which stands nowhere in clear."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    refuse(rules.reasons_against_account(fields["username"]))
    person = make_account(fields)
    given = give_code(person, by=by, at=at)
    note("account", "account.open", person, by=by, department=person.department_id, code=given.part)
    return given


def make_account(fields: Fields) -> User:
    """An account by which nobody can sign in yet."""
    person = User(must_change_password=True, **fields)
    person.set_unusable_password()
    try:
        with sealed():
            person.save()
    except IntegrityError:  # somebody else took the name between the question and the answer
        refuse(rules.reasons_against_account(fields["username"]))
        raise
    return person


@sealed()
def revise_account(person: User, fields: Fields, *, by: Actor, seen: str = "") -> User:
    """Change what is written about a person. `seen` is the fingerprint of what was looked at."""
    person = lock(person, by=by)
    refuse(reasons_since_stamp(person, rules.ACCOUNT_FIELDS, seen))
    refuse(rules.reasons_against_address(person.email, fields.get("email", person.email)))
    changed = [name for name, entered in fields.items() if getattr(person, name) != entered]
    before = person.department_id
    for name in changed:
        setattr(person, name, fields[name])
    person.save(update_fields=changed)
    note(
        "account", "account.revise", person, by=by,
        fields=",".join(sorted(changed)), department=person.department_id, before=before,
    )  # fmt: skip
    if person.department_id != before:
        end_all_to(person, by=by, because=_("changed the department"), at=moment())
    return person


@sealed()
def close_account(person: User, *, by: Actor, on: date) -> User:
    """From this moment the person can't sign in and is signed out everywhere. Posts and records stay as they are."""
    person = lock(person, by=by)
    refuse(rules.reasons_against_closing(person, by, on))
    person = shut_out(person, by=by, on=on)
    hand_overs.begin_for(person, by=by, on=on)
    return person


@sealed()
def reopen_account(person: User, *, by: Actor, at: datetime) -> Given:
    """Let somebody in again, by a new one-time code. Powerful posts come back when they are signed anew, delegations
    when they are made anew."""
    person = lock(person, by=by)
    refuse(rules.reasons_against_reopening(person))
    person.is_active, person.left_on = True, None
    given = give_code(person, by=by, at=at)
    note("account", "account.reopen", person, by=by, code=given.part)
    give_again(person, by=by, on=timezone.localdate(at))
    stand_in_no_more(person, by=by, on=timezone.localdate(at))
    hand_overs.call_off_for(person, by=by, on=timezone.localdate(at))
    return given


@sealed()
def reset_password(person: User, *, by: Actor, at: datetime) -> Given:
    """A one-time code in place of a forgotten password; whoever was signed in by it is signed out."""
    person = lock(person, by=by)
    refuse(rules.reasons_against_reset(person, by))
    given = give_code(person, by=by, at=at)
    ended = forget_sessions(person)
    note("account", "account.reset_password", person, by=by, sessions=ended, code=given.part)
    tell(notices.of_password_reset(person, at))
    return given


@sealed()
def reset_on_server(person: User, *, by: Actor, at: datetime) -> Given:
    """A whole code for whoever runs the site's own commands: the way back where all codes of the first run have
    lapsed, or nobody is left who could be a second hand. The person and the officers are told. Raises Refused."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse(rules.reasons_against_code_on_server(person))
    given = give_code(person, by=by, at=at, whole=True)
    ended = forget_sessions(person)
    note("account", "account.reset_on_server", person, by=by, sessions=ended)
    tell(notices.of_password_reset(person, at))
    return given


@sealed()
def take_own_password(*, by: Actor) -> None:
    """The person has chosen a password that nobody else knows."""
    if by.person.must_change_password:
        by.person.must_change_password = False
        by.person.save(update_fields=["must_change_password"])
    OneTimeCode.objects.filter(person=by.person).delete()
    note("account", "account.own_password", by.person, by=by)


@sealed()
def change_second_factor(how: str, *, by: Actor, at: datetime) -> None:
    """Write down that somebody set up their second factor, took it away, or drew new codes for an emergency (`how`),
    and tell them: it may have been somebody else, at a screen that was left unlocked."""
    note("account", f"account.factor.{how}", by.person, by=by)
    tell(notices.of_second_factor(by.person, how, at))


@sealed()
def end_sessions(person: User, *, by: Actor) -> int:
    """Sign somebody out everywhere; returns from how many places."""
    person = lock(person, by=by)
    ended = forget_sessions(person)
    note("account", "account.end_sessions", person, by=by, sessions=ended)
    return ended


@sealed()
def write_sign_in(*, by: Actor, trusted: bool) -> None:
    """Write down that somebody came in by another house's word."""
    note("account", "account.by_oidc", by.person, by=by, trusted=int(trusted))


@sealed()
def write_refused_sign_in(person: User | None, why: str, *, by: Actor) -> None:
    """Write down that another house's word let nobody in, and why: a word, and whose account it would have been.
    Nobody is signed in, so nobody is named as who did it, nor from where."""
    note("account", "account.oidc_refused", person or by.person, by=by, why=why)


@sealed()
def write_proof(*, by: Actor) -> None:
    """Write down that somebody showed once more, at the other house, that it is they."""
    note("account", "account.oidc_proof", by.person, by=by)


@sealed()
def end_session(row: UserSession, *, by: Actor, here: str) -> None:
    """Sign somebody out at one place: the administrator anybody, everybody themselves. `here` is the key of the
    session in which it is pressed, which ends by signing out."""
    if not rules.may_end_session(by, row):
        raise PermissionDenied
    refuse(rules.reasons_against_ending_session(row, here))
    note("account", "account.end_session", row.user, by=by, session=row.pk)
    forget_session(row)


@sealed()
def end_own_sessions(*, by: Actor, here: str) -> int:
    """Sign oneself out everywhere but here; returns from how many places."""
    ended = forget_sessions(by.person, but=here)
    note("account", "account.end_own_sessions", by.person, by=by, sessions=ended)
    return ended
