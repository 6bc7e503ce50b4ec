"""The one lock-out: how many guesses at a secret are tried, by account, by device and by address."""

import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from bizdept.audit.chain import sealed
from bizdept.people.sign_in import Guesses

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_DEVICE, PER_ADDRESS = 5, 5, 30


@dataclass(frozen=True, order=True)
class Budget:
    """So many guesses may be tried within WINDOW under this key."""

    key: str
    most: int


class Spent(Exception):
    """So many were wrong that this guess is not tried, whatever it is."""


def budget(kind: str, whose: str | int, most: int) -> Budget:
    """The key tells nothing to whoever reads the table: people type their password in the place of their name."""
    digest = salted_hmac("bizdept.guesses", f"{kind}:{whose}", algorithm="sha256").hexdigest()
    return Budget(f"{kind}:{digest[:48]}", most)


def of_account(account: int | str) -> Budget:
    """Of one account by its id; of a name that is none by what was typed, so that both are refused alike."""
    whose = account if isinstance(account, int) else f"name {account.strip().casefold()}"
    return budget("account", whose, PER_ACCOUNT)


def of_device(device: str) -> Budget:
    return budget("device", device, PER_DEVICE)


def of_address(address: str, most: int = PER_ADDRESS, kind: str = "address") -> Budget:
    """Of one address; of IPv6 the whole network of 64 bits, which one subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return budget(kind, address, most)
    if parsed.version == 6:
        return budget(kind, str(ipaddress.ip_network(f"{parsed}/64", strict=False)), most)
    return budget(kind, str(parsed), most)


def recent(row: Guesses, at: datetime) -> list[float]:
    """The guesses of this row that count; a clock set back makes none of them older."""
    return [moment for moment in row.tried if moment > (at - WINDOW).timestamp()]


def is_spent(budgets: Sequence[Budget], at: datetime) -> bool:
    """Whether one of these has nothing left, as far as can be seen without a lock."""
    rows = Guesses.objects.in_bulk([one.key for one in budgets])
    return any(len(recent(rows[one.key], at)) >= one.most for one in budgets if one.key in rows)


@sealed()
def take(budgets: Sequence[Budget], *, at: datetime) -> bool:
    """Take one guess out of each of these, or out of none where one is spent; whether it may be tried.

    The rows are locked in order, and the guess is counted before it is tried: any number at once take turns here.
    """
    rows = []
    for one in sorted(budgets):
        Guesses.objects.get_or_create(key=one.key, defaults={"last_at": at})
        rows.append(Guesses.objects.select_for_update().get(pk=one.key))
        if len(recent(rows[-1], at)) >= one.most:
            return False
    for row in rows:
        row.tried, row.last_at = [*recent(row, at), at.timestamp()], at
        row.save(update_fields=["tried", "last_at"])
    return True


@sealed()
def give_back(budgets: Sequence[Budget], *, at: datetime) -> None:
    """The guess taken at that moment was right: it counts no more. Those that were wrong stay."""
    for one in sorted(budgets):
        row = Guesses.objects.select_for_update().filter(pk=one.key).first()
        if row and at.timestamp() in row.tried:
            row.tried.remove(at.timestamp())
            row.save(update_fields=["tried"])


@contextmanager
def counted(budgets: Sequence[Budget]) -> Iterator[None]:
    """Around the trying of one guess: raises Spent before it, and gives it back unless it raised."""
    at = timezone.now()
    if is_spent(budgets, at) or not take(budgets, at=at):
        raise Spent
    yield
    give_back(budgets, at=at)


@sealed()
def forget_guesses(*, at: datetime) -> int:
    """Delete the rows in which nothing counts any more; how many."""
    return Guesses.objects.filter(last_at__lt=at - 2 * WINDOW).delete()[0]
