"""Accounts: made with a code that is used once, closed at once, reset, and seen by nobody else."""

import re

import pytest

from bizdept.audit.models import AuditEntry
from bizdept.manage import rules
from bizdept.manage.actions import accounts
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, OneTimeCode, Post, User
from tests.company import DAY, NOW, TODAY, fresh, refused
from tests.manage.conftest import PASSWORD, code_on, other_half, press, text

pytestmark = pytest.mark.django_db
NEW = {"name": "王小明", "username": "Wang.XM", "job_title": "sales", "email": "", "phone": ""}


def test_a_new_account_gets_a_password_that_is_shown_once_and_must_be_changed(house, signed_in, by_password):
    client = signed_in(house.admin)
    data = NEW | {"department": house.team.pk}
    content = text(press(client, "/manage/people/new/", data))
    person, half = User.objects.get(username="wang.xm"), code_on(content)
    password = half + other_half(signed_in(house.officer), person)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password) and not person.check_password(half)
    assert person.check_password(password) and person.must_change_password and person.department == house.team
    for address in (f"/manage/people/{person.pk}/", "/manage/?view=without"):
        assert half not in text(client.get(address))
    newcomer = by_password(person, password)
    for address in ("/", "/customers/", "/manage/", "/accounts/2fa/", "/accounts/sessions/", "/notices/"):
        assert newcomer.get(address)["Location"] == "/accounts/password/change/", address
    assert newcomer.post("/notices/read/")["Location"] == "/accounts/password/change/"
    assert "one-time code" in text(newcomer.get("/accounts/password/change/"))
    assert newcomer.post("/preferences/language/", {"language": "en", "next": "/"})["Location"] == "/"
    same = {"oldpassword": password, "password1": password, "password2": password}
    assert "Choose another password" in text(newcomer.post("/accounts/password/change/", same))
    own = {"oldpassword": password, "password1": PASSWORD, "password2": PASSWORD}
    assert newcomer.post("/accounts/password/change/", own)["Location"] == "/"
    assert text(newcomer.get("/"))
    assert not fresh(person).must_change_password
    assert AuditEntry.objects.filter(action="account.own_password", actor=person.pk).exists()


def test_the_password_stands_in_no_table(house, signed_in, django_db_blocker):
    client = signed_in(house.admin)
    half = code_on(text(press(client, "/manage/people/new/", NEW | {"department": house.team.pk})))
    officer, person = signed_in(house.officer), User.objects.get(username="wang.xm")
    stands_nowhere(half, client)
    half = other_half(officer, person)
    stands_nowhere(half, client, officer)
    assert OneTimeCode.objects.get(person=person).seed == ""


def stands_nowhere(password: str, *clients):
    for entry in AuditEntry.objects.all():
        assert password not in str(entry.data)
    assert not Notice.objects.filter(text__contains=password).exists()
    assert password not in str(list(OneTimeCode.objects.values()) + list(User.objects.values()))
    for client in clients:
        assert password not in str(dict(client.session))


def test_a_second_press_makes_no_second_account(house, signed_in):
    client = signed_in(house.admin)
    key = client.get("/manage/people/new/").context["press"]
    data = NEW | {"department": house.team.pk, "press": key}
    text(client.post("/manage/people/new/", data))
    again = client.post("/manage/people/new/", data | {"username": "other"}, follow=True)
    assert "It was done before" in text(again)
    assert User.objects.filter(name="王小明").count() == 1


def test_two_passes_of_a_reset_give_one_password(house, signed_in):
    client = signed_in(house.admin)
    address = f"/manage/people/{house.li.pk}/password/"
    key = client.get(address).context["press"]
    half = code_on(text(client.post(address, {"press": key})))
    client.post(address, {"press": key})
    password = half + other_half(signed_in(house.officer), house.li)
    assert fresh(house.li).check_password(password)


@pytest.mark.parametrize("account", ["li", "LI", "李倩", "a b", "-x", "x" * 41, "a\0b", "", "<b>"])
def test_an_account_is_plain_and_its_own(house, signed_in, account):
    before = User.objects.count()
    data = NEW | {"username": account, "department": house.team.pk}
    content = text(press(signed_in(house.admin), "/manage/people/new/", data), 422)
    assert "王小明" in content and User.objects.count() == before


def test_a_name_taken_at_the_same_time_is_told(house, monkeypatch):
    """The first question found it free; then somebody else was quicker."""
    ask, asked = rules.reasons_against_account, []

    def free_at_first(account):
        asked.append(account)
        return iter(()) if len(asked) == 1 else ask(account)

    monkeypatch.setattr(rules, "reasons_against_account", free_at_first)
    fields = {"username": "li", "name": "Li", "department": house.team}
    refused(lambda: accounts.open_account(fields, by=Actor(house.admin), at=NOW), "taken")


@pytest.mark.parametrize("bad", ["9" * 30, "-1", "x", "\0", "１２", ""])
def test_a_department_that_is_none_is_told(house, signed_in, bad):
    content = text(press(signed_in(house.admin), "/manage/people/new/", NEW | {"department": bad}), 422)
    assert "wang.xm" in content.lower()


def test_what_is_written_of_a_person_is_changed_and_a_stale_form_told(house, signed_in):
    client, other = signed_in(house.admin), signed_in(house.admin2)
    address = f"/manage/people/{house.li.pk}/edit/"
    data = {"name": "Li Qian", "department": house.section.pk, "job_title": "", "email": "li@example.com", "phone": ""}
    seen = client.get(address).context["stamp"]
    press(other, address, data | {"phone": "13800138000"})
    mistaken = client.post(address, data | {"seen": seen, "name": ""})
    assert mistaken.context["stamp"] == seen  # a mistake doesn't make a stale form fresh
    content = text(client.post(address, data | {"seen": seen, "phone": "1"}), 422)
    assert "Somebody changed it meanwhile" in content and 'value="Li Qian"' in content
    li = fresh(house.li)
    assert (li.phone, li.department, li.username) == ("13800138000", house.section, "li")


def test_a_closed_account_is_out_on_the_next_request_and_its_sessions_are_gone(house, signed_in, by_password):
    house.li.set_password(PASSWORD)
    house.li.save()
    li, phone, zhao = by_password(house.li), by_password(house.li), signed_in(house.zhao)
    assert li.get("/").status_code == phone.get("/").status_code == 200
    press(signed_in(house.admin), f"/manage/people/{house.li.pk}/close/")
    for client in (li, phone):
        assert client.get("/customers/")["Location"].startswith("/accounts/login/")
        assert not client.session.keys()
    assert zhao.get("/").status_code == 200
    assert not fresh(house.li).is_active
    assert Appointment.objects.filter(person=house.li, ended_on=None).exists(), "posts end on purpose alone"
    assert by_password(house.li).get("/")["Location"].startswith("/accounts/login/")
    assert "say who takes over" in Notice.objects.get(person=house.chief).text


def test_nobody_closes_themselves_or_the_last_administrator(house):
    by = Actor(house.admin)
    refused(lambda: accounts.close_account(house.admin, by=by, on=TODAY), "self")
    accounts.close_account(house.admin2, by=by, on=TODAY)
    refused(lambda: accounts.close_account(house.admin, by=by, on=TODAY), "self", "last")
    refused(lambda: accounts.close_account(house.admin2, by=by, on=TODAY), "already")


def test_whoever_comes_back_gets_powerful_posts_by_a_new_signature_alone(house, signed_in, by_password):
    admin = signed_in(house.admin)
    for person in (house.chief, house.li):
        press(admin, f"/manage/people/{person.pk}/close/")
        half = code_on(text(press(admin, f"/manage/people/{person.pk}/reopen/")))
        password = half + other_half(signed_in(house.officer), person)
        assert fresh(person).check_password(password) and fresh(person).must_change_password
    assert fresh(house.li).holds(Post.SPECIALIST)
    assert not fresh(house.chief).holds(Post.CHIEF)
    waiting = Appointment.objects.awaiting_signature().get()
    assert (waiting.person, waiting.given_by, waiting.department) == (house.chief, house.admin, house.section)


def test_a_reset_signs_out_and_tells_the_person_and_of_the_powerful_the_officer(house, signed_in):
    admin, chief = signed_in(house.admin), signed_in(house.chief)
    text(press(admin, f"/manage/people/{house.chief.pk}/password/"))
    assert chief.get("/")["Location"].startswith("/accounts/login/")
    assert "was reset" in Notice.objects.get(person=house.chief).text
    told = Notice.objects.filter(person=house.officer).order_by("pk")
    assert "second half" in told[0].text and "account chief, which holds a powerful post" in told[1].text
    text(press(admin, f"/manage/people/{house.li.pk}/password/"))
    assert told.count() == 3 and "second half" in told[2].text
    content = text(press(admin, f"/manage/people/{house.admin.pk}/password/"), 422)
    assert "Change your own password" in content


def test_sessions_end_everywhere_and_the_password_stays(house, signed_in, by_password):
    house.li.set_password(PASSWORD)
    house.li.save()
    here, there, other = by_password(house.li), signed_in(house.li), signed_in(house.zhao)
    press(signed_in(house.admin), f"/manage/people/{house.li.pk}/sessions/")
    for client in (here, there):
        assert client.get("/")["Location"].startswith("/accounts/login/")
    assert other.get("/").status_code == by_password(house.li).get("/").status_code == 200


def test_a_second_factor_comes_after_the_own_password_and_leads_into_no_circle(house, signed_in, settings):
    settings.SECOND_FACTOR_POSTS = ["chief"]
    house.chief.set_password(PASSWORD)
    house.chief.must_change_password = True
    house.chief.save()
    chief = signed_in(house.chief)
    assert chief.get("/accounts/2fa/totp/activate/")["Location"] == "/accounts/password/change/"
    assert chief.get("/accounts/password/change/").status_code == 200
    data = {"oldpassword": PASSWORD, "password1": "another long one", "password2": "another long one"}
    assert chief.post("/accounts/password/change/", data).status_code == 302
    assert chief.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    assert chief.get("/accounts/2fa/totp/activate/").status_code == 200, "it was proven by the old password"


def test_who_comes_back_stands_in_for_nobody_until_it_is_entered_anew(house):
    """A chief's power lent before would else come back by the administrator's hand alone (1.3.1)."""
    house.delegate(house.chief, house.zhao)
    over = house.delegate(house.leader, house.zhao, ends_on=TODAY - DAY)
    given = house.delegate(house.zhao, house.li)
    accounts.close_account(house.zhao, by=Actor(house.admin), on=TODAY)
    accounts.reopen_account(fresh(house.zhao), by=Actor(house.admin), at=NOW)
    assert not fresh(house.zhao).holds(Post.CHIEF, for_others=True)
    assert (fresh(over).withdrawn_on, fresh(given).withdrawn_on) == (None, None)
    assert Notice.objects.filter(person=house.chief, text="zhao no longer stands in for you.").exists()
    assert AuditEntry.objects.filter(action="delegation.withdraw").count() == 1
