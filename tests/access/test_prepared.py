"""SQL that is made once: the same words are never put into SQL twice, and each asking answers as of now."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from bizdept.access.sources import Reader
from bizdept.people.models import User
from bizdept.prepared import Prepared, Slot
from customers.models import Customer
from tests.company import NOW, Company

pytestmark = pytest.mark.django_db
PK = Slot("pk", models.BigIntegerField())
TURNS = 25


@pytest.fixture
def made():
    """A question by name, and each set of words for which it was made."""
    words = []

    def build(state):
        words.append(state)
        return User.objects.select_related("department").filter(is_active=state, pk=PK)

    return Prepared(build), words


def test_the_same_words_are_put_into_sql_once_and_answered_anew(company, made):
    ask, words = made
    assert [p.name for p in ask(True, pk=company.li.pk)] == ["li"]
    assert [p.name for p in ask(True, pk=company.zhao.pk)] == ["zhao"]
    User.objects.filter(pk=company.li.pk).update(name="Li Qian")
    with CaptureQueriesContext(connection) as queries:
        assert [p.name for p in ask(True, pk=company.li.pk)] == ["Li Qian"]
    assert len(queries) == 1 and words == [True]
    assert ask(False, pk=company.li.pk) == [] and words == [True, False]
    Prepared.forget_all()  # as after migrations
    ask(True, pk=company.li.pk)
    assert words == [True, False, True]


def test_rows_come_with_what_they_point_at_and_as_their_types(company, django_assert_num_queries, made):
    with django_assert_num_queries(1):
        (person,) = made[0](True, pk=company.li.pk)
        assert person.department == company.team and person.is_active is True
    facts = Prepared(lambda: User.objects.filter(pk=PK).annotate(twice=F("pk") * 2).values_list("twice", "nda_until"))
    assert facts(pk=company.li.pk) == list(User.objects.filter(pk=company.li.pk).values_list(F("pk") * 2, "nda_until"))


@pytest.mark.parametrize("pk", [2**63, -(2**63) - 1, 10**40])
def test_a_number_that_no_row_can_have_finds_nothing(company, made, pk):
    assert made[0](True, pk=pk) == []


def test_what_can_have_no_row_does_not_ask(company, django_assert_num_queries):
    nobody = Prepared(lambda: User.objects.filter(pk__in=[]))
    with django_assert_num_queries(0):
        assert nobody() == []


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_once(made):
    """Each with values of its own and on a connection of its own: the kept SQL is shared, nothing else."""
    company, (ask, words) = Company(), made
    people = [company.li, company.zhao, company.chief, company.legal]
    assert all(ask(True, pk=person.pk) == [person] for person in people)
    start = threading.Barrier(len(people))

    def ask_often(person) -> list[str]:
        start.wait()
        found = [one.name for _turn in range(TURNS) for one in ask(True, pk=person.pk)]
        connection.close()
        return found

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(ask_often, people)) == [[person.name] * TURNS for person in people]
    assert words == [True]
    assert ask.settled(True).compiler.connection is None, "a thread's connection stayed behind for the others"


def test_a_source_is_told_of_the_reader_and_of_nothing_else(company):
    """What a door's SQL is kept by is all that a source can look at."""
    reader = Reader.of(company.li, NOW)
    assert {*reader.__dataclass_fields__} == {"pk", "standings", "highest", "is_out"}
    assert hash(reader) == hash(Reader.of(User.objects.get(pk=company.li.pk), NOW))
    asked = []

    class Watched(Reader):
        def __getattribute__(self, name):
            asked.append(name)
            return super().__getattribute__(name)

    list(Customer.sources(Watched(reader.pk, reader.standings, reader.highest, reader.is_out), NOW))
    fields = {*reader.__dataclass_fields__} | {"holds", "reach_of", "reviews_for"}
    assert {name for name in asked if not name.startswith("__")} <= fields
