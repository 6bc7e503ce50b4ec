"""The chief always has a default delegate (domain.md); where none is there, the desk says so."""

import pytest

from bizdept.manage.actions.accounts import close_account
from bizdept.manage.actions.places import delegate
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import Post, User
from tests.company import DAY, TODAY, fresh
from tests.house.test_weights import browser

pytestmark = pytest.mark.usefixtures("time_stands_still")


def says_so(person) -> bool:
    return "data-alone" in browser(fresh(person)).get("/").content.decode()


def alone(company) -> list[User]:
    return list(User.objects.without_delegate(Post.CHIEF, TODAY))


def test_the_desks_of_chief_administrator_and_officer_say_that_nobody_stands_in(company):
    for person in (company.chief, company.admin, company.officer):
        assert says_so(person)
    for person in (company.li, company.leader, company.legal, company.assistant):
        assert not says_so(person)
    company.delegate(company.chief, company.zhao)
    assert not any(says_so(person) for person in (company.chief, company.admin, company.officer))


@pytest.mark.parametrize("facts", [{"ends_on": TODAY}, {"withdrawn_on": TODAY}, {"starts_on": TODAY + DAY}])
def test_one_for_some_days_is_no_default(company, facts):
    company.delegate(company.chief, company.zhao, **facts)
    assert alone(company) == [company.chief]


def test_a_delegate_who_is_away_or_has_left_leaves_the_place_empty(company):
    company.delegate(company.chief, company.zhao)
    assert alone(company) == []
    row = company.delegate(company.zhao, company.li, ends_on=TODAY + DAY)
    assert alone(company) == [company.chief]
    row.delete()
    User.objects.filter(pk=company.zhao.pk).update(is_active=False)
    assert alone(company) == [company.chief]


def test_nobody_stands_in_by_way_of_a_third(company):
    company.delegate(company.chief, company.zhao)
    company.delegate(company.zhao, company.li, ends_on=TODAY + DAY)
    assert [by.on_behalf_of for by in actors_of(fresh(company.li))] == [None, company.zhao]
    assert not any(by.holds(Post.CHIEF) for by in actors_of(fresh(company.li)))


@pytest.mark.parametrize("how", ["goes away", "leaves"])
def test_the_post_above_is_told_when_the_delegate_is_away_too(company, how):
    second = company.person("second", Post.CHIEF, company.section)
    company.delegate(company.chief, second)
    if how == "leaves":
        close_account(second, by=Actor(company.admin), on=TODAY)
    else:
        delegate(
            second, company.zhao, starts_on=TODAY, ends_on=TODAY + DAY, reason="", by=Actor(second), on=TODAY
        )  # fmt: skip
    told = Notice.objects.filter(text__contains="who stands in for chief")
    assert [notice.person for notice in told] == [company.leader]
