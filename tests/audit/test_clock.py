"""The moment: the highest time that the chain has seen, asked for seldom."""

from datetime import timedelta

from django.utils import timezone

from bizdept.audit import clock
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import LOOK_EVERY, Seen, moment
from bizdept.audit.models import AuditHead
from bizdept.people.actor import Actor
from tests.company import DAY


def test_it_is_now_as_long_as_the_chain_has_seen_nothing_later(db, time_stands_still):
    assert moment() == timezone.now()


def test_a_clock_set_back_leaves_it_where_it_was(company):
    later = timezone.now() + DAY
    AuditHead.objects.create(pk=1, at=later)
    assert moment() == later


def test_the_chain_is_asked_once_in_a_while_and_not_for_each_page(db, django_assert_num_queries, monkeypatch):
    seconds = [0.0]
    monkeypatch.setattr(clock.time, "monotonic", lambda: seconds[0])
    with django_assert_num_queries(1):
        moment(), moment()
    seconds[0] += LOOK_EVERY + 1
    with django_assert_num_queries(1):
        moment(), moment()


def test_what_this_process_seals_it_has_seen(company, monkeypatch):
    moment()
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + DAY)
    with sealed():
        note("look", "look", company.admin, by=Actor(company.admin))
    monkeypatch.setattr(timezone, "now", real)
    assert Seen.at is not None
    assert moment() - real() > DAY - timedelta(minutes=1)
