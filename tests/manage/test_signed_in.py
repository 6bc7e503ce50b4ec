"""Who is signed in where, and how that ends: for everybody by the administrator, for oneself by everybody."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from bizdept.audit.models import AuditEntry
from bizdept.people.models import User
from tests.company import DAY, NOW
from tests.manage.conftest import PASSWORD, press, text
from tests.manage.test_sessions import is_in, later

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def at_the_door(house, by_password):
    """A browser in which somebody signs in as in service: only then it is known as a place of theirs."""

    def client_of(person):
        person.set_password(PASSWORD)
        person.save()
        return by_password(person)

    return client_of


@pytest.fixture
def devices(house, at_the_door, by_password):
    """li at a desk and with a telephone, zhao at a desk."""

    def device(person, agent):
        client = at_the_door(person)
        UserSession.objects.filter(session_key=client.session.session_key).update(user_agent=agent)
        return client

    desk = device(house.li, WINDOWS)
    telephone = by_password(house.li)
    UserSession.objects.filter(session_key=telephone.session.session_key).update(user_agent=TELEPHONE)
    return desk, telephone, device(house.zhao, WINDOWS)


def row_of(client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def listed(client, query: str = "") -> list[int]:
    content = text(client.get(f"/manage/sessions/{query}"))
    return [int(pk) for pk in re.findall(r'data-record="usersessions.usersession:(\d+)"', content)]


def test_the_list_tells_person_device_address_and_times(house, devices, at_the_door):
    admin = at_the_door(house.admin)
    with later(5):
        assert is_in(devices[0])
        content = text(admin.get("/manage/sessions/"))
    assert "Chrome · Windows" in content and "Chrome · Android" in content and "127.0.0.1" in content
    order = listed(admin)
    assert order.index(row_of(devices[0]).pk) < order.index(row_of(devices[1]).pk), "who was seen last stands above"
    assert content.lower().count("this one") == 1
    assert set(listed(admin, "?q=zhao")) == {row_of(devices[2]).pk}
    assert listed(admin, "?q=nobody") == []
    assert len(listed(admin, f"?department={house.team.pk}")) == 3


def test_what_no_longer_lets_anybody_in_is_not_listed(house, devices, at_the_door, settings):
    with later(31):
        assert len(listed(at_the_door(house.admin))) == 1
    settings.SESSION_IDLE_MINUTES = 0
    with later(11 * 60):
        assert len(listed(at_the_door(house.admin))) == 3 + 1
    with later(12 * 60 + 1):
        assert len(listed(at_the_door(house.admin))) == 1


def test_one_place_ends_at_once_and_the_others_stay(house, devices, signed_in):
    desk, telephone, other = devices
    row = row_of(telephone)
    answer = press(signed_in(house.admin), f"/manage/sessions/{row.pk}/end/")
    assert answer["Location"] == "/manage/sessions/"
    assert not is_in(telephone) and is_in(desk) and is_in(other)
    assert not Session.objects.filter(pk=row.session_key).exists()
    line = AuditEntry.objects.get(action="account.end_session")
    assert (line.record, line.actor, line.data) == (
        f"people.user:{house.li.pk}", house.admin.pk, {"session": row.pk},
    )  # fmt: skip


def test_all_places_of_a_person_end_at_once(house, devices, signed_in):
    desk, telephone, other = devices
    press(signed_in(house.admin), f"/manage/people/{house.li.pk}/sessions/")
    assert not is_in(desk) and not is_in(telephone) and is_in(other)


def test_where_one_is_oneself_one_signs_out(house, at_the_door):
    admin = at_the_door(house.admin)
    answer = press(admin, f"/manage/sessions/{row_of(admin).pk}/end/")
    assert "sign out instead" in text(answer, 422) and is_in(admin)


def test_the_officer_looks_on(house, devices, signed_in):
    officer = signed_in(house.officer)
    assert len(listed(officer)) == 3
    assert "/end/" not in text(officer.get("/manage/sessions/"))
    assert officer.post(f"/manage/sessions/{row_of(devices[0]).pk}/end/").status_code == 403


def test_everybody_sees_and_ends_their_own_and_no_others(house, devices):
    desk, telephone, other = devices
    content = text(desk.get("/accounts/sessions/"))
    assert "Chrome · Android" in content and f"/accounts/sessions/{row_of(telephone).pk}/end/" in content
    assert f"/accounts/sessions/{row_of(desk).pk}/end/" not in content
    theirs = row_of(other).pk
    assert desk.get(f"/accounts/sessions/{theirs}/end/").status_code == 404
    assert desk.post(f"/accounts/sessions/{theirs}/end/").status_code == 404
    assert is_in(other)
    answer = press(desk, f"/accounts/sessions/{row_of(telephone).pk}/end/")
    assert answer["Location"] == "/accounts/sessions/"
    assert not is_in(telephone) and is_in(desk)
    assert AuditEntry.objects.get(action="account.end_session").actor == house.li.pk


def test_everywhere_else_is_one_press_that_is_written_down(house, devices):
    desk, telephone, other = devices
    assert desk.post("/accounts/sessions/").status_code == 302
    assert is_in(desk) and not is_in(telephone) and is_in(other)
    assert AuditEntry.objects.get(action="account.end_own_sessions").record == f"people.user:{house.li.pk}"


@pytest.mark.parametrize("count", [10, 60])
def test_the_list_costs_the_same_at_any_length(house, signed_in, count, django_assert_max_num_queries):
    people = [User(username=f"u{n}", name=f"User {n}", department=house.team, password="!") for n in range(count)]
    ends = NOW + DAY
    for number, person in enumerate(User.objects.bulk_create(people)):
        key = f"{number:032}"
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(user=person, ip="10.0.0.1", user_agent=WINDOWS, session_key=key)
    admin = signed_in(house.admin)
    admin.get("/manage/sessions/")
    with django_assert_max_num_queries(8):
        content = text(admin.get("/manage/sessions/"))
    assert content.count('data-record="usersessions') == min(count, 25) and len(content) < 60_000
