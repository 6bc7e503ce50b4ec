"""The calendar's pages: a year, a list that is checked before it is entered, deadlines that move with it."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from bizdept.audit.models import AuditEntry
from bizdept.calendar.models import SpecialDay
from bizdept.duties.actions import open_duty
from bizdept.duties.rules import Bearer
from bizdept.manage import rules
from bizdept.notices.models import Notice
from tests.company import TODAY
from tests.manage.conftest import press, text

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/calendar/list/"
NEW_YEAR = "2027-01-01～2027-01-03 放假\n2027-01-09 上班"
YEAR = {date(2027, 1, n): False for n in (1, 2, 3)} | {date(2027, 1, 9): True}


def held(year: int = 2027) -> dict[date, bool]:
    return {day: worked for day, worked in SpecialDay.objects.as_mapping().items() if day.year == year}


def checked(client, content: str = NEW_YEAR, **more):
    """The page that shows what a list would change; nothing is entered by it."""
    before = SpecialDay.objects.as_mapping()
    page = press(client, ADDRESS, {"text": content, "year": "2027"} | more)
    assert SpecialDay.objects.as_mapping() == before
    return page


def sent_on(page) -> dict[str, str]:
    names = ("press", "text", "year")
    return {name: page.context[name] for name in names} | {"seen": page.context["stamp"], "sure": "1"}


def entered(client, content: str):
    return client.post(ADDRESS, sent_on(checked(client, content)))


def test_a_list_is_shown_before_it_is_entered_and_entered_once(house, signed_in):
    admin = signed_in(house.admin)
    page = checked(admin, NEW_YEAR + "\nnonsense")
    assert page.context["counts"] == {"new": 4, "same": 0, "changed": 0}
    assert "It names no day." in text(page) and 'data-day="2027-01-03"' in text(page)
    answer = admin.post(ADDRESS, sent_on(page))
    assert (answer.status_code, answer["Location"]) == (302, "/manage/calendar/?year=2027")
    assert held() == YEAR
    days = SpecialDay.objects.of_year(2027)
    assert {(d.source, d.entered_by, d.entered_on) for d in days} == {("list", house.admin.pk, TODAY)}
    entry = AuditEntry.objects.get(action="calendar.list")
    assert entry.data == {"first": "2027-01-01", "last": "2027-01-09", "changed": 4, "moved": 0}
    assert admin.post(ADDRESS, sent_on(page)).status_code == 302  # the same press again
    assert AuditEntry.objects.filter(action="calendar.list").count() == 1


def test_what_a_list_changed_can_be_taken_back_by_its_own_lines(house, signed_in):
    SpecialDay.objects.create(day=date(2027, 1, 2), worked=True, source="hand")
    admin, before = signed_in(house.admin), held()
    page = checked(admin)
    assert page.context["counts"] == {"new": 3, "same": 0, "changed": 1}
    admin.post(ADDRESS, sent_on(page))
    assert held() == YEAR
    assert checked(admin).context["counts"] == {"new": 0, "same": 4, "changed": 0}
    entered(admin, page.context["undo"])
    assert held() == before


def test_a_calendar_that_changed_since_the_check_is_not_written_over(house, signed_in):
    admin = signed_in(house.admin)
    page = checked(admin)
    SpecialDay.objects.create(day=date(2027, 1, 2), worked=True)
    answer = admin.post(ADDRESS, sent_on(page))
    assert "changed meanwhile" in text(answer, 422)
    assert held() == {date(2027, 1, 2): True}


def test_the_check_cannot_be_left_out(house, signed_in):
    admin = signed_in(house.admin)
    for seen in ("", "0" * 24):
        data = sent_on(checked(admin)) | {"seen": seen}
        assert admin.post(ADDRESS, data).status_code == 422
    assert held() == {}


def workbook() -> bytes:
    book = Workbook()
    for row in (
        ["假期", "开始", "结束"], [None, date(2027, 1, 1), date(2027, 1, 3), "休"],
        [date(2027, 1, 9), "上班"],
    ):  # fmt: skip
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name, content",
    [
        ("days.csv", "日期,说明\n2027-01-01,休\n2027-01-02,休\n2027-01-03,休\n2027-01-09,补班\n".encode()),
        ("days.csv", "2027-01-01,休\n2027-01-02,休\n2027-01-03,休\n2027-01-09,补班\n".encode("gb18030")),
        ("notice.txt", "1月1日（周五）至3日（周日）放假，共3天。1月9日（周六）上班。".encode("gb18030")),
        ("days.xlsx", workbook()),
    ],
    ids=["utf-8", "gb18030", "sentence", "xlsx"],
)
def test_a_file_is_read_whatever_it_is(house, signed_in, name, content):
    admin = signed_in(house.admin)
    page = checked(admin, "", file=SimpleUploadedFile(name, content))
    admin.post(ADDRESS, sent_on(page))
    assert held() == YEAR


@pytest.mark.parametrize(
    "data, why",
    [
        ({"text": ""}, "No day was found"),
        ({"text": "hello"}, "1: hello"),
        ({"text": "2027-13-01 休"}, "no day of the calendar"),
        ({"text": "2031-01-01 休"}, "Only days of 2025 to 2028"),
        ({"text": NEW_YEAR, "year": "x"}, "whole number"),
        ({"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4 nothing")}, "is no table"),
    ],
)
def test_a_list_that_says_nothing_is_told_why(house, signed_in, data, why):
    answer = press(signed_in(house.admin), ADDRESS, {"text": "", "year": "2027"} | data)
    assert why in text(answer, 422)
    assert held() == {}


def test_deadlines_move_with_the_list_and_whoever_owes_something_hears_it(house, signed_in):
    record = house.contract(amount=0)
    duty = open_duty(record, "test.thing", Bearer(person_id=house.li.pk), article="9.1", within=30, on=TODAY)
    assert duty.due_on == date(2027, 1, 4)
    admin = signed_in(house.admin)
    page = admin.post(ADDRESS, sent_on(checked(admin)), follow=True)
    assert "1 deadline has moved." in text(page)
    duty.refresh_from_db()
    assert duty.due_on == date(2027, 1, 5)
    assert "Jan. 5, 2027" in Notice.objects.for_person(house.li)[0].text
    undo = "2027-01-01 ordinary\n2027-01-02 ordinary\n2027-01-03 ordinary\n2027-01-09 ordinary"
    entered(admin, undo)
    duty.refresh_from_db()
    assert (duty.due_on, held()) == (date(2027, 1, 4), {})


def test_the_year_shows_its_days_and_who_entered_them(house, signed_in):
    admin = signed_in(house.admin)
    entered(admin, NEW_YEAR)
    content = text(admin.get("/manage/calendar/?year=2027"))
    assert [f'data-day="{day}"' in content for day in YEAR] == [True] * 4
    assert "Imported" in content and "admin" in content
    assert 'data-day="2027-01-01"' not in text(admin.get("/manage/calendar/?year=2026"))
    for odd in ("x", "1", "99999", ""):
        assert text(admin.get(f"/manage/calendar/?year={odd}"))


def test_the_years_that_may_be_entered():
    assert list(rules.years_to_enter(TODAY)) == [2025, 2026, 2027, 2028]
