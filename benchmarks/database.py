"""The database of a run: the server that the tests start too, and one database a size, kept for the next run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.run import postgresql

ROOT = Path(__file__).resolve().parent.parent
PLACE = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve() / "bench"
USERS, SEED = 200, 1
SETTINGS = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "io_method": "sync",
    "jit": "off",
}  # jit: see decision 0046


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL whose data stay in DATA_DIR/bench, or the one that TEST_DATABASE_URL names; yields its URL."""
    PLACE.mkdir(parents=True, exist_ok=True)
    PLACE.chmod(0o755)  # PostgreSQL does not run as root, and must reach its own folder
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
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


def surroundings(url: str, **more: str) -> dict[str, str]:
    """The environment of a process of ours: the demo's rules, so that its password is known and no second factor."""
    ours = {"DATABASE_URL": url, "DATA_DIR": str(PLACE), "DEMO": "1", "REDIS_URL": "", "PYTHONUTF8": "1", "DEBUG": ""}
    return os.environ | ours | {"MANIFEST_STATIC": "1"} | more


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
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT EXISTS (SELECT 1 FROM contracts_contract)").fetchone()[0]:
            manage(
                url, "generate", "--customers", count, "--contracts", count, "--users", str(USERS), "--seed", str(SEED)
            )
            connection.execute("VACUUM ANALYZE")
    return url


def is_new(server_url: str, name: str) -> bool:
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        return True
