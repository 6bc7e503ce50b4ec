"""The two sites under the same server: ours and the floor, each with its CPU time and its database's."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

from benchmarks import cpu
from benchmarks.database import PLACE, ROOT, is_new, manage, surroundings, url_of

GUNICORN = [
    "--worker-class",
    "gthread",
    "--workers",
    "2",
    "--threads",
    "4",
    "--log-level",
    "warning",
    "--no-control-socket",
]
PASSWORD = os.environ.get("DEMO_PASSWORD") or "bizdept-demo"
FLOOR = "benchmarks.floor.settings"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@dataclass
class Site:
    """One gunicorn that answers on `port`."""

    name: str  # of the application, as the database knows its connections
    url: str
    port: int
    process: subprocess.Popen

    def spent(self) -> dict[int, float]:
        """Seconds that each of its processes and of its database's has used."""
        pids = {f"web {pid}": pid for pid in cpu.tree(self.process.pid)}
        pids |= {f"database {pid}": pid for pid in cpu.backends(self.url, self.name)}
        return {name: cpu.spent([pid]) for name, pid in pids.items()}

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(name: str, application: str, settings: str, url: str) -> Site:
    port = free_port()
    more = {"DJANGO_SETTINGS_MODULE": settings, "PGAPPNAME": name}
    words = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN]
    process = subprocess.Popen(words, cwd=ROOT, env=surroundings(url, **more))
    site = Site(name, url, port, process)
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return site
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start.")


def start_ours(url: str) -> Site:
    if not (PLACE / "static" / "staticfiles.json").exists():
        manage(url, "collectstatic", "--verbosity", "0", "--no-input", "--ignore", "fonts")
    return start("bench-ours", "bizdept.wsgi:application", "benchmarks.settings", url)


def start_floor(server_url: str) -> Site:
    """The floor in a database of its own: a thousand rows, one account."""
    url = url_of(server_url, "bench_floor")
    if is_new(server_url, "bench_floor"):
        for more in ([], ["--run-syncdb"]):  # its own table points at accounts, which must be there
            manage(url, "migrate", "--verbosity", "0", *more, DJANGO_SETTINGS_MODULE=FLOOR)
        words = [sys.executable, "-m", "benchmarks.floor.rows"]
        subprocess.run(words, cwd=ROOT, env=surroundings(url, DJANGO_SETTINGS_MODULE=FLOOR), check=True)
    return start("bench-floor", "benchmarks.floor.wsgi:application", FLOOR, url)
