"""The database of a run: the server that the tests start too, and one database a size, kept for the next run."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.run import postgresql

ROOT = Path(__file__).resolve().parent.parent
PLACE = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve() / "bench"
SQLITE = "sqlite:"  # before a folder
USERS, SEED = 200, 1
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "io_method": "sync",
    "jit": "off",
}  # jit: see decision 0046


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL whose data stay in DATA_DIR/bench, or the one that TEST_DATABASE_URL names; yields its URL.

    With DATABASE=sqlite there is none: each volume is a file.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    PLACE.chmod(0o755)  # PostgreSQL does not run as root, and must reach its own folder
    if os.environ.get("DATABASE") == "sqlite":
        yield SQLITE
        return
    if not os.environ.get("TEST_DATABASE_URL") and not (PLACE / "postgres0" / "PG_VERSION").exists():
        with postgresql(PLACE) as url:
            set_up(url)
    with postgresql(PLACE) as url:
        yield url


def set_up(url: str) -> None:
    """What holds from the next start on; a server of an earlier version may not know all of it."""
    with psycopg.connect(url, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM pg_settings")}
        for name, value in SETTINGS.items():
            if name in known:
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")


def url_of(server_url: str, name: str) -> str:
    """Where a database of that name is: on the server, or for SQLite in a folder of its own."""
    return (
        f"{SQLITE}{PLACE / name}" if server_url == SQLITE else urlsplit(server_url)._replace(path=f"/{name}").geturl()
    )


def surroundings(url: str, **more: str) -> dict[str, str]:
    """The environment of a process of ours: the demo's rules, so that its password is known and no second factor."""
    ours = {"DATABASE_URL": url, "DATA_DIR": str(PLACE), "DEMO": "1", "REDIS_URL": "", "PYTHONUTF8": "1", "DEBUG": ""}
    ours |= {"MANIFEST_STATIC": "1", "STATIC_ROOT": str(PLACE / "static")}
    if url.startswith(SQLITE):
        ours |= {"DATABASE_URL": "", "DATA_DIR": url.removeprefix(SQLITE)}
    return os.environ | ours | more


def manage(url: str, *words: str, **more: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=surroundings(url, **more), check=True)


def count_of(size: str) -> int:
    """1k, 100k, 1M or a plain number."""
    units = {"k": 1000, "m": 1_000_000}
    unit = units.get(size[-1:].lower())
    return int(float(size[:-1]) * unit) if unit else int(size)


def volume(server_url: str, size: str) -> str:
    """The URL of the volume of that size, which is made where it is not there yet; tables as they are today."""
    name, count = f"bench_{size.lower()}", str(count_of(size))
    if is_new(server_url, name):
        print(f"── volume {size}", flush=True)
    url = url_of(server_url, name)
    manage(url, "migrate", "--verbosity", "0")
    if not ask(url, "SELECT EXISTS (SELECT 1 FROM contracts_contract)"):
        numbers = {"customers": count, "contracts": count, "users": str(USERS), "seed": str(SEED)}
        manage(url, "generate", *(f"--{word}={number}" for word, number in numbers.items()))
        ask(url, "ANALYZE" if url.startswith(SQLITE) else "VACUUM ANALYZE")
    return url


def ask(url: str, words: str):
    """The first value that a statement gives, or None."""
    if url.startswith(SQLITE):
        with closing(sqlite3.connect(Path(url.removeprefix(SQLITE)) / "bizdept.sqlite3")) as connection:
            found = connection.execute(words).fetchone()
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(words)
            found = cursor.fetchone() if cursor.description else None
    return found[0] if found else None


def is_new(server_url: str, name: str) -> bool:
    """Make that database where there is none yet, and say whether there was none."""
    if server_url == SQLITE:
        folder = PLACE / name
        there = folder.exists()
        folder.mkdir(exist_ok=True)
        return not there
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True
