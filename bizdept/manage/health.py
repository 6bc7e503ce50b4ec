"""How the installation stands, in words: the machine, what runs by the clock, the settings; no word of business.

What is wrong is also told by a banner (alerts.py), from the same figures and bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.models import Min
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from bizdept.audit.clock import moment
from bizdept.calendar.models import known_years
from bizdept.calendar.rules import words_on_years
from bizdept.manage import alerts, jobs
from bizdept.manage.backup.making import version
from bizdept.notices.models import Dispatch, JobRun
from bizdept.web import pdf
from bizdept.web.versions import tables_are_current

OK, WARN, BAD = "ok", "warn", "bad"
LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and what was found."""

    label: str
    tone: str
    words: str


def since(at: datetime | None, now: datetime) -> str:
    """How long ago that was."""
    if at is None:
        return _("never")
    if now - at < timedelta(minutes=1):
        return _("less than a minute ago")
    return _("%s ago") % timesince(at, now, depth=1)


def bad_if(is_bad: bool, tone: str = BAD) -> str:
    return tone if is_bad else OK


def machine() -> Iterator[Check]:
    """Database, tables, disk, clock, what prints, holidays."""
    found = alerts.facts()
    yield Check(_("Version"), OK, version() or "—")
    yield Check(_("Database"), OK, database())
    are_ours = tables_are_current()
    words = _("as this version wants them") if are_ours else _("of another version: run manage.py migrate")
    yield Check(_("Tables"), bad_if(not are_ours), words)
    told = {"gigabytes": f"{found.free_bytes / 1024**3:.1f}", "share": int(found.free_share * 100)}
    is_full = found.free_share < alerts.LEAST_SHARE or found.free_bytes < alerts.LEAST_FREE
    yield Check(_("Disk"), bad_if(is_full), _("%(gigabytes)s GB (%(share)d %%) are free") % told)
    behind = moment() - timezone.now()
    words = _("not behind what was recorded last")
    if behind > alerts.AHEAD:
        words = _("%d minutes behind what was recorded last") % (behind // timedelta(minutes=1))
    yield Check(_("Clock"), bad_if(behind > alerts.AHEAD), words)
    broken = found.chain_is_broken
    yield Check(_("Audit chain"), bad_if(broken), _("broken") if broken else _("whole when it was last read over"))
    yield from printing()
    today = timezone.localdate()
    unknown = [year for year in (today.year, today.year + 1) if year not in known_years()]
    words = words_on_years(unknown) if unknown else _("known for this year and the next")
    is_due = today.year in unknown or (bool(unknown) and today.month >= alerts.OCTOBER)
    yield Check(_("Public holidays"), bad_if(is_due, WARN), words)


def database() -> str:
    """Which one, and how large where that is a file's size."""
    number = ".".join(map(str, connection.get_database_version()))
    if connection.vendor != "sqlite":
        return f"PostgreSQL {number}"
    place = Path(str(connection.settings_dict["NAME"]))
    size = place.stat().st_size if place.exists() else 0
    return _("SQLite %(number)s, %(size)s MB; one machine") % {"number": number, "size": f"{size / 1e6:.1f}"}


def printing() -> Iterator[Check]:
    """What papers need: Pango, and our own fonts."""
    try:
        pdf.weasyprint()
        yield Check("Pango", OK, _("there: papers can be printed"))
    except pdf.NoPrinter as missing:
        yield Check("Pango", BAD, str(missing))
    missing_fonts = [name for names in pdf.FONTS.values() for name in names if not (pdf.fonts_dir() / name).is_file()]
    words = _("missing: %s; run the set-up again") % ", ".join(missing_fonts) if missing_fonts else _("there")
    yield Check(_("Fonts of papers"), bad_if(bool(missing_fonts)), words)


def clockwork() -> Iterator[Check]:
    """Worker, scheduler, jobs, outbox, Redis, backups."""
    found, now = alerts.facts(), timezone.now()
    is_silent = found.last_job is None or now - found.last_job > jobs.SILENT
    yield Check(_("Worker"), bad_if(is_silent), _("last finished a job %s") % since(found.last_job, now))
    runs = {run.name: run for run in JobRun.objects.all()}
    drained = runs.get(jobs.SCHEDULE["drain the outbox"].task)
    began = drained.started_at if drained else None
    is_late = began is None or now - began > jobs.SILENT
    yield Check(_("Scheduler"), bad_if(is_late), _("last ordered a job %s") % since(began, now))
    words, failing = jobs.words(), [name for name, run in runs.items() if run.trouble]
    by_task = {job.task: words.get(name, (name, ""))[0] for name, job in jobs.SCHEDULE.items()}
    names = "; ".join(by_task.get(name, name) for name in sorted(failing))
    yield Check(_("Jobs"), bad_if(bool(failing)), _("failed last: %s") % names if failing else _("went well last"))
    oldest = Dispatch.objects.waiting().aggregate(oldest=Min("notice__told_at"))["oldest"]
    is_stuck = oldest is not None and now - oldest > jobs.STUCK
    words_of_outbox = _("the oldest came %s") % since(oldest, now) if oldest else _("nothing waits")
    yield Check(_("Outbox"), bad_if(is_stuck), words_of_outbox)
    broker = _("in use; no page asks it: whether it answers is seen by the worker") if settings.REDIS_URL else ""
    yield Check("Redis", OK, broker or _("not in use: orders to the worker lie in a folder"))
    wrong = [alert.sentence for alert in alerts.of_backup()]
    words_of_backup = _("the last one is whole") if found.backup else _("none yet")
    yield Check(_("Backup"), bad_if(bool(wrong)), " ".join(wrong) or words_of_backup)


def setting_checks() -> Iterator[Check]:
    """What `manage.py check --deploy` says of the settings, in words."""
    is_https = settings.HTTPS
    words = _("on; the certificate belongs to the proxy in front and is renewed there") if is_https else _(
        "off: set HTTPS=1 behind a proxy with a certificate, else passwords can be read on the way"
    )  # fmt: skip
    yield Check("HTTPS", bad_if(not is_https and not settings.DEMO, WARN), words)
    is_open = settings.SITE_URL.startswith("http://") and not settings.SITE_URL.startswith(LOOPBACK)
    yield Check(_("Address in mails"), bad_if(is_open, WARN), settings.SITE_URL)
    said = {
        "security.W009": _("SECRET_KEY is too short or too plain: let the first start make one."),
        "security.W018": _("DEBUG is on: it shows the inside to whoever makes a mistake."),
        "security.W020": _("ALLOWED_HOSTS names no host."),
        "security.W025": _("A key in SECRET_KEY_FALLBACKS is too short or too plain."),
    }
    of_https = {"security.W004", "security.W005", "security.W008", "security.W012", "security.W016", "security.W021"}
    found = [m for m in run_checks(include_deployment_checks=True) if m.id not in of_https and not m.is_silenced()]
    for message in found:
        yield Check(message.id or "", WARN, said.get(message.id or "", str(message.msg)))
    if not found:
        yield Check(_("Other settings"), OK, _("nothing to object to"))
