"""Duties in working hours, delegates, many at once, a clock that was set back, holidays that are named later."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import SHANGHAI
from bizdept.duties.actions import close_duties, hearers, open_duty, reckon_anew, remind
from bizdept.duties.models import Duty
from bizdept.duties.rules import Bearer, Term, is_outdone, stages_reached_by_hours, term_anew
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.workflow.review import DUTY
from tests.company import DAY, TODAY, undone
from tests.duties.test_duties import desk, noon, opened, told

MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment in the week of TODAY, a Monday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.fixture
def record(company):
    return company.contract(amount=0)


def in_hours(company, record, hours: float, start: datetime, bearer: Bearer | None = None) -> Duty:
    bearer = bearer or Bearer(person_id=company.li.pk)
    return open_duty(record, "test.ticket", bearer, article="5.3", hours=hours, at=start)


def test_hours_are_counted_while_the_office_works(company, record):
    duty = in_hours(company, record, 4, at(27, 16))  # a Friday: an hour and a half, then Monday morning
    assert (duty.due_at, duty.due_on, duty.opened_on) == (at(30, 11), date(2026, 11, 30), date(2026, 11, 27))
    text = Notice.objects.get().text
    assert "11 a.m." in text and record.number in text


def test_the_stages_of_hours_come_to_the_second():
    start, due = at(23, 9), at(23, 15)  # five hours of work, lunch between
    assert stages_reached_by_hours(start, due, at(23, 14) - timedelta(seconds=1), {}) == []
    assert stages_reached_by_hours(start, due, at(23, 14), {}) == ["soon"]
    assert stages_reached_by_hours(start, due, due - timedelta(seconds=1), {}) == ["soon"]
    assert stages_reached_by_hours(start, due, due, {}) == ["soon", "due", "escalated"]


def test_when_the_hours_are_over_bearer_and_post_above_hear_at_once(company, record):
    in_hours(company, record, 5, at(23, 9))
    for minute in range(9 * 60, 18 * 60, 15):
        remind(at=at(23, 0) + minute * MINUTE)
        if minute == 14 * 60:
            assert told(company.li) == ["opened", "soon"]
        if minute == 15 * 60 - 15:
            assert told(company.chief) == []
    assert (told(company.li), told(company.chief)) == (["opened", "soon", "due"], ["escalated"])


def test_the_desk_shows_what_is_due_first_on_a_day_and_whole_days_last(company, record):
    opened(company, record, within=0, kind="test.day")
    in_hours(company, record, 5, at(23, 9))
    open_duty(record, "test.sooner", Bearer(person_id=company.li.pk), article="5.3", hours=1, at=at(23, 9))
    assert [duty.kind for duty in desk(company.li)] == ["test.sooner", "test.ticket", "test.day"]


@pytest.mark.parametrize(
    "facts", [{}, {"within": 1}, {"hours": 1}, {"on": TODAY}, {"within": 1, "on": TODAY, "hours": 1, "at": at(23, 9)}]
)
def test_a_duty_has_days_or_hours_and_one_of_them_whole(company, record, facts):
    with pytest.raises(ValueError, match="days after a day, or hours after a moment"):
        open_duty(record, "test.thing", Bearer(person_id=company.li.pk), article="9.1", **facts)


def test_the_table_wants_both_ends_of_hours(company, record):
    duty = in_hours(company, record, 5, at(23, 9))
    for facts in ({"opened_at": None}, {"due_at": at(23, 8)}):
        with pytest.raises(IntegrityError), undone():
            Duty.objects.filter(pk=duty.pk).update(**facts)


# ── who stands in


def test_a_delegate_hears_of_the_absent_chiefs_duty_and_for_whom(company, record):
    company.delegate(company.chief, company.zhao)
    opened(company, record, Bearer(post=Post.CHIEF, department_id=company.team.pk))
    remind(at=noon(TODAY + 40 * DAY))
    assert told(company.zhao) == told(company.chief) == ["opened", "due"]
    assert [n.text[:10] for n in Notice.objects.for_person(company.zhao)] == ["For chief:"] * 2
    assert not any(n.text.startswith("For chief:") for n in Notice.objects.for_person(company.chief))


def test_the_delegate_of_the_chief_above_hears_what_is_escalated(company, record):
    company.delegate(company.chief, company.zhao)
    opened(company, record)
    remind(at=noon(TODAY + 40 * DAY))
    assert told(company.zhao) == told(company.chief) == ["escalated"]


def test_a_delegation_that_is_not_in_force_that_day_tells_nobody(company, record):
    company.delegate(company.chief, company.zhao, starts_on=TODAY + 9 * DAY, ends_on=TODAY + 10 * DAY)
    opened(company, record)
    remind(at=noon(TODAY + 8 * DAY))
    assert told(company.zhao) == []
    remind(at=noon(TODAY + 11 * DAY))
    assert (told(company.zhao), told(company.chief)) == ([], ["escalated"])


def test_who_left_stands_in_for_nobody(company, record):
    company.delegate(company.chief, company.zhao)
    User.objects.filter(pk=company.zhao.pk).update(is_active=False)
    opened(company, record, Bearer(post=Post.CHIEF, department_id=company.team.pk))
    assert told(company.zhao) == []


@pytest.mark.parametrize("kind, reaches", [(DUTY.name, True), ("test.thing", False)])
def test_of_what_is_owed_by_name_a_delegate_hears_and_finds_approvals_alone(company, record, kind, reaches):
    company.delegate(company.legal, company.zhao)
    duty = opened(company, record, Bearer(person_id=company.legal.pk), kind=kind)
    assert (desk(company.zhao) == [duty]) is reaches
    assert (company.zhao in hearers(duty, "due")) is reaches


def test_with_delegates_too_the_desk_agrees_with_who_is_told(company, record):
    company.delegate(company.chief, company.zhao)
    company.delegate(company.leader, company.tech)
    for post in (Post.CHIEF, Post.LEADER, Post.REVIEWER):
        for place in (company.team, company.section, company.legal_department, company.house):
            duty = opened(company, record, Bearer(post=post, department_id=place.pk))
            heard = {person.pk for person in hearers(duty, "due")}
            assert {p.pk for p in company.people() if duty in desk(p)} == heard, (post, place)


def test_above_a_chief_without_a_leader_in_the_tree_whoever_leads_hears(company, record):
    alone = company.person("alone", Post.CHIEF, company.legal_department)
    Duty.objects.all().delete()
    record = company.contract(amount=0, department=company.legal_department)
    duty = opened(company, record, Bearer(person_id=alone.pk))
    assert hearers(duty, "escalated") == [company.leader]


# ── many at once, clocks that jump


def many(company, count: int) -> list[Duty]:
    record = company.contract(amount=0)
    return [opened(company, record, kind=f"test.{number}") for number in range(count)]


@pytest.mark.parametrize("count, notices", [(50, 50), (51, 1)])
def test_a_clock_forty_days_ahead_makes_no_flood(company, count, notices):
    many(company, count)
    Notice.objects.all().delete()
    assert remind(at=noon(TODAY + 40 * DAY)) == 2 * notices  # li's, and what the chief hears
    assert Notice.objects.for_person(company.li).count() == notices
    assert Notice.objects.for_person(company.li).unread().count() == notices
    assert Notice.objects.filter(person=company.li, read_at=None).count() == notices  # what the frame counts
    assert remind(at=noon(TODAY + 41 * DAY)) == 0
    if notices == 1:
        assert "51 reminders at once" in Notice.objects.for_person(company.li).get().text
        assert "51 of them of what others are late with" in Notice.objects.for_person(company.chief).get().text


def test_a_mass_leaves_the_house_as_one(company, settings):
    settings.EMAIL_HOST = "mail.example"
    User.objects.filter(pk=company.li.pk).update(wants_mail=True, email="li@example.com")
    many(company, 60)
    Notice.objects.all().delete()
    remind(at=noon(TODAY + 40 * DAY))
    assert [d.notice.key[:10] for n in Notice.objects.for_person(company.li) for d in n.dispatches.all()] == [
        "duty:many:"
    ]


def test_a_clock_that_is_set_back_says_nothing_twice_and_nothing_earlier(company, record):
    opened(company, record)
    remind(at=noon(TODAY + 40 * DAY))
    before = (told(company.li), told(company.chief))
    for days in (39, 7, 4, 0, -400):
        assert remind(at=noon(TODAY + days * DAY)) == 0
    assert (told(company.li), told(company.chief)) == before


def test_what_is_outdone():
    assert is_outdone("soon", ["due"]) and is_outdone("due", ["due"])
    assert not is_outdone("due", ["soon"]) and not is_outdone("soon", [])


def test_reminders_cost_no_query_for_each_duty(company, django_assert_max_num_queries):
    many(company, 60)
    remind(at=noon(TODAY + 40 * DAY))
    with django_assert_max_num_queries(20):
        remind(at=noon(TODAY + 40 * DAY))


def test_the_boundary_of_a_day_is_shanghais(company, record):
    opened(company, record)  # due on Monday the 30th
    midnight = datetime(2026, 11, 30, tzinfo=SHANGHAI)
    remind(at=midnight - timedelta(seconds=1))
    assert told(company.li) == ["opened", "soon"]
    remind(at=midnight)
    assert told(company.li) == ["opened", "soon", "due"]


# ── the calendar changes


def enter(days: dict[date, bool | None], moment: datetime) -> int:
    """The calendar learns something, and the deadlines with it."""
    before = SpecialDay.objects.as_mapping()
    for day, worked in days.items():
        SpecialDay.objects.filter(day=day).delete()
        if worked is not None:
            SpecialDay.objects.create(day=day, worked=worked)
    return reckon_anew(before, SpecialDay.objects.as_mapping(), at=moment)


FREE = {TODAY + 2 * DAY: False, TODAY + 3 * DAY: False}


def test_a_holiday_moves_what_is_due_and_says_so_once(company, record):
    duty = opened(company, record)
    assert enter(FREE, noon(TODAY)) == 1
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 9 * DAY
    assert told(company.li) == ["opened", f"moved-{duty.due_on:%Y%m%d}0000"]
    assert "Dec. 2, 2026" in Notice.objects.for_person(company.li)[0].text
    assert enter(FREE, noon(TODAY)) == 0


def test_taken_back_before_anybody_was_reminded_the_old_day_holds_again(company, record):
    duty = opened(company, record)
    enter(FREE, noon(TODAY))
    enter(dict.fromkeys(FREE), noon(TODAY))
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 7 * DAY


def test_once_somebody_was_reminded_a_deadline_only_moves_later(company, record):
    duty = opened(company, record)
    enter(FREE, noon(TODAY))
    remind(at=noon(TODAY + 8 * DAY))
    assert "soon" in told(company.li)
    assert enter(dict.fromkeys(FREE), noon(TODAY + 8 * DAY)) == 0
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 9 * DAY
    assert enter({TODAY + 9 * DAY: False}, noon(TODAY + 8 * DAY)) == 1
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 10 * DAY


def test_what_was_said_stays_true_also_where_the_earlier_day_is_still_to_come(company, record):
    duty = opened(company, record, within=10)
    enter(FREE, noon(TODAY))
    remind(at=noon(TODAY + 14 * DAY))
    assert "soon" in told(company.li)
    assert enter(dict.fromkeys(FREE), noon(TODAY + 14 * DAY)) == 0  # it would be due today
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 16 * DAY


def test_no_deadline_moves_into_the_past(company, record):
    duty = opened(company, record)
    enter(FREE, noon(TODAY))
    assert enter(dict.fromkeys(FREE), noon(TODAY + 8 * DAY)) == 0  # it would have been due yesterday
    duty.refresh_from_db()
    assert duty.due_on == TODAY + 9 * DAY


def test_hours_move_with_the_calendar_too(company, record):
    duty = in_hours(company, record, 10, at(24, 16))  # Tuesday: 1.5 hours, Wednesday: 8, Thursday: half an hour
    assert duty.due_at == at(26, 9)
    enter({TODAY + 2 * DAY: False}, noon(TODAY + DAY))
    duty.refresh_from_db()
    assert (duty.due_at, duty.due_on) == (at(27, 9), TODAY + 4 * DAY)


def test_what_lies_elsewhere_is_left_in_peace(company, record):
    opened(company, record, within=1)
    opened(company, record, within=30, kind="test.long")
    close_duties(record, "test.long", by=Actor(company.li), on=TODAY)
    assert enter({TODAY + 2 * DAY: False, TODAY - DAY: True}, noon(TODAY)) == 0


def test_a_term_reckoned_by_the_same_calendar_stays():
    days = Term(TODAY, TODAY + 7 * DAY)
    hours = Term(TODAY, TODAY, at(23, 9), at(23, 9) + 100 * MINUTE)
    for term in (days, hours):
        assert term_anew(term, {}, {}, TODAY, False) == term
