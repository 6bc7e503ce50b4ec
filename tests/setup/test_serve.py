"""`manage.py serve` starts pages, worker and scheduler, and leaves none of them behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from bizdept.manage.management.commands.serve import (
    only_one_here,
    refuse_damaged_tables,
    refuse_old_tables,
    refuse_open_door,
    refuse_taken_port,
)

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def eventually(holds, within: float = 90):
    end = time.monotonic() + within
    while not (value := holds()):
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.2)
    return value


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a space in its name and the tables in it."""
    place = tmp_path_factory.mktemp("data of serve")
    manage(place, "migrate", "-v0")
    return place


def environment(place: Path) -> dict[str, str]:
    return os.environ | {"DATA_DIR": str(place), "DATABASE_URL": "", "REDIS_URL": "", "DEMO": "1"}


def manage(place: Path, *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment(place), check=True)


class Serving:
    """A running `serve`, its children and what it says."""

    def __init__(self, place: Path, *words: str):
        self.port = free_port()
        self.log = place / "serve.log"
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), *words]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(place), stdout=log, stderr=log, start_new_session=True
            )
        eventually(lambda: f"127.0.0.1:{self.port}" in self.log.read_text() or self.process.poll() is not None)
        eventually(lambda: len(self.family()) >= 6)  # gunicorn and its one, celery with two and beat

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process | None:
        children = filter(is_alive, psutil.Process(self.process.pid).children())
        return next((child for child in children if word in child.cmdline()), None)

    def page(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/accounts/login/", timeout=10) as answer:
            return answer.status

    def end(self) -> None:
        """Whatever went wrong, nothing of it stays: they are one group of processes."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def is_alive(process: psutil.Process) -> bool:
    """Ended and not yet collected by whoever inherited it counts as ended."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def serving(place):
    serving = Serving(place)
    yield serving
    serving.end()


def test_a_signal_ends_all_of_them_cleanly(serving):
    family = serving.family()
    assert serving.page() == 200
    serving.process.terminate()
    assert serving.process.wait(60) == 0
    assert not [process for process in family if is_alive(process)]


def test_a_killed_worker_comes_back_and_with_serve_killed_nothing_stays(serving):
    old = serving.child("celery")
    lost = [old, *old.children(recursive=True)]
    old.kill()
    eventually(lambda: serving.child("celery") not in (None, old) and len(serving.family()) >= 6)
    assert not [process for process in lost if is_alive(process)]
    assert serving.page() == 200
    family = serving.family()
    serving.process.kill()
    eventually(lambda: not [process for process in family if is_alive(process)])


def test_without_pages_all_ends(serving):
    family = serving.family()
    serving.child("gunicorn").kill()
    assert serving.process.wait(60) == 1
    assert not [process for process in family if is_alive(process)]
    assert "Traceback" not in serving.log.read_text()


def test_a_second_one_on_the_same_data_is_refused(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with only_one_here(), pytest.raises(CommandError, match=str(tmp_path)), only_one_here():
        pass
    with only_one_here():
        pass


def test_a_taken_port_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=rf"port {port}: Address already in use\."):
            refuse_taken_port("127.0.0.1", port)
    refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [70000, -1])
def test_a_port_that_cannot_be_is_a_sentence(port):
    with pytest.raises(CommandError, match=str(port)):
        refuse_taken_port("127.0.0.1", port)


@pytest.mark.parametrize("demo, debug", [(True, False), (False, True)])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "bizdept.example"])
def test_the_demo_and_debug_stay_on_this_machine(settings, host, demo, debug):
    settings.DEMO, settings.DEBUG = demo, debug
    with pytest.raises(CommandError, match=host):
        refuse_open_door(host)
    for home in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        refuse_open_door(home)
    settings.DEMO = settings.DEBUG = False
    refuse_open_door(host)


def test_old_tables_are_refused(db, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one that waits"])
    with pytest.raises(CommandError, match="migrate"):
        refuse_old_tables()


def test_a_damaged_database_is_refused(db, place, tmp_path, monkeypatch):
    """A page of it overwritten, as a dying disk does."""
    whole = (place / "bizdept.sqlite3").read_bytes()
    spoilt = tmp_path / "spoilt.sqlite3"
    spoilt.write_bytes(whole[:8192] + b"x" * 4096 * 20 + whole[8192 + 4096 * 20 :])
    other = DatabaseWrapper(connection.settings_dict | {"NAME": str(spoilt)}, "default")
    monkeypatch.setattr("bizdept.manage.management.commands.serve.connection", other)
    with pytest.raises(CommandError, match="spoilt"):
        refuse_damaged_tables()
    other.close()
    spoilt.write_bytes(whole)
    refuse_damaged_tables()
    other.close()
