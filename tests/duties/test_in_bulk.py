"""Reminders by the set are those that one gets by going through the duties one by one, to the letter."""

import hashlib
import random
from datetime import datetime, time, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import SHANGHAI
from bizdept.duties import actions
from bizdept.duties.hearers import Hearers
from bizdept.duties.models import Duty
from bizdept.duties.rules import Pace, Term, is_outdone, stages_of
from bizdept.duties.sentences import sentence
from bizdept.notices.models import Dispatch, Notice
from bizdept.notices.outbox import News, tell
from bizdept.people import bulk
from bizdept.people.models import Post, User
from contracts.lifecycle import SIGN
from tests.company import DAY, NOW, TODAY, undone

KINDS = ["workflow.opinion", SIGN.name, "test.none"]
MASS = 4


def stages_owed(duty: Duty, at: datetime, hearers: Hearers):
    """Who hears what of one duty, each the furthest stage."""
    term = Term(duty.opened_on, duty.due_on, duty.opened_at, duty.due_at)
    heard = {}
    for stage in stages_of(term, at, SpecialDay.objects.as_mapping(), Pace()):
        heard |= {person: (stage, absent) for person, absent in hearers.of(duty, stage).items()}
    return heard.items()


def one_by_one(at: datetime) -> tuple[set, set]:
    """The notices that must be new, as (who, key, text, address, key of its sum), and who gets how many letters."""
    by_person: dict[User, list[tuple]] = {}
    for duty in Duty.objects.filter(done_on=None).order_by("pk"):
        for person, (stage, absent) in stages_owed(duty, at, Hearers(at.astimezone(SHANGHAI).date())):
            told = [
                n.key.split(":")[2] for n in Notice.objects.filter(person=person, key__startswith=f"duty:{duty.pk}:")
            ]
            if duty.record is not None and not is_outdone(stage, [one for one in told if one != "opened"]):
                with translation.override(person.language or "zh-hans"):
                    text = sentence(duty, duty.record.reference(), stage, absent)[:300]
                row = (person.pk, f"duty:{duty.pk}:{stage}", text, duty.record.get_absolute_url())
                by_person.setdefault(person, []).append(row)
    rows, letters = set(), set()
    for person, owed in by_person.items():
        whole = None
        if len(owed) > MASS:
            keys = [key for _who, key, _text, _address in owed]
            with translation.override(person.language or "zh-hans"):
                news = actions._summary([News(person, key, "") for key in keys])
                whole = news.key
                assert whole.endswith(hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:24])
                rows.add((person.pk, whole, news.text(), "/", None))
        rows |= {(*row, whole) for row in owed}
        if person.wants_mail and person.email and person.is_active:
            letters |= {(person.pk, key) for key in ([whole] if whole else [row[1] for row in owed])}
    return rows, letters


def stored(after: int) -> tuple[set, set]:
    fields = ("person_id", "key", "text", "address", "summed_up_in__key")
    fresh = Notice.objects.filter(pk__gt=after)
    assert not fresh.filter(summed_up_in=None, read_at__isnull=False).exists()
    assert not fresh.filter(summed_up_in__isnull=False, read_at=None).exists()
    letters = Dispatch.objects.filter(notice__pk__gt=after).values_list("notice__person_id", "notice__key")
    return set(fresh.values_list(*fields)), set(letters)


def house(company, lot: random.Random) -> list:
    """People of several languages, some away, some gone; records of three departments."""
    company.person("near", Post.CHIEF, company.team, language="zh-hant")
    company.delegate(company.chief, company.zhao)
    company.delegate(company.li, company.assistant)
    for name, language in (("li", "zh-hans"), ("zhao", ""), ("chief", "en"), ("leader", "zh-hant")):
        User.objects.filter(username=name).update(language=language, wants_mail=True, email=f"{name}@example.com")
    User.objects.filter(username=lot.choice(["finance", "tech", "zhao"])).update(is_active=False)
    records = [company.contract(amount=0, title=f"c{n}") for n in range(4)]
    records += [company.customer(name=f"k{n}", department=company.other_section) for n in range(2)]
    return [*records, company.customer(name="legal's", department=company.legal_department)]


def duties(company, records: list, lot: random.Random, count: int) -> None:
    """Duties of days and of hours, of people and of posts, some of records that are gone; some were told of."""
    people, rows = company.people(), []
    places = [company.team, company.section, company.other_section, company.legal_department, company.house]
    for number in range(count):
        record, on = lot.choice(records), TODAY - lot.randrange(20) * DAY
        duty = Duty(
            content_type=ContentType.objects.get_for_model(record),
            object_id=record.pk if lot.random() < 0.95 else 10**6 + number,
            kind=f"{lot.choice(KINDS)}", article="9.1", opened_on=on, due_on=on + lot.randrange(12) * DAY,
        )  # fmt: skip
        if lot.random() < 0.3:
            begins = datetime.combine(on, time(lot.randrange(8, 18)), SHANGHAI)
            duty.opened_at, duty.due_at = begins, begins + lot.randrange(1, 90) * timedelta(hours=1)
            duty.due_on = duty.due_at.date()
        if lot.random() < 0.6:
            duty.person = lot.choice(people)
        else:
            duty.post, duty.department = lot.choice([Post.CHIEF, Post.REVIEWER, Post.ASSISTANT]), lot.choice(places)
        duty.done_on = TODAY if lot.random() < 0.1 else None
        rows.append(duty)
    Duty.objects.bulk_create(rows, ignore_conflicts=True)
    for duty in lot.sample(list(Duty.objects.all()), count // 5):
        stage = lot.choice(["opened", "soon", "due", "escalated"])
        tell([News(lot.choice(people), f"duty:{duty.pk}:{stage}", "told before")])


@pytest.mark.parametrize("seed", range(8))
def test_the_same_rows_as_one_by_one(company, settings, monkeypatch, seed):
    settings.EMAIL_HOST = "mail.example"
    monkeypatch.setattr(actions, "MASS", MASS)
    monkeypatch.setattr(actions, "BATCH", 7)
    lot = random.Random(seed)
    duties(company, house(company, lot), lot, 60)
    count = 0
    for days in (-3, 0, 2, 1, 9, 40):  # the clock is set back once
        at = NOW + days * DAY + lot.randrange(24) * timedelta(hours=1)
        after = Notice.objects.order_by("pk").last().pk
        expected = one_by_one(at)
        told = actions.remind(at=at)
        assert stored(after) == expected, days
        assert told == len([row for row in expected[0] if row[4] is None])
        assert actions.remind(at=at) == 0
        count += len(expected[0])
    assert count > 60


def test_what_has_been_told_locks_nobody(company, django_assert_max_num_queries):
    """Most rounds find nothing new: they read, and nobody waits for them."""
    record = company.contract(amount=0)
    actions.open_duty(record, "test.none", actions.Bearer(person_id=company.li.pk), article="9.1", within=0, on=TODAY)
    assert actions.remind(at=NOW) == 1
    with django_assert_max_num_queries(9) as asked:
        assert actions.remind(at=NOW) == 0
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}


def queries_for(company, name: str, count: int) -> int:
    """How many queries a round takes for two people with so many duties each; all are told."""
    record = company.contract(amount=0)
    some = [company.person(f"{name}{n}", Post.SPECIALIST, company.team) for n in range(2)]
    Duty.objects.bulk_create(
        Duty(record=record, kind=f"{name}.{n}", article="9.1", person=person, opened_on=TODAY, due_on=TODAY)
        for n in range(count)
        for person in some
    )
    with CaptureQueriesContext(connection) as asked:
        assert actions.remind(at=NOW) == 2
    assert Notice.objects.filter(summed_up_in__isnull=False, person__in=some).count() == 2 * count
    Duty.objects.all().delete()
    return len(asked)


def test_a_rounds_queries_do_not_grow_with_duties(company):
    assert queries_for(company, "few", 60) == queries_for(company, "many", 400)


def test_rows_that_are_there_already_stay_as_they_are(company):
    """Two rounds at once: what the other one wrote meanwhile is neither doubled nor an error."""
    tell([News(company.li, "a", "first")])
    same = {"person_id": company.li.pk, "told_at": NOW, "read_at": NOW, "summed_up_in_id": None}
    odd = ["\\N", "{a,b}", "' or 1=1 --", "😀\t\n", "”丙", '"x"']
    texts = {"key": ["a", *odd], "text": ["second", *odd], "address": ["/"] * 7}
    with undone():
        assert bulk.insert_missing(Notice, same, texts) == 6
        assert set(Notice.objects.values_list("key", "text")) == {("a", "first"), *zip(odd, odd, strict=True)}
        assert bulk.insert_missing(Notice, same, texts) == 0
        assert Notice.objects.get(key="\\N").told_at == NOW
