"""One-time codes in two halves: neither hand alone signs in, and who the second hand is."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as site
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from bizdept.audit.models import AuditEntry
from bizdept.manage import rules
from bizdept.manage.actions import accounts, codes
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Guesses, OneTimeCode, Post, User
from bizdept.people.models import Company as House
from tests.company import NOW, TODAY, fresh, refused
from tests.manage.conftest import PASSWORD, code_on, other_half, press, text

pytestmark = pytest.mark.django_db


def reset(house, person, by=None) -> str:
    return accounts.reset_password(person, by=Actor(by or house.admin), at=NOW).code


def enters(person: User, password: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": person.username, "password": password})
    return "_auth_user_id" in client.session


def hands(house, person, maker=None) -> set[str]:
    return {one.username for one in rules.second_hands(person, maker or house.admin, TODAY)}


def test_only_both_halves_together_sign_in(house, signed_in):
    first = code_on(text(press(signed_in(house.admin), f"/manage/people/{house.li.pk}/password/")))
    second = other_half(signed_in(house.officer), house.li)
    for wrong in (first, first[:-1], second, second + first, first + first, second + second):
        Guesses.objects.all().delete()
        assert not enters(house.li, wrong), wrong
    assert enters(house.li, first + second)


def test_the_second_half_is_shown_once_and_noted(house, signed_in):
    reset(house, house.li)
    officer, row = signed_in(house.officer), OneTimeCode.objects.get()
    content = text(officer.get("/manage/halves/"))
    assert f"/manage/halves/{row.pk}/" in content
    page = text(officer.get(f"/manage/halves/{row.pk}/"))
    half = codes.second_half(row.seed)
    assert half not in content and half not in page, "a look shows nothing"
    assert OneTimeCode.objects.get().seed
    key = officer.get(f"/manage/halves/{row.pk}/").context["press"]
    assert code_on(text(officer.post(f"/manage/halves/{row.pk}/", {"press": key}))) == half
    again = officer.post(f"/manage/halves/{row.pk}/", {"press": key}, follow=True)
    assert half not in text(again) and "It was done before" in text(again)
    assert "fetched already" in text(press(officer, f"/manage/halves/{row.pk}/"), 422)
    row.refresh_from_db()
    assert (row.seed, row.taken_by, row.taken_at) == ("", house.officer, NOW)
    entry = AuditEntry.objects.get(action="account.take_half")
    assert (entry.actor, entry.record, entry.data) == (house.officer.pk, f"people.user:{house.li.pk}", {})
    assert f"/manage/halves/{row.pk}/" not in text(officer.get("/manage/halves/"))


def test_no_table_holds_a_half_in_clear(house, signed_in):
    first = reset(house, house.li)
    row = OneTimeCode.objects.get()
    second = codes.second_half(row.seed)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = str(cursor.fetchall())
            assert second not in rows and first.rstrip("-") not in rows, table


def test_whoever_has_the_database_alone_reads_no_half(house, settings):
    reset(house, house.li)
    row = OneTimeCode.objects.get()
    half = codes.second_half(row.seed)
    settings.SECRET_KEY = "another key that is quite as long as the first one was"
    assert codes.second_half(row.seed) != half


def test_the_second_hand_is_the_officer_else_chief_or_leader_never_an_administrator(house):
    assert hands(house, house.li) == {"officer"}
    assert hands(house, house.officer) == {"chief", "leader"}
    house.person("officer2", Post.OFFICER, house.house)
    assert hands(house, house.officer) == {"officer2"}
    User.objects.filter(username__startswith="officer").update(is_active=False)
    assert hands(house, house.li) == {"chief", "leader"}
    assert hands(house, house.chief) == {"leader"}
    house.appoint(house.admin2, Post.LEADER, house.house)
    assert hands(house, house.chief) == {"leader"}, "admin2 leads, and keeps accounts"
    assert hands(house, house.li, maker=house.chief) == {"leader"}


def test_nobody_else_and_no_delegate_fetches_a_half(house, signed_in):
    reset(house, house.li)
    row, place = OneTimeCode.objects.get(), f"/manage/halves/{OneTimeCode.objects.get().pk}/"
    house.delegate(house.leader, house.zhao)
    User.objects.update(must_change_password=False)
    for person in (house.admin, house.admin2, house.chief, house.leader, house.li, house.zhao, house.personnel):
        assert press(signed_in(fresh(person)), place).status_code == 403, person
    for by in (Actor(house.admin), Actor(house.li), Actor(house.zhao, house.officer), Actor(house.officer, house.li)):
        with pytest.raises(PermissionDenied):
            codes.take_half(row, by=by, at=NOW)
    assert OneTimeCode.objects.get().seed


def test_the_second_hand_is_told(house):
    reset(house, house.li)
    notice = Notice.objects.get(person=house.officer)
    assert "account li was made by admin" in notice.text and notice.address == "/manage/halves/"
    reset(house, house.officer)
    assert {n.person.username for n in Notice.objects.filter(text__contains="account officer was made")} == {
        "chief", "leader",
    }  # fmt: skip


def test_without_a_second_hand_no_code_is_made(house):
    Appointment.objects.filter(post__in=(Post.OFFICER, Post.CHIEF, Post.LEADER)).update(ended_on=TODAY)
    before = house.li.password
    refused(lambda: reset(house, house.li), "hands")
    fields = {"username": "new", "name": "New", "department": house.team}
    refused(lambda: accounts.open_account(fields, by=Actor(house.admin), at=NOW), "hands")
    assert fresh(house.li).password == before and not User.objects.filter(username="new").exists()


def test_in_a_small_office_one_hand_has_both(house, signed_in):
    House.objects.update(small_office=True)
    content = text(press(signed_in(house.admin), f"/manage/people/{house.li.pk}/password/"))
    assert fresh(house.li).check_password(code_on(content))
    assert OneTimeCode.objects.get().seed == ""
    assert AuditEntry.objects.get(action="account.reset_password").data["code"] == "whole"


def test_a_code_lapses_after_seven_days(house, signed_in):
    first = reset(house, house.li)
    place = f"/manage/halves/{OneTimeCode.objects.get().pk}/"
    second = codes.second_half(OneTimeCode.objects.get().seed)
    with time_machine.travel(NOW + timedelta(days=6, hours=23), tick=False):
        assert enters(house.li, first + second)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert not enters(house.li, first + second)
        client = Client()
        client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        answer = client.post("/accounts/login/", {"login": "li", "password": first + second}, follow=True)
        assert "has lapsed" in text(answer)
        officer = signed_in(house.officer)
        assert "lapsed" in text(press(officer, place), 422) and place not in text(officer.get("/manage/halves/"))
        newer = accounts.reset_password(house.li, by=Actor(house.admin), at=NOW + timedelta(days=7)).code
        assert enters(house.li, newer + other_half(officer, house.li))


def test_an_own_password_ends_it(house, signed_in, by_password):
    first = reset(house, house.li)
    password = first + other_half(signed_in(house.officer), house.li)
    li = by_password(house.li, password)
    own = {"oldpassword": password, "password1": PASSWORD, "password2": PASSWORD}
    assert li.post("/accounts/password/change/", own).status_code == 302
    assert not OneTimeCode.objects.exists()
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert enters(house.li, PASSWORD)


def test_a_newer_code_makes_the_older_worthless(house, signed_in):
    old = reset(house, house.li)
    old_second = codes.second_half(OneTimeCode.objects.get().seed)
    new = reset(house, house.li, by=house.admin2)
    assert not enters(house.li, old + old_second) and not enters(
        house.li, old + other_half(signed_in(house.officer), house.li)
    )
    assert OneTimeCode.objects.get().made_by == house.admin2 and new != old
