"""`manage.py serve`: pages, worker and scheduler as one group of processes that starts and stops together."""

import fcntl
import ipaddress
import os
import signal
import socket
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from bizdept.manage import set_up
from bizdept.manage.processes import Child, until

SILENCE = 300  # seconds without a finished job, while the outbox is drained every minute
LOOKED_OVER = 200_000_000  # bytes of a database that is looked over at each start
PATIENCE = 20  # seconds for requests and jobs in hand when all stops


class Command(BaseCommand):
    help = "Serves the pages and does the jobs, until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)

    def handle(self, *, host: str, port: int, **_options):
        refuse_open_door(host)
        refuse_taken_port(host, port)
        refuse_damaged_tables()
        refuse_old_tables()
        self.set_up_code = set_up.set_up_code() if set_up.is_empty() else ""
        connection.close()
        for folder in (settings.BROKER_DIR / "waiting", settings.BROKER_DIR / "control", settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
        with only_one_here():
            self.keep_up(Child("web", web(host, port)), Child("worker", worker(), quiet()), host, port)

    def keep_up(self, pages: Child, jobs: Child, host: str, port: int) -> None:
        """Without pages all ends; a worker that falls or falls silent is started anew, and the pages stay."""
        stopping = stop_on_signal()
        pages.start()
        jobs.start()
        try:
            until(lambda: bool(stopping) or pages.has_fallen() or answers(host, port), within=60)
            if not stopping and not pages.has_fallen():
                self.say_where(host, port)
            while not stopping and not pages.has_fallen():
                self.look_after(jobs)
                time.sleep(0.5)
        finally:
            for child in (pages, jobs):
                child.ask_to_stop()
            for child in (pages, jobs):
                child.stop(within=PATIENCE)
        if not stopping:
            raise CommandError(_("The process that serves the pages ended by itself, so everything was stopped."))

    def look_after(self, jobs: Child) -> None:
        if jobs.is_due():
            jobs.start()
        elif jobs.has_fallen():
            pause = jobs.plan_restart()
            text = _("The worker ended; it is started again in %(pause)d seconds. The pages stay up.")
            self.stderr.write(text % {"pause": pause})
        elif jobs.process and silent_for(jobs) > SILENCE:
            self.stderr.write(_("The worker has done nothing for five minutes; it is started again."))
            jobs.process.kill()

    def say_where(self, host: str, port: int) -> None:
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        self.stdout.write(_("bizdept answers on %(address)s") % {"address": address})
        self.stdout.write(_("Its data is in %(folder)s") % {"folder": settings.DATA_DIR})
        if settings.DEMO:
            word = _("the one in DEMO_PASSWORD") if os.environ.get("DEMO_PASSWORD") else "bizdept-demo"
            accounts = "chief li zhao sun assistant legal finance tech leader personnel officer admin"
            self.stdout.write(_("Demo accounts: %(accounts)s") % {"accounts": accounts})
            self.stdout.write(_("Their password: %(word)s") % {"word": word})
        if self.set_up_code:
            self.stdout.write(_("Nobody has an account yet. The first page asks for this set-up code:"))
            self.stdout.write(self.set_up_code)
        self.stdout.write(_("Ctrl-C stops it."))
        self.stdout.flush()


def web(host: str, port: int) -> list[str]:
    """One process embedded, for SQLite has one writer anyway; WEB_CONCURRENCY of them on PostgreSQL."""
    workers = (os.environ.get("WEB_CONCURRENCY") or "2") if settings.DATABASE_URL else "1"
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "bizdept.wsgi:application", "--chdir", str(settings.BASE_DIR)]
    threads = ["--worker-class", "gthread", "--workers", workers, "--threads", "8"]
    return [
        *gunicorn,
        *threads,
        "--bind",
        bind,
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]


def worker() -> list[str]:
    celery = [
        sys.executable,
        "-m",
        "celery",
        "--workdir",
        str(settings.BASE_DIR),
        "-A",
        "bizdept",
        "--quiet",
        "worker",
    ]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [*celery, "--beat", "--loglevel", "WARNING", *alone]


def quiet() -> dict[str, str] | None:
    """Whoever tries the demo as root need not read at each start that one does not do so in earnest."""
    hush = "ignore:You're running the worker with superuser privileges"
    return os.environ | {"PYTHONWARNINGS": hush} if settings.DEMO else None


def refuse_open_door(host: str) -> None:
    """The demo has a known password, debugging shows the inside: neither may leave this machine."""
    try:
        is_home = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_home = host == "localhost"
    if is_home or not (settings.DEMO or settings.DEBUG):
        return
    raise CommandError(
        _("The demo company and DEBUG listen on this machine alone, so not on %(host)s.") % {"host": host}
    )


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as trouble:
        why = (getattr(trouble, "strerror", None) or str(trouble)).split(" (")[0]
        text = _("Cannot listen on %(host)s, port %(port)s: %(why)s. Another port: --port, or PORT=8001 make run.")
        raise CommandError(text % {"host": host, "port": port, "why": why}) from None


def refuse_damaged_tables() -> None:
    """SQLite's own look over the file, a second for 200 MB; a larger one is looked over by the night's backup."""
    place = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not place.exists() or place.stat().st_size > LOOKED_OVER:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            word = cursor.fetchone()[0]
    except DatabaseError as trouble:
        word = str(trouble)
    if word != "ok":
        text = _("The database %(place)s is damaged (%(word)s). Bring a backup back: docs/operations.md.")
        raise CommandError(text % {"place": place, "word": word})


def refuse_old_tables() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(_("The database's tables are not those of this version: run manage.py migrate first."))


@contextmanager
def only_one_here():
    """Two groups on the same files would each drain, remind and clean."""
    with (settings.DATA_DIR / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = _("bizdept runs already with the data in %(folder)s.")
            raise CommandError(text % {"folder": settings.DATA_DIR}) from None
        yield


def stop_on_signal() -> list[int]:
    """A list that stays empty until somebody wants an end."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: asked.append(number))
    return asked


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def silent_for(jobs: Child) -> float:
    """Seconds since the worker started or last finished a job, whichever is later."""
    sign = settings.SIGN_OF_LIFE
    since_sign = time.time() - sign.stat().st_mtime if sign.exists() else float("inf")
    return min(time.monotonic() - jobs.started, since_sign)
