"""The app as `make run` starts it, in a folder and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "bizdept-demo"
PATIENCE = 180  # seconds until it must answer, on a busy machine


@dataclass(frozen=True)
class Site:
    """Where it answers, and in which environment it runs."""

    address: str
    data: Path
    environment: dict[str, str]

    def python(self, *words: str, answer: int | None = 0) -> str:
        """What a command says that runs beside it, on the same data."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == answer, done.stderr[-2000:]
        return done.stdout


@contextmanager
def serving(data: Path) -> Iterator[Site]:
    """Tables, static files, the demo company, pages and worker; stopped as Ctrl-C stops them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = {"DATA_DIR": str(data), "PORT": str(port), "DEMO": "1", "DATABASE_URL": "", "REDIS_URL": "", "DEBUG": ""}
    ours |= {"STATIC_ROOT": "", "DEMO_PASSWORD": PASSWORD, "MANIFEST_STATIC": "1"}
    site = Site(f"http://127.0.0.1:{port}", data, os.environ | ours)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "log").open("w") as log:
        words = [sys.executable, "setup/start.py"]
        server = subprocess.Popen(words, cwd=ROOT, env=site.environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(site, server)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def wait_for(site: Site, server: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(f"It did not start: {(site.data / 'log').read_text()[-2000:]}")
