"""Posts: several to a person, signed where they are powerful, taken over by delegates; and which never go together."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.db import IntegrityError
from django.utils import timezone

from bizdept.people import rules
from bizdept.people.actor import Actor, actors_of, first_who
from bizdept.people.models import POWERFUL, Appointment, Company, Post, User
from tests.company import DAY, undone


def again(person) -> User:
    """The person as the next request has them: posts are remembered for one."""
    return User.objects.get(pk=person.pk)


def today():
    return timezone.localdate()


# ── appointments


@pytest.mark.parametrize(
    "since, ended, counts",
    [(0, None, True), (1, None, False), (-1, 0, False), (-1, 1, True), (-2, -1, False), (0, 0, False)],
)
def test_a_post_counts_from_its_first_day_until_before_its_last(company, since, ended, counts):
    ended = None if ended is None else today() + timedelta(ended)
    person = company.person("x", Post.SPECIALIST, company.team)
    person.appointments.update(since=today() + timedelta(since), ended_on=ended)
    assert again(person).holds(Post.SPECIALIST) is counts
    assert (person in User.objects.holding(Post.SPECIALIST)) is counts


@pytest.mark.parametrize("post", Post)
def test_a_powerful_post_counts_once_it_is_signed(company, post):
    row = company.appoint(company.zhao, post, company.other_section, signed_by=None)
    assert again(company.zhao).holds(post, within=company.other_section.pk) is (post not in POWERFUL)
    assert (row in Appointment.objects.awaiting_signature()) is (post in POWERFUL)
    assert rules.needs_signature(post) is (post in POWERFUL)
    row.signed_by = company.officer
    row.save()
    assert again(company.zhao).holds(post)
    assert not Appointment.objects.awaiting_signature().exists()


def test_powerful_are_those_of_the_design():
    assert {"chief", "leader", "officer", "administrator"} == POWERFUL  # domain.md, Rules that hold everywhere


def test_the_table_asks_for_two_hands(company):
    row = company.appoint(company.zhao, Post.CHIEF, company.section, given_by=company.admin, signed_by=None)
    for signer in (company.admin, company.zhao):  # its giver, its holder
        with pytest.raises(IntegrityError), undone():
            Appointment.objects.filter(pk=row.pk).update(signed_by=signer)
    with pytest.raises(IntegrityError), undone():
        company.appoint(company.zhao, Post.CHIEF, company.section)  # the same post twice at a time


def test_the_desk_and_the_doors_read_the_posts_in_one_query(company, django_assert_num_queries):
    for n, place in enumerate((company.house, company.section, company.team)):
        company.appoint(company.zhao, Post.CHIEF, place, since=today() - n * DAY)
    zhao = again(company.zhao)
    with django_assert_num_queries(1):
        assert zhao.holds(Post.CHIEF) and zhao.post and zhao.reach_of(Post.CHIEF)


def test_several_posts_each_with_its_own_reach(company):
    company.appoint(company.zhao, Post.CHIEF, company.other_section)
    company.appoint(company.zhao, Post.ASSISTANT, company.section)
    zhao = again(company.zhao)
    assert zhao.reach_of(Post.CHIEF) == [company.other_section.pk]
    assert zhao.reach_of(Post.ASSISTANT) == sorted([company.section.pk, company.team.pk])
    assert zhao.reach_of(Post.CHIEF, Post.ASSISTANT) == sorted(
        [company.other_section.pk, company.section.pk, company.team.pk]
    )
    assert zhao.holds(Post.ASSISTANT, within=company.team.pk)
    assert not zhao.holds(Post.CHIEF, within=company.team.pk)
    assert (zhao.post, zhao.post_label) == ("chief", "section chief")  # the foremost


def test_a_post_reaches_down_and_neither_up_nor_aside(company):
    assert again(company.chief).reach_of(Post.CHIEF) == sorted([company.section.pk, company.team.pk])
    assert not again(company.chief).holds(Post.CHIEF, within=company.house.pk)
    assert again(company.leader).holds(Post.LEADER, within=company.team.pk)


def test_without_a_post_one_holds_none(company):
    person = User.objects.create_user(username="bare", name="bare")
    assert (person.post, person.post_label, person.standings, person.reach_of(Post.CHIEF)) == ("", "", [], [])


# ── delegation


@pytest.mark.parametrize(
    "starts, ends, withdrawn, counts",
    [(0, 0, None, True), (0, None, None, True), (1, None, None, False), (-2, -1, None, False), (-1, 1, 0, False)],
)
def test_a_delegate_stands_in_on_the_days_that_were_named(company, starts, ends, withdrawn, counts):
    days = [None if n is None else today() + timedelta(n) for n in (starts, ends, withdrawn)]
    company.delegate(company.chief, company.zhao, starts_on=days[0], ends_on=days[1], withdrawn_on=days[2])
    zhao = again(company.zhao)
    assert (zhao.reach_of(Post.CHIEF) != []) is counts
    assert [by.on_behalf_of for by in actors_of(zhao)] == [None, *([company.chief] if counts else [])]


def test_what_a_delegate_holds_is_not_their_own(company):
    company.delegate(company.chief, company.zhao)
    zhao = again(company.zhao)
    assert not zhao.holds(Post.CHIEF)
    assert zhao.holds(Post.CHIEF, for_others=True)
    assert zhao.reach_of(Post.CHIEF, for_others=False) == []
    assert zhao.post == "specialist"
    assert not Actor(zhao).holds(Post.CHIEF)
    assert Actor(zhao, on_behalf_of=company.chief).holds(Post.CHIEF, within=company.team.pk)


def test_delegation_is_not_handed_on(company):
    company.delegate(company.leader, company.chief)
    company.delegate(company.chief, company.zhao)
    assert again(company.zhao).reach_of(Post.LEADER) == []
    assert [by.on_behalf_of for by in actors_of(again(company.zhao))] == [None, company.chief]


def test_nobody_stands_in_for_who_has_left(company):
    company.delegate(company.chief, company.zhao)
    User.objects.filter(pk=company.chief.pk).update(is_active=False)
    assert again(company.zhao).reach_of(Post.CHIEF) == []
    assert len(actors_of(again(company.zhao))) == 1
    assert not Actor(company.zhao, on_behalf_of=again(company.chief)).holds(Post.CHIEF)


def test_one_acts_as_oneself_where_that_suffices(company):
    company.delegate(company.chief, company.leader)
    leader = again(company.leader)
    assert first_who(leader, lambda by: by.holds(Post.LEADER)).on_behalf_of is None
    assert first_who(leader, lambda by: by.holds(Post.CHIEF)).on_behalf_of == company.chief
    assert first_who(leader, lambda by: False).on_behalf_of is None


def test_whose_name_an_actor_bears(company):
    by = Actor(company.zhao, on_behalf_of=company.chief)
    assert (by.principal, by.post) == (company.chief, "chief")
    assert by.is_any_of(company.zhao.pk)
    assert by.is_any_of(None, company.chief.pk)
    assert not by.is_any_of(company.li.pk, None)


def test_the_table_knows_no_delegation_to_oneself_or_backwards(company):
    for facts in ({"to": company.chief}, {"to": company.zhao, "ends_on": today() - 9999 * DAY}):
        to = facts.pop("to")
        with pytest.raises(IntegrityError), undone():
            company.delegate(company.chief, to, **facts)


@pytest.mark.parametrize(
    "of, to, code",
    [("chief", "chief", "self"), ("admin", "zhao", "apart"), ("chief", "admin", "apart"), ("officer", "zhao", "apart"),
     ("chief", "officer", "apart"), ("chief", "gone", "left")],
)  # fmt: skip
def test_who_stands_in_for_nobody(company, of, to, code):
    company.gone = company.person("gone", Post.SPECIALIST, company.team, is_active=False)
    of, to = getattr(company, of), getattr(company, to)
    found = {reason.code for reason in rules.reasons_against_delegation(of, to, today(), None)}
    assert code in found
    assert not list(rules.reasons_against_delegation(company.chief, company.zhao, today(), today()))


def test_a_delegation_is_ones_own_to_make_or_the_administrators_to_enter(company):
    may = {p.username for p in company.people() if rules.may_delegate(Actor(p), company.chief)}
    assert may == {"chief", "admin"}


# ── which posts never go together

FORBIDDEN = {  # domain.md, People: "administrator with any business post or officer; officer with chief or leader"
    frozenset(pair)
    for pair in [("officer", "chief"), ("officer", "leader"), ("administrator", "officer")]
    + [("administrator", post) for post in ("specialist", "assistant", "chief", "leader", "reviewer", "personnel")]
}


@pytest.mark.parametrize("one, other", list(combinations(Post.values, 2)))
def test_forbidden_pairs(company, one, other):
    for post, others in ((one, {other}), (other, {one})):
        found = {reason.code for reason in rules.reasons_against_post(company.zhao, post, others)}
        assert found == ({"apart"} if frozenset((one, other)) in FORBIDDEN else set())


def test_the_small_office_preset_lifts_the_pairs(company):
    house = Company.ours()
    house.small_office = True
    house.save()
    assert not list(rules.reasons_against_post(company.zhao, Post.OFFICER, {Post.CHIEF}))


def test_who_has_left_gets_no_post(company):
    company.zhao.is_active = False
    assert [r.code for r in rules.reasons_against_post(company.zhao, Post.CHIEF, set())] == ["left"]


def test_posts_are_given_by_one_and_signed_by_another(company):
    row = company.appoint(company.zhao, Post.CHIEF, company.section, given_by=company.admin, signed_by=None)
    people = {p.username: Actor(p) for p in company.people()}
    assert {name for name, by in people.items() if rules.may_give_posts(by)} == {"admin"}
    assert {name for name, by in people.items() if rules.may_sign(by, row)} == {"chief", "leader", "officer"}
    own = company.appoint(company.chief, Post.LEADER, company.house, given_by=company.leader, signed_by=None)
    assert {name for name, by in people.items() if rules.may_sign(by, own)} == {"officer"}
    assert not rules.may_sign(Actor(company.zhao, on_behalf_of=company.chief), row)  # its holder, in the chief's place
