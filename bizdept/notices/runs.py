"""Jobs say how they went, and one that two schedulers order at the same moment is done by one of them."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import wraps

from django.db import DatabaseError, connection
from django.utils import timezone

from bizdept.notices.models import JobRun

Work = Callable[[datetime | None], object]


def recorded(*, alone: bool) -> Callable[[Work], Work]:
    """A job whose beginning, end, result and trouble are kept. With `alone` it is left out while another does it."""

    def wrapped(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}"[-80:]  # as the column holds it

        @wraps(work)
        def run(at: datetime | None = None) -> object:
            with alone_at(name) as is_free:
                return observed(name, work, at) if is_free or not alone else None

        return run

    return wrapped


def observed(name: str, work: Work, at: datetime | None) -> object:
    """Do the work between two marks; a worker that is killed leaves the first alone."""
    mark(name, started_at=timezone.now())
    try:
        result = work(at)
    except BaseException as trouble:
        text = f"{type(trouble).__name__}: {trouble}"[:200]
        with suppress(DatabaseError):  # the first trouble is the one to tell of
            failures = JobRun.objects.get(name=name).failures + 1
            mark(name, finished_at=timezone.now(), trouble=text, failures=failures)
        raise
    mark(name, finished_at=timezone.now(), result="" if result is None else str(result)[:80], trouble="", failures=0)
    return result


def mark(name: str, **facts) -> None:
    if not JobRun.objects.filter(name=name).update(**facts):
        JobRun.objects.bulk_create([JobRun(name=name, **facts)], ignore_conflicts=True)


@contextmanager
def alone_at(name: str) -> Iterator[bool]:
    """Whether nobody else is at this job now. PostgreSQL forgets the lock of a worker that dies; on SQLite there is
    one group of processes, and its file lock. What a job does is right without this: it only saves doing it twice."""
    if connection.vendor != "postgresql":
        yield True
        return
    number = zlib.crc32(name.encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        (is_free,) = cursor.fetchone()
    try:
        yield is_free
    finally:
        if is_free:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
