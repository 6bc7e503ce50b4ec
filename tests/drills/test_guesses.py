"""Ten thousand guesses at accounts, from one address and from many, in turn and at once; and what each costs."""

import os
import statistics
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from bizdept.manage import devices
from bizdept.people.models import Guesses, User
from bizdept.web import guesses
from tests.company import NOW, Company

GUESSES = int(os.environ.get("DRILLS") or 10_000)
PAIRS = 200
ACCOUNTS, ADDRESSES, THREADS = 50, 400, 16
WORD = "a long one 7"
pytestmark = [pytest.mark.drills, pytest.mark.django_db(transaction=True)]


class Tried:
    """Counts each password that is really checked, by account and moment."""

    def __init__(self, monkeypatch):
        self.found: list[tuple[str, float]] = []
        check = User.check_password

        def counted(user, word):
            self.found.append((user.username, time.time()))
            return check(user, word)

        monkeypatch.setattr(User, "check_password", counted)

    def most(self) -> int:
        """The largest number for one account in any quarter of an hour."""
        by_account: dict[str, list[float]] = {}
        for name, moment in sorted(self.found, key=lambda one: one[1]):
            by_account.setdefault(name, []).append(moment)
        window = guesses.WINDOW.total_seconds()
        return max(
            sum(first <= moment < first + window for moment in moments[place:])
            for moments in by_account.values()
            for place, first in enumerate(moments)
        )


@pytest.fixture
def people(settings) -> list[str]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    company, word = Company(), make_password(WORD)
    names = [company.person(f"person{n}", "assistant", company.team).username for n in range(ACCOUNTS)]
    User.objects.update(password=word)
    return names


@pytest.fixture
def tried(monkeypatch) -> Tried:
    return Tried(monkeypatch)


def guess(name: str, number: int, address: str) -> None:
    Client().post("/accounts/login/", {"login": name, "password": f"guess {number}"}, REMOTE_ADDR=address)


def address_of(number: int, many: bool) -> str:
    return f"10.{number % ADDRESSES // 250}.{number % 250}.7" if many else "10.0.0.1"


@pytest.mark.parametrize("many", [False, True], ids=["one address", "many addresses"])
@pytest.mark.parametrize("accounts", [1, ACCOUNTS])
def test_one_after_another(people, tried, capsys, many, accounts):
    """A guess each twenty seconds: two and a half days."""
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(GUESSES):
            guess(people[number % accounts], number, address_of(number, many))
            clock.shift(timedelta(seconds=20))
    whence = "many addresses" if many else "one address"
    with capsys.disabled():
        print(f"\n{GUESSES} guesses at {accounts} accounts from {whence}: {len(tried.found)} tried,"
              f" at most {tried.most()} of one account in a quarter of an hour")  # fmt: skip
    assert tried.most() == guesses.PER_ACCOUNT if accounts == 1 else tried.most() <= guesses.PER_ACCOUNT


@pytest.mark.parametrize("many", [False, True], ids=["one address", "many addresses"])
def test_sixteen_at_once(people, tried, capsys, many):
    """In rounds: all threads press at one moment, then the clock goes on by a minute and a half."""
    rounds = max(1, GUESSES // (THREADS * 10))
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(rounds):
            at_once(lambda thread, n=number: [
                guess(people[n % 3], n, address_of(thread * 31 + turn, many)) for turn in range(10)
            ])  # fmt: skip
            clock.shift(timedelta(seconds=90))
    sent = rounds * THREADS * 10
    with capsys.disabled():
        whence = "many addresses" if many else "one address"
        print(f"\n{sent} guesses from {THREADS} threads and {whence}: {len(tried.found)} tried,"
              f" at most {tried.most()} of one account in a quarter of an hour")  # fmt: skip
    assert tried.found and tried.most() <= guesses.PER_ACCOUNT


def at_once(work) -> None:
    start, trouble = threading.Barrier(THREADS), []

    def run(thread: int):
        start.wait()
        try:
            work(thread)
        except BaseException as wrong:
            trouble.append(wrong)
            raise
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not trouble, trouble[:3]


def test_a_locked_out_person_comes_in_where_they_are_known(people, tried, capsys):
    came_in = 0
    with time_machine.travel(NOW, tick=False) as clock:
        known = Client()
        known.post("/accounts/login/", {"login": people[0], "password": WORD})
        assert devices.COOKIE in known.cookies
        for hour in range(20):
            known.post("/accounts/logout/")
            for number in range(30):
                guess(people[0], number, address_of(number + 30 * hour, True))
            known.post("/accounts/login/", {"login": people[0], "password": WORD})
            came_in += known.get("/notices/").status_code == 200
            clock.shift(timedelta(minutes=15))
    with capsys.disabled():
        print(f"\nlocked out from everywhere, and in by the known device: {came_in} of 20 times")
    assert came_in == 20


def seconds(name: str) -> float:
    Guesses.objects.all().delete()
    client = Client()
    start = time.perf_counter()
    client.post("/accounts/login/", {"login": name, "password": "a wrong one"})
    return time.perf_counter() - start


@pytest.mark.parametrize("other", ["nobody of this name", "closed"])
def test_known_and_unknown_names_take_the_same_time(capsys, other):
    """With the hasher that is in service; the two are measured in turns, so that the machine's moods hit both."""
    company, word = Company(), make_password(WORD)
    company.person("closed", "assistant", company.team)
    User.objects.update(password=word)
    User.objects.filter(username="closed").update(is_active=False)
    for name in ("li", other):
        seconds(name)
    times: dict[str, list[float]] = {"li": [], other: []}
    for number in range(PAIRS):
        for name in ("li", other) if number % 2 else (other, "li"):
            times[name].append(seconds(name))
    known, unknown = (statistics.median(times[name]) for name in ("li", other))
    with capsys.disabled():
        print(
            f"\n{PAIRS} pairs: li {known * 1000:.0f} ms, {other} {unknown * 1000:.0f} ms, ratio {unknown / known:.3f}"
        )
    assert 0.9 < unknown / known < 1.1


def test_what_is_spent_takes_the_same_time_too(people, capsys):
    """Refused unseen: no hash for either."""
    for name in ("person1", "nobody"):
        for number in range(6):
            guess(name, number, f"10.3.0.{number}")
    times: dict[str, list[float]] = {"person1": [], "nobody": []}
    for number in range(PAIRS):
        for name in ("person1", "nobody") if number % 2 else ("nobody", "person1"):
            start = time.perf_counter()
            guess(name, number, f"10.4.0.{number}")
            times[name].append(time.perf_counter() - start)
    known, unknown = (statistics.median(times[name]) for name in ("person1", "nobody"))
    with capsys.disabled():
        print(f"\nspent: {known * 1000:.1f} and {unknown * 1000:.1f} ms, ratio {unknown / known:.3f}")
    assert 0.9 < unknown / known < 1.1
    assert Counter(Guesses.objects.values_list("key", flat=True)).most_common(1)[0][1] == 1
