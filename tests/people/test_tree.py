"""Departments: what lies below what, as a table that always tells the tree."""

import pytest
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bizdept.people.models import Below, Department, Post, holders
from tests.company import undone


def rows() -> set[tuple[str, str, int]]:
    return set(Below.objects.values_list("above__name", "department__name", "depth"))


def test_the_table_tells_the_tree(company):
    found = rows()
    assert {("house", "house", 0), ("house", "team", 2), ("section", "team", 1)} <= found
    assert not {(a, d) for a, d, _n in found} & {("team", "section"), ("section", "other section"), ("Legal", "house")}


def test_moving_a_department_moves_what_lies_below_it(company):
    company.section.parent = company.other_section
    company.section.save()
    found = rows()
    assert {("other section", "team", 2), ("house", "team", 3)} <= found
    company.section.parent = None
    company.section.save()
    assert ("house", "team") not in {(a, d) for a, d, _n in rows()}


@pytest.mark.parametrize("place", ["section", "team"])
def test_a_circle_is_refused_and_leaves_the_table_as_it_was(company, place):
    before = rows()
    company.section.parent = getattr(company, place)
    with pytest.raises(ValueError, match="part of itself"), undone():
        company.section.save()
    assert rows() == before


class Trees(TestCase):
    @given(st.lists(st.integers(-1, 8), min_size=1, max_size=9))
    def test_any_tree_is_told_whole(self, parents):
        places = []
        for n, parent in enumerate(parents):
            above = places[parent % n] if n and parent >= 0 else None
            place = Department(name=f"d{n}", parent=above)
            Model.save(place)
            places.append(place)
        Below.rebuild()
        told = set(Below.objects.values_list("above", "department", "depth"))
        expected = set()
        for place in places:
            above, depth = place, 0
            while above is not None:
                expected.add((above.pk, place.pk, depth))
                above, depth = above.parent, depth + 1
        assert told == expected


# ── holders: nearest upward


def names(post, department) -> list[str]:
    return [person.username for person in holders(post, department and department.pk)]


def test_the_nearest_holder_upwards_has_it(company):
    assert names(Post.CHIEF, company.team) == names(Post.CHIEF, company.section) == ["chief"]
    company.person("near", Post.CHIEF, company.team)
    company.person("head", Post.CHIEF, company.house)
    assert names(Post.CHIEF, company.team) == ["near"]
    assert names(Post.CHIEF, company.section) == ["chief"]
    assert names(Post.CHIEF, company.house) == names(Post.CHIEF, company.other_section) == ["head"]


def test_all_who_are_equally_near_have_it(company):
    company.person("second", Post.CHIEF, company.section)
    assert names(Post.CHIEF, company.team) == ["chief", "second"]


def test_below_and_beside_nobody_is_looked_for(company):
    assert names(Post.SPECIALIST, company.house) == []
    assert names(Post.CHIEF, company.legal_department) == []
    assert names(Post.CHIEF, None) == []


def test_who_has_left_or_whose_post_is_over_or_unsigned_holds_nothing(company):
    company.person("head", Post.CHIEF, company.house)
    unsigned = company.person("unsigned", Post.SPECIALIST, company.team)
    company.appoint(unsigned, Post.CHIEF, company.team, signed_by=None)
    assert names(Post.CHIEF, company.team) == ["chief"]
    company.chief.is_active = False
    company.chief.save()
    assert names(Post.CHIEF, company.team) == ["head"]


def test_it_takes_one_query(company, django_assert_num_queries):
    with django_assert_num_queries(1):
        holders(Post.CHIEF, company.team.pk)
