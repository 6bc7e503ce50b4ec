"""Who needs a second factor, by whose hands that changes; who still lacks one; and a device that was lost."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bizdept.audit.models import AuditEntry
from bizdept.manage import shown
from bizdept.manage.actions import factors
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Delegation, FactorRule, Post, User
from bizdept.people.rules import needs_factor
from bizdept.refusal import Refused
from tests.company import DAY, NOW, TODAY, fresh
from tests.manage.conftest import PASSWORD, code_on, other_half, press, text

pytestmark = pytest.mark.django_db
USUAL = ["chief", "leader", "officer", "administrator"]
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def asked(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR_POSTS = USUAL


def has_one(person: User) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})


def proposed(house, everybody=False, posts=("specialist",), by=None) -> FactorRule:
    return factors.propose_rule(everybody, posts, by=Actor(by or house.admin), at=NOW)


def needed(*people) -> list[bool]:
    return [needs_factor(fresh(person)) for person in people]


def test_a_proposal_holds_once_the_officer_or_the_leader_has_signed(house, signed_in):
    row = proposed(house)
    assert needed(house.li, house.chief, house.personnel) == [False, True, False]
    factors.decide_rule(row, True, by=Actor(house.officer), at=NOW)
    assert needed(house.li, house.chief, house.personnel) == [True, True, False]
    assert signed_in(house.li).get("/customers/")["Location"] == SET_UP
    assert AuditEntry.objects.filter(action__in=["factors.propose", "factors.sign"]).count() == 2
    factors.decide_rule(proposed(house, everybody=True, posts=()), True, by=Actor(house.leader), at=NOW)
    assert needed(house.li, house.personnel) == [True, True]
    assert signed_in(house.personnel).get("/notices/")["Location"] == SET_UP


def test_the_leaders_word_holds_at_once(house):
    proposed(house, everybody=True, posts=(), by=house.leader)
    assert needed(house.li) == [True]
    proposed(house, everybody=False, posts=(), by=house.leader)
    assert needed(house.li, house.leader) == [False, True], "the usual posts stay"


def test_one_hand_is_not_enough_and_others_have_none(house):
    row = proposed(house)
    for person in (house.admin, house.admin2, house.chief, house.li, house.personnel):
        with pytest.raises(PermissionDenied):
            factors.decide_rule(row, True, by=Actor(person), at=NOW)
    for person in (house.officer, house.chief, house.li):
        with pytest.raises(PermissionDenied):
            proposed(house, by=person)
    assert needed(house.li) == [False]
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorRule.objects.filter(pk=row.pk).update(decided_by=house.admin)


def test_in_a_small_office_nobody_signs_what_they_proposed(house):
    house.appoint(house.admin, Post.OFFICER, house.house)
    with pytest.raises(PermissionDenied):
        factors.decide_rule(proposed(house), True, by=Actor(fresh(house.admin)), at=NOW)


def test_what_is_declined_or_decided_stays_so(house):
    row = factors.decide_rule(proposed(house), False, by=Actor(house.officer), at=NOW)
    assert needed(house.li) == [False]
    with pytest.raises(Refused):
        factors.decide_rule(row, True, by=Actor(house.leader), at=NOW)
    assert Notice.objects.filter(person=house.admin, key=f"factors:{row.pk}:decided").exists()
    with pytest.raises(Refused):
        proposed(house, posts=())


def test_where_the_settings_ask_for_none_nobody_is_asked(house, settings):
    proposed(house, everybody=True, posts=(), by=house.leader)
    settings.SECOND_FACTOR_POSTS = []
    assert needed(house.li, house.chief) == [False, False]


def test_the_page_says_who_must_still_set_one_up(house, signed_in):
    def listed(query: str = "") -> set[str]:
        rows = re.findall(r'data-record="people.user:(\d+)"', text(officer.get(f"/manage/factors/{query}")))
        return set(User.objects.filter(pk__in=rows).values_list("username", flat=True))

    has_one(house.officer)
    has_one(house.chief)
    officer = signed_in(house.officer)
    assert listed() == {"admin", "admin2", "leader"}
    assert listed("?view=set_up") == {"officer", "chief"}
    assert {"li", "personnel"} <= listed("?view=free") and not listed("?view=free") & {"leader", "chief"}
    assert listed("?q=admin2") == {"admin2"}
    proposed(house, everybody=True, posts=(), by=house.leader)
    assert "li" in listed() and listed("?view=free") == set()


def test_the_page_counts_as_the_rule_does(house, signed_in):
    """Delegates count; posts that nobody has signed, that begin later, or whose holder has left count for nothing."""
    has_one(house.officer)
    Delegation.objects.create(of=house.leader, to=house.li, starts_on=TODAY, made_by=house.leader)
    Delegation.objects.create(of=house.chief, to=house.legal, starts_on=TODAY, made_by=house.admin)  # unsigned
    Delegation.objects.create(of=house.chief, to=house.finance, starts_on=TODAY + DAY, made_by=house.chief)
    Appointment.objects.create(person=house.zhao, post=Post.CHIEF, department=house.team, since=TODAY)  # unsigned
    gone = house.person("gone", Post.CHIEF, house.team)
    Delegation.objects.create(of=gone, to=house.personnel, starts_on=TODAY, made_by=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for posts in ((), ("specialist",)):
        if posts:
            proposed(house, posts=posts, by=house.leader)
        by_rule = {person.username for person in User.objects.active() if needs_factor(person)} - {"officer"}
        page = text(signed_in(house.officer).get("/manage/factors/"))
        rows = set(User.objects.filter(pk__in=re.findall(r'data-record="people.user:(\d+)"', page)))
        assert {person.username for person in rows} == by_rule
        assert "li" in by_rule and not by_rule & {"legal", "finance", "personnel", "gone"}
        assert ("zhao" in by_rule) == bool(posts)
        tags = {person.username: shown.factor_of(person).word for person in shown.people("in_post", TODAY)}
        assert {name for name, word in tags.items() if word == "not set up"} == by_rule & set(tags)


def test_by_the_pages_from_the_proposal_to_the_signature(house, signed_in):
    for person in (house.admin, house.officer):
        has_one(person)
    admin, officer = signed_in(house.admin), signed_in(house.officer)
    page = text(admin.get("/manage/factors/propose/"))
    assert 'value="specialist"' in page and 'value="chief"' not in page, "the usual posts are no choice"
    press(admin, "/manage/factors/propose/", {"everybody": "0", "posts": ["specialist", "personnel"]})
    row = FactorRule.objects.get()
    assert row.posts == ["personnel", "specialist"] and row.is_signed is None
    assert f"/manage/factors/{row.pk}/sign/" not in text(admin.get("/manage/factors/"))
    assert f"/manage/factors/{row.pk}/sign/" in text(officer.get("/manage/factors/"))
    assert admin.get(f"/manage/factors/{row.pk}/sign/").status_code == 403
    press(officer, f"/manage/factors/{row.pk}/sign/")
    assert needed(house.li, house.personnel, house.legal) == [True, True, False]


def test_a_lost_device_is_replaced_by_two_hands_and_ends_all_sessions(house, signed_in, by_password):
    for person in (house.admin, house.officer, house.chief):
        has_one(person)
    house.chief.set_password(PASSWORD)
    house.chief.save()
    thief = signed_in(house.chief)
    assert thief.get("/notices/").status_code == 200
    admin, officer, held = signed_in(house.admin), signed_in(house.officer), thief.session.session_key
    first = code_on(text(press(admin, f"/manage/people/{house.chief.pk}/factor/")))
    assert not Session.objects.filter(pk=held).exists()
    assert thief.get("/notices/").status_code == 302
    assert not Authenticator.objects.filter(user=house.chief).exists()
    assert by_password(house.chief).get("/notices/").status_code == 302, "the old password opens nothing"
    assert by_password(house.chief, first).get("/accounts/password/change/").status_code == 302, "nor one half"
    chief = by_password(house.chief, first + other_half(officer, house.chief))
    assert chief.get("/notices/")["Location"] == "/accounts/password/change/"
    own = {"oldpassword": first, "password1": "another long one", "password2": "another long one"}
    chief.post("/accounts/password/change/", own)
    assert AuditEntry.objects.get(action="account.reset_factor").record == f"people.user:{house.chief.pk}"
    assert Notice.objects.filter(person=house.officer, key__contains=":device:").exists()


def test_nobody_takes_away_their_own_or_one_that_is_not_there(house, signed_in):
    has_one(house.admin)
    admin = signed_in(house.admin)
    assert press(admin, f"/manage/people/{house.admin.pk}/factor/").status_code == 422
    assert "No second factor" in text(press(admin, f"/manage/people/{house.li.pk}/factor/"), 422)
    assert Authenticator.objects.filter(user=house.admin).exists()


@pytest.mark.parametrize("count", [10, 60])
def test_the_page_costs_the_same_at_any_length(house, signed_in, count, django_assert_max_num_queries):
    people = [User(username=f"u{n}", name=f"User {n}", department=house.team, password="!") for n in range(count)]
    User.objects.bulk_create(people)
    has_one(house.officer)
    officer = signed_in(house.officer)
    officer.get("/manage/factors/?view=free")
    with django_assert_max_num_queries(12):
        content = text(officer.get("/manage/factors/?view=free"))
    assert content.count('data-record="people.user') <= 25 and len(content) < 60_000


def test_the_rule_that_was_signed_last_holds(house, settings):
    settings.SECOND_FACTOR_POSTS = ["chief"]
    early = factors.propose_rule(True, [], by=Actor(house.admin), at=NOW)
    factors.propose_rule(False, ["specialist"], by=Actor(house.leader), at=NOW + timedelta(hours=1))
    factors.decide_rule(early, True, by=Actor(house.officer), at=NOW + timedelta(hours=2))
    assert needs_factor(fresh(house.personnel))
