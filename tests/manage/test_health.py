"""The page of health: each part in words, and each trouble where it belongs."""

import os
import re

import pytest
from django.db import connection

from bizdept.calendar.models import SpecialDay
from bizdept.manage import health
from bizdept.notices.models import Dispatch, JobRun
from bizdept.notices.tasks import drain_outbox
from bizdept.remembered import Remembered
from bizdept.web import pdf, versions
from tests.company import DAY, HOUR, NOW
from tests.manage.conftest import text
from tests.manage.test_alerts import all_well, backup, disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(house, settings, tmp_path, monkeypatch):
    """Nothing is the matter with the settings and the clock either."""
    all_well(house, settings, tmp_path, monkeypatch)
    settings.HTTPS, settings.DEBUG, settings.SITE_URL = True, False, "https://house.example"
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz-._/ABCDEFGHIJKLMNOP"
    JobRun.objects.create(name=drain_outbox.name, started_at=NOW, finished_at=NOW)
    return house


def found() -> dict[str, str]:
    """What is not well: label and words."""
    Remembered.forget_all()
    checks = [*health.machine(), *health.clockwork(), *health.setting_checks()]
    return {check.label: check.words for check in checks if check.tone != health.OK}


def silent(house, settings, monkeypatch):
    os.utime(settings.SIGN_OF_LIFE, (NOW.timestamp() - 700, NOW.timestamp() - 700))
    JobRun.objects.update(finished_at=NOW - HOUR)


def no_clock(house, settings, monkeypatch):
    JobRun.objects.update(started_at=NOW - HOUR)


def failed_job(house, settings, monkeypatch):
    JobRun.objects.create(name="bizdept.manage.tasks.clean_up", started_at=NOW, finished_at=NOW, trouble="x")


def stuck(house, settings, monkeypatch):
    notice = house.li.notices.create(key="k", text="HT-2026-0001")
    type(notice).objects.update(told_at=NOW - HOUR)
    Dispatch.objects.create(notice=notice, channel="mail")


def full(house, settings, monkeypatch):
    disk(monkeypatch, 14)


def old_tables(house, settings, monkeypatch):
    monkeypatch.setattr(versions, "needed", lambda: frozenset({("manage", "0999_later")}))


def no_pango(house, settings, monkeypatch):
    def missing():
        raise pdf.NoPrinter("install Pango")

    monkeypatch.setattr(pdf, "weasyprint", missing)


def no_fonts(house, settings, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", {"bizsans": ("none.ttf", "none.ttf")})


def no_holidays(house, settings, monkeypatch):
    SpecialDay.objects.filter(day__year=2027).delete()


def open_wire(house, settings, monkeypatch):
    settings.HTTPS = False


def open_address(house, settings, monkeypatch):
    settings.SITE_URL = "http://house.example"


def debug(house, settings, monkeypatch):
    settings.DEBUG = True


def no_backup(house, settings, monkeypatch):
    backup(settings, NOW - 3 * DAY)


TROUBLES = {
    silent: "Worker", no_clock: "Scheduler", failed_job: "Jobs", stuck: "Outbox", full: "Disk", old_tables: "Tables",
    no_pango: "Pango", no_fonts: "Fonts of papers", no_holidays: "Public holidays", open_wire: "HTTPS",
    open_address: "Address in mails", debug: "security.W018", no_backup: "Backup",
}  # fmt: skip


def test_where_all_is_well_nothing_is_found(well):
    assert found() == {}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_each_trouble_is_found_and_no_other(well, settings, monkeypatch, trouble):
    trouble(well, settings, monkeypatch)
    assert list(found()) == [TROUBLES[trouble]]


def test_the_page_counts_them_and_tells_no_secret(well, settings, monkeypatch, signed_in):
    for trouble in (failed_job, stuck, debug):
        trouble(well, settings, monkeypatch)
    Remembered.forget_all()
    content = text(signed_in(well.officer).get("/manage/health/"))
    assert len(re.findall(r'data-check="(?:bad|warn)"', content)) == 3 and "3 things to see to" in content.lower()
    for secret in (settings.SECRET_KEY, str(settings.DATA_DIR), "HT-2026", str(connection.settings_dict["NAME"])):
        assert secret not in content


def test_the_page_costs_few_queries(well, signed_in, django_assert_max_num_queries):
    client = signed_in(well.admin)
    client.get("/manage/health/")
    with django_assert_max_num_queries(14):
        client.get("/manage/health/")
