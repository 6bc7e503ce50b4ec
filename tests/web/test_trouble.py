"""When the database or the disk is not to be had: a page that says so, with what was typed; then it goes on."""

import errno
import logging
import sqlite3
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from bizdept.home import trouble
from bizdept.home.views import health
from bizdept.notices.models import ATTEMPTS, Dispatch, Notice
from bizdept.web import versions
from bizdept.web.models import Press
from customers.models import Customer
from tests.customers.test_forms import FILLED

KEY = "7d1cbb0e-1c48-4d4c-9a8e-1d2f3a4b5c6d"


def of_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("words")
    cause.sqlite_errorcode = code
    return caused(cause)


def caused(cause, kind=OperationalError) -> OperationalError:
    error = kind("words")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error, kind",
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), "busy"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "busy"),
        (of_sqlite(sqlite3.SQLITE_FULL), "full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), "away"),
        (of_sqlite(sqlite3.SQLITE_ERROR), ""),  # such as a table that is not there: a mistake of ours
        (caused(psycopg.errors.LockNotAvailable()), "busy"),
        (caused(psycopg.errors.QueryCanceled()), "busy"),
        (caused(psycopg.errors.DeadlockDetected()), "busy"),
        (caused(psycopg.errors.TooManyConnections()), "busy"),
        (caused(psycopg.errors.DiskFull()), "full"),
        (caused(psycopg.errors.AdminShutdown()), "away"),
        (caused(psycopg.errors.CannotConnectNow()), "away"),
        (caused(psycopg.OperationalError("connection refused")), "away"),
        (caused(psycopg.InterfaceError("the connection is closed"), InterfaceError), "away"),
        (caused(psycopg.errors.UndefinedTable()), ""),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "full"),
        (OSError(errno.ENOENT, "No such file"), ""),
        (ValueError("no"), ""),
        (None, ""),
    ],
)
def test_the_kind_of_trouble(error, kind):
    assert trouble.kind_of(error) == kind


def test_a_full_disk_is_also_called_so_when_the_database_cannot_open_its_files(monkeypatch):
    monkeypatch.setattr(trouble, "is_full", lambda: True)
    assert trouble.kind_of(of_sqlite(sqlite3.SQLITE_CANTOPEN)) == "full"
    assert trouble.kind_of(of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE)) == "full"


@pytest.fixture
def li(company, client):
    logging.disable(logging.ERROR)
    client.force_login(company.li)
    client.raise_request_exception = False
    yield client
    logging.disable(logging.NOTSET)


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def post(client, **headers):
    return client.post("/customers/new/", FILLED | {"press": KEY, "password": "secret"}, **headers)


@pytest.mark.parametrize(
    "error, title",
    [
        (of_sqlite(sqlite3.SQLITE_BUSY), "Too much is going on"),
        (of_sqlite(sqlite3.SQLITE_FULL), "The disk is full"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (caused(psycopg.OperationalError("connection refused")), "The database does not answer"),
    ],
)
def test_a_sentence_a_number_and_what_was_typed(li, monkeypatch, error, title):
    with monkeypatch.context() as patch:
        patch.setattr("customers.actions.open_file", failing(error), raising=False)
        patch.setattr("bizdept.web.pages.once", failing(error))
        answer = post(li)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert title in page and "Incident E-" in page and "Traceback" not in page and "words" not in page
    assert FILLED["name"] in page and KEY in page and "secret" not in page
    assert 'action="/customers/new/"' in page and "csrfmiddlewaretoken" in page
    assert not Customer.objects.exists() and not Press.objects.exists()
    assert post(li).status_code == 302  # by itself, with the same key
    assert Customer.objects.count() == 1


def test_a_dialog_gets_the_middle_alone(li, monkeypatch):
    monkeypatch.setattr("bizdept.web.pages.once", failing(of_sqlite(sqlite3.SQLITE_BUSY)))
    page = post(li, headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith("<section") and "<html" not in page and FILLED["name"] in page


def test_whoever_only_looked_may_try_again(li, monkeypatch):
    monkeypatch.setattr("contracts.figures.of_month", failing(of_sqlite(sqlite3.SQLITE_BUSY)))
    page = li.get("/?a=1").content.decode()
    assert 'href="/?a=1"' in page and "Try again" in page and "<form" not in page


@pytest.mark.parametrize("cookie, words", [("", "zh-hans"), ("zh-hant", "zh-hant"), ("en", "en"), ("xx", "zh-hans")])
def test_where_nobody_could_be_looked_up_the_browser_says_the_language(li, monkeypatch, cookie, words):
    """The session itself is not to be had: the page relies on nothing of it."""
    monkeypatch.setattr(SessionStore, "load", failing(caused(psycopg.OperationalError("refused"))))
    li.cookies["django_language"] = cookie
    answer = li.get("/")
    assert answer.status_code == 503 and f'lang="{words}"' in answer.content.decode()


def test_the_own_language_goes_first(li, company, monkeypatch):
    company.li.language = "zh-hant"
    company.li.save(update_fields=["language"])
    monkeypatch.setattr("bizdept.web.pages.once", failing(of_sqlite(sqlite3.SQLITE_BUSY)))
    assert 'lang="zh-hant"' in post(li).content.decode()


def test_a_mistake_of_ours_stays_one(li, monkeypatch):
    monkeypatch.setattr("bizdept.web.pages.once", failing(of_sqlite(sqlite3.SQLITE_ERROR)))
    assert post(li).status_code == 500


# ── for real


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_somebody_holds_is_a_page_within_six_seconds(li, company):
    """PostgreSQL gives up after five seconds; SQLite would after twenty, and is told to after one here."""
    start, over = threading.Event(), threading.Event()
    work = threading.Thread(target=hold, args=(start, over))
    work.start()
    try:
        assert start.wait(10)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 1000")
        began = time.monotonic()
        answer = post(li)
        took = time.monotonic() - began
    finally:
        over.set()
        work.join()
    assert answer.status_code == 503 and "Too much is going on" in answer.content.decode()
    assert took < 6, took
    assert post(li).status_code == 302
    assert Customer.objects.count() == 1


def hold(start: threading.Event, over: threading.Event) -> None:
    """Another session that keeps what the press needs."""
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("LOCK TABLE web_press IN ACCESS EXCLUSIVE MODE")
        start.set()
        over.wait(30)
    connection.close()


def test_the_cache_is_a_table_also_beside_redis(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


# ── what watching machines are told


def ready(client) -> tuple[int, dict]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def test_each_part_says_whether_it_stands(client, db, settings, tmp_path):
    settings.SIGN_OF_LIFE = tmp_path / "alive"
    parts = {"ok": True, "database": True, "migrations": True, "outbox": True, "disk": True}
    assert ready(client) == (200, parts)
    settings.SIGN_OF_LIFE.touch()
    assert ready(client) == (200, parts | {"worker": True})


def test_what_does_not_stand_is_named(client, db, settings, tmp_path, monkeypatch):
    settings.SIGN_OF_LIFE = tmp_path / "alive"
    settings.SIGN_OF_LIFE.touch()
    monkeypatch.setattr(health, "SILENCE", -1)
    monkeypatch.setattr(health, "has_room", lambda: False)
    monkeypatch.setattr(versions, "needed", lambda: {("web", "9999_to_come")})
    status, told = ready(client)
    assert status == 503
    assert told == {
        "ok": False, "database": True, "migrations": False, "outbox": True, "disk": False, "worker": False,
    }  # fmt: skip


def test_a_letter_that_was_given_up_does_not_take_the_site_out_of_service(client, company):
    letter = Dispatch.objects.create(
        notice=Notice.objects.create(person=company.li, key="k", text="t"), channel="mail"
    )
    Notice.objects.update(told_at=timezone.now() - timedelta(hours=2))
    assert ready(client)[1]["outbox"] is False
    Dispatch.objects.filter(pk=letter.pk).update(attempts=ATTEMPTS)
    assert ready(client)[1]["outbox"] is True


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_it_answers_all_the_same(client, db, monkeypatch, error):
    with monkeypatch.context() as patch:
        patch.setattr(health.connection, "ensure_connection", failing(error("password=secret")))
        status, told = ready(client)
    assert status == 503 and told["database"] is told["migrations"] is told["outbox"] is False
    assert "secret" not in str(told)
    assert client.get("/healthz").json() == {"ok": True}


def test_a_disk_that_can_not_be_asked_is_no_disk(client, db, monkeypatch):
    monkeypatch.setattr(health, "has_room", failing(PermissionError("/srv/secret")))
    status, told = ready(client)
    assert status == 503 and told["disk"] is False and told["database"]
