"""A house of a drill's own: a folder and a database, on which manage.py and processes run as in service."""

import os
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent


class House:
    """DATA_DIR and DATABASE_URL of an installation; `url` is empty for SQLite."""

    def __init__(self, folder: Path, url: str = "", **more: str):
        self.folder, self.url = folder, url
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = os.environ | {
            "DATA_DIR": str(folder), "DATABASE_URL": url, "REDIS_URL": "", "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "bizdept.settings", "STRICT_TEMPLATES": "", "LOG_LEVEL": "CRITICAL",
        } | more  # fmt: skip

    def manage(self, *words: str, ok: bool = True) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *words: str, **more) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.environment, **more)

    def ask(self, code: str) -> str:
        """What a few lines print, run in a process of this house."""
        head = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", head + code], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def under_load(self):
        """Eight writers while the block runs; yields the file of what was acknowledged."""
        told = self.folder / "acknowledged"
        told.touch()
        before = told.stat().st_size
        with (self.folder / "load.log").open("w") as log:
            process = self.start("-m", "tests.drills.load", str(told), stdout=log, stderr=log)
        try:
            end = time.monotonic() + 60
            while told.stat().st_size < before + 2000:
                assert process.poll() is None and time.monotonic() < end, (self.folder / "load.log").read_text()
                time.sleep(0.1)
            yield told
        finally:
            process.kill()
            process.wait()


@contextmanager
def house_of(folder: Path, **more: str):
    """A house on the kind of database that the tests run on; on PostgreSQL an empty one beside the tests' own."""
    if connection.vendor == "sqlite":
        yield House(folder, **more)
        return
    name = f"drill_{secrets.token_hex(4)}"
    told = connection.settings_dict
    who = f"{quote(told['USER'])}:{quote(told['PASSWORD'])}"
    where = f"host={quote(str(told['HOST']))}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    with psycopg.connect(f"postgresql://{who}@/postgres?{where}", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield House(folder, f"postgresql://{who}@/{name}?{where}", **more)
        finally:
            with suppress(psycopg.Error):
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
