"""The one lock-out: five guesses for an account, thirty for an address; known devices have their own."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import signing
from django.db import connection
from django.test import Client

from bizdept.manage import devices
from bizdept.people.models import Guesses, User
from bizdept.web import guesses
from tests.company import NOW, fresh
from tests.manage.conftest import PASSWORD, press, text

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def quick(settings):
    """The counting is looked at here, not the hashing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def tried(monkeypatch) -> list[str]:
    """Each password that is really tried: against an account's hash, or hashed for a name that is none."""
    found: list[str] = []
    for name in ("check_password", "set_password"):
        plain = getattr(User, name)

        def spy(self, word, plain=plain):
            found.append(self.username)
            return plain(self, word)

        monkeypatch.setattr(User, name, spy)
    return found


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def guess(client: Client, name: str, word: str = "wrong", address: str = "10.0.0.1"):
    client.cookies["django_language"] = "en"
    return client.post("/accounts/login/", {"login": name, "password": word}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return client.get("/notices/").status_code == 200


def code_of_the_moment(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_sixth_guess_is_refused_unseen_from_wherever_it_comes_and_even_if_right(house, tried):
    with_password(house.li)
    tried.clear()
    for number in range(20):
        guess(Client(), "li", address=f"10.0.0.{number}")
    assert tried == ["li"] * 5
    client = Client()
    assert "Too many wrong tries" in text(guess(client, "li", PASSWORD, "10.0.1.1"))
    assert not is_in(client) and len(tried) == 5


def test_the_way_a_name_is_written_makes_no_second_budget(house, tried):
    with_password(house.li)
    tried.clear()
    for name in ("li", "LI", "Li ", " lI", "li", "LI"):
        guess(Client(), name)
    assert len(tried) == 5
    for name in ("nobody", "Nobody", " NOBODY", "nobody ", "NoBody", "nobody"):
        guess(Client(), name, address="10.0.0.2")
    assert len(tried) == 10


@pytest.mark.parametrize("name", ["li", "zhao", "nobody at all"])
def test_known_closed_and_unknown_names_are_answered_alike(house, tried, name):
    with_password(house.li)
    User.objects.filter(pk=house.zhao.pk).update(is_active=False)
    tried.clear()
    answers = [text(guess(Client(enforce_csrf_checks=False), name)) for _n in range(7)]
    assert len(tried) == 5, "each costs one hash until none is tried any more"
    assert ["Too many wrong tries" in answer for answer in answers] == [False] * 5 + [True] * 2


def test_the_window_slides(house, tried):
    with_password(house.li)
    for minute in (0, 1, 2, 3, 4):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            guess(Client(), "li")
    client = Client()
    with time_machine.travel(NOW + timedelta(minutes=14, seconds=59), tick=False):
        guess(client, "li", PASSWORD)
        assert not is_in(client)
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        guess(client, "li", PASSWORD)
        assert is_in(client)


def test_a_clock_set_back_frees_nobody(house, tried):
    with_password(house.li)
    tried.clear()
    for _n in range(5):
        guess(Client(), "li")
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        guess(Client(), "li")
    assert len(tried) == 5


def test_signing_in_gives_back_its_own_guess_and_no_other(house, tried):
    with_password(house.li)
    tried.clear()
    for word in ("wrong", "wrong", PASSWORD, PASSWORD, "wrong", "wrong", "wrong", "wrong", "wrong"):
        guess(Client(), "li", word)
    assert len(tried) == 7


def test_one_address_against_many_accounts_is_slowed(house, tried):
    tried.clear()
    for number in range(100):
        guess(Client(), f"name{number}", address="10.9.9.9")
    assert len(tried) == guesses.PER_ADDRESS
    guess(Client(), "name", address="10.9.9.8")
    assert len(tried) == guesses.PER_ADDRESS + 1
    six = {guesses.of_address(f"2001:db8:1:2::{n:x}") for n in range(1, 9)}
    assert len(six) == 1 and guesses.of_address("2001:db8:1:3::1") not in six


def test_a_locked_person_still_signs_in_where_they_have_done_so_before(house, by_password, tried):
    with_password(house.li)
    known = by_password(house.li)
    assert is_in(known)
    cookie = known.cookies[devices.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and int(cookie["max-age"]) > 90 * 24 * 3600
    known.post("/accounts/logout/")
    for number in range(10):
        guess(Client(), "li", address=f"10.0.0.{number}")
    stranger = Client()
    guess(stranger, "li", PASSWORD)
    assert not is_in(stranger)
    guess(known, "li", PASSWORD)
    assert is_in(known)
    known.post("/accounts/logout/")
    tried.clear()
    for _n in range(8):
        guess(known, "li")
    assert len(tried) == 5, "such a device has five of its own"
    guess(known, "li", PASSWORD)
    assert not is_in(known)


def test_a_device_is_known_to_one_account_and_only_by_our_signature(house, by_password, tried):
    for person in (house.li, house.zhao):
        with_password(person)
    value = by_password(house.li).cookies[devices.COOKIE].value
    forged = signing.dumps([[house.zhao.pk, "x", devices.mark_of(fresh(house.zhao))]], salt="other")
    for number, cookie in enumerate((value, forged, value[:-1] + "x", "", "x:y:z")):
        tried.clear()
        with time_machine.travel(NOW + timedelta(hours=number), tick=False):
            for _n in range(10):
                client = Client()
                client.cookies[devices.COOKIE] = cookie
                guess(client, "zhao")
        assert len(tried) == 5, "zhao's own budget, and no other beside it"
        assert not devices.device_of(house.zhao, cookie)
    assert devices.device_of(fresh(house.li), value)


def test_a_reset_forgets_the_devices(house, by_password, signed_in):
    with_password(house.li)
    value = by_password(house.li).cookies[devices.COOKIE].value
    assert devices.device_of(fresh(house.li), value)
    press(signed_in(house.admin), f"/manage/people/{house.li.pk}/password/")
    assert not devices.device_of(fresh(house.li), value)


def test_a_device_that_several_share_knows_each_of_them_and_not_too_many(house):
    cookie, people = "", [house.person(f"p{n}", "assistant", house.team) for n in range(devices.MOST + 2)]
    for person in people:
        cookie = devices.learnt(person, cookie)
    known = [bool(devices.device_of(person, cookie)) for person in people]
    assert known == [False, False] + [True] * devices.MOST
    assert devices.device_of(people[-1], devices.learnt(people[-1], cookie)) == devices.device_of(people[-1], cookie)


def test_a_second_factor_is_guessed_out_of_the_same_budget_and_a_code_opens_once(house, by_password, tried):
    with_password(house.li)
    TOTP.activate(house.li, SECRET)
    RecoveryCodes.activate(house.li)
    thief = by_password(house.li)
    assert devices.COOKIE not in thief.cookies, "half signed in makes no known device"
    for _n in range(5):
        assert "Incorrect code" in text(thief.post("/accounts/2fa/authenticate/", {"code": "000000"}))
    right = {"code": code_of_the_moment()}
    assert "Too many wrong tries" in text(thief.post("/accounts/2fa/authenticate/", right))
    tried.clear()
    by_password(house.li)
    assert tried == [], "nor is the password tried any more"
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        one, two = by_password(house.li), by_password(house.li)
        code = {"code": code_of_the_moment()}
        assert one.post("/accounts/2fa/authenticate/", code).status_code == 302 and is_in(one)
        assert "Incorrect code" in text(two.post("/accounts/2fa/authenticate/", code))
    assert Authenticator.objects.filter(user=house.li).count() == 2


def test_the_old_password_is_not_guessed_without_end_at_an_open_session(house, signed_in, tried):
    with_password(house.li)
    client = signed_in(house.li)
    tried.clear()
    data = {"password1": "another long one", "password2": "another long one"}
    for _n in range(8):
        client.post("/accounts/password/change/", data | {"oldpassword": "wrong"})
    assert len(tried) == 5
    client.post("/accounts/password/change/", data | {"oldpassword": PASSWORD})
    assert fresh(house.li).check_password(PASSWORD)


def test_nothing_that_was_typed_can_be_read_in_the_table(house):
    guess(Client(), "my secret password", address="10.1.2.3")
    rows = str(list(Guesses.objects.values()))
    assert "secret" not in rows and "10.1.2.3" not in rows and Guesses.objects.count() == 2
    guesses.forget_guesses(at=NOW + timedelta(hours=1))
    assert not Guesses.objects.exists()


def guess_at_once(threads: int, tries: int) -> list[bool]:
    """Whether each of so many guesses at one account, sent at once, was let through."""
    allowed: list[bool] = []
    start = threading.Barrier(threads)

    def work():
        start.wait()
        for _n in range(tries):
            allowed.append(guesses.take([guesses.of_account(1), guesses.of_address("10.0.0.1")], at=NOW))
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return allowed


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_five():
    allowed = guess_at_once(20, 1)
    assert (len(allowed), sum(allowed)) == (20, 5)


# ── what lies in the table of second factors


def in_the_table(person: User) -> str:
    return str(list(Authenticator.objects.filter(user=person).values_list("data", flat=True)))


def test_a_dump_of_the_tables_gives_no_code(house):
    TOTP.activate(house.li, SECRET)
    codes = RecoveryCodes.activate(house.li)
    seed = codes.instance.data["seed"]
    assert SECRET not in in_the_table(house.li) and len(seed) > 60
    assert TOTP(Authenticator.objects.get(user=house.li, type="totp")).validate_code(code_of_the_moment())


def test_an_older_key_still_opens_what_it_closed(house, settings):
    TOTP.activate(house.li, SECRET)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, quite as long as the first",
    )
    assert TOTP(Authenticator.objects.get(user=house.li)).validate_code(code_of_the_moment())


@pytest.mark.parametrize("planted", ["", SECRET, "gAAAAA", "ä"])
def test_a_secret_that_was_not_closed_here_fits_no_code(house, planted):
    TOTP.activate(house.li, SECRET)
    row = Authenticator.objects.get(user=house.li)
    row.data = {"secret": planted}
    row.save()
    for secret in (SECRET, ""):
        assert not TOTP(row).validate_code(code_of_the_moment(secret))


def test_with_another_key_a_second_factor_is_wrong_and_no_fault(house, by_password, settings):
    with_password(house.li)
    TOTP.activate(house.li, SECRET)
    settings.SECRET_KEY = "another key, quite as long as the first"
    answer = by_password(house.li).post("/accounts/2fa/authenticate/", {"code": code_of_the_moment()})
    assert "Incorrect code" in text(answer)


def test_each_try_leaves_a_line_without_what_was_typed(house, by_password, caplog):
    with_password(house.li)
    TOTP.activate(house.li, SECRET)
    client = by_password(house.li)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of_the_moment()})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/logout/")
    for number in range(6):
        guess(Client(), "zhao", f"guess {number}", "10.0.0.7")
    guess(Client(), "my secret password", address="10.0.0.8")
    li, zhao = f"account {house.li.pk} by", f"account {house.zhao.pk} by password from 10.0.0.7"
    assert [record.getMessage() for record in caplog.records if record.name == "bizdept.sign_in"] == [
        f"failed: {li} CodeForm from 127.0.0.1", f"proven: {li} CodeForm from 127.0.0.1",
        f"signed in: {li} password and second factor from 127.0.0.1", f"proven: {li} password from 127.0.0.1",
        f"signed out: {li} a press or the end of a session from 127.0.0.1", *[f"failed: {zhao}"] * 5,
        f"refused unseen: {zhao}", "failed: account - by password from 10.0.0.8",
    ]  # fmt: skip


def test_a_paper_code_opens_once(house, by_password):
    with_password(house.li)
    TOTP.activate(house.li, SECRET)
    code = {"code": RecoveryCodes.activate(house.li).get_unused_codes()[0]}
    one, two = by_password(house.li), by_password(house.li)
    assert one.post("/accounts/2fa/authenticate/", code).status_code == 302 and is_in(one)
    assert "Incorrect code" in text(two.post("/accounts/2fa/authenticate/", code)) and not is_in(two)


def test_a_device_is_forgotten_after_half_a_year(house):
    value = devices.learnt(with_password(house.li), "")
    with time_machine.travel(NOW + devices.AGE - timedelta(seconds=1), tick=False):
        assert devices.device_of(house.li, value)
    with time_machine.travel(NOW + devices.AGE + timedelta(seconds=1), tick=False):
        assert not devices.device_of(house.li, value)
