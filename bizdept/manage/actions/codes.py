"""One-time codes in two halves: whoever makes one knows the first, a second hand fetches the other."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.crypto import salted_hmac

from bizdept.audit.chain import note, sealed
from bizdept.manage import notices, rules
from bizdept.notices.outbox import tell
from bizdept.people.actor import Actor
from bizdept.people.models import Company, OneTimeCode, User
from bizdept.refusal import refuse

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another on paper
HALF = 8  # letters: 39 bits, of which five guesses in a quarter of an hour find nothing within a week
LASTS = timedelta(days=7)


class Given(NamedTuple):
    """What is shown to somebody, once: part is first, second or whole."""

    person: User
    code: str
    part: str


def in_letters(number: int) -> str:
    """A half, in two groups to be read out or written down."""
    found = ""
    for place in range(HALF):
        number, rest = divmod(number, len(LETTERS))
        found += LETTERS[rest] + ("-" if place == HALF // 2 - 1 else "")
    return found


def first_half() -> str:
    """By lot. The hyphen at its end ties the second half to it."""
    return in_letters(secrets.randbits(128)) + "-"


def second_half(seed: str) -> str:
    """Made of the seed and of a key that is not in the database: whoever has only one of them has nothing."""
    return in_letters(int(salted_hmac("bizdept.half", seed, algorithm="sha256").hexdigest(), 16))


def give_code(person: User, *, by: Actor, at: datetime, whole: bool = False) -> Given:
    """Give a person a new one-time code, for whoever has locked the account; what it was before opens nothing.

    Whoever makes it sees the first half; both where `whole`, or in a small office. Raises Refused where nobody
    could fetch the second.
    """
    whole = whole or Company.ours().small_office
    if not whole:
        refuse(rules.reasons_against_halves(person, by, timezone.localdate(at)))
    seed, first = secrets.token_hex(16), first_half()
    person.set_password(first + second_half(seed))
    person.must_change_password = True
    person.save()
    facts = {"made_by": by.person, "made_at": at, "ends_at": at + LASTS, "taken_by": None, "taken_at": None}
    row, _is_new = OneTimeCode.objects.update_or_create(
        person=person, defaults=facts | {"seed": "" if whole else seed}
    )
    if whole:
        return Given(person, first + second_half(seed), "whole")
    tell(notices.of_half(row, timezone.localdate(at)))
    return Given(person, first, "first")


@sealed()
def take_half(code: OneTimeCode, *, by: Actor, at: datetime) -> Given:
    """The second hand fetches the other half, once; afterwards it stands nowhere. Raises Refused."""
    code = OneTimeCode.objects.select_for_update(of=("self",)).select_related("person", "made_by").get(pk=code.pk)
    if not rules.may_take_half(by, code, timezone.localdate(at)):
        raise PermissionDenied
    refuse(rules.reasons_against_taking(code, at))
    half = second_half(code.seed)
    code.seed, code.taken_by, code.taken_at = "", by.person, at
    code.save(update_fields=["seed", "taken_by", "taken_at"])
    note("account", "account.take_half", code.person, by=by)
    return Given(code.person, half, "second")
