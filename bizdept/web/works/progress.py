"""How far a piece of work is, told through files: on SQLite a long write shuts the database to everybody else."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from bizdept.web.works.models import Work

EVERY = 0.4  # seconds between two words


class Stopped(Exception):
    """Somebody wants it to end; what is open is rolled back."""


@dataclass(frozen=True)
class Word:
    """What was last said: how many of how many, and of what."""

    done: int = 0
    total: int = 0
    doing: str = ""


class Progress:
    """What the work itself calls. `tell` raises Stopped where a person pressed for it."""

    def __init__(self, work: Work):
        self.work, self.last = work, 0.0
        work.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def tell(self, done: int, total: int, doing: str = "") -> None:
        if is_to_stop(self.work):
            raise Stopped
        if time.monotonic() - self.last < EVERY and done < total:
            return
        self.last = time.monotonic()
        told, fresh = self.work.folder / "progress", self.work.folder / "progress.new"
        fresh.write_text(json.dumps([done, total, doing]), encoding="utf-8")
        fresh.replace(told)


class Silence:
    """Progress that nobody watches."""

    def tell(self, done: int, total: int, doing: str = "") -> None:
        """Nothing."""


def last_word(work: Work) -> Word:
    try:
        done, total, doing = json.loads((work.folder / "progress").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Word()
    return Word(done, total, doing)


def last_sign(work: Work) -> datetime | None:
    """When it last said something."""
    try:
        return datetime.fromtimestamp((work.folder / "progress").stat().st_mtime, UTC)
    except OSError:
        return None


def ask_to_stop(work: Work) -> None:
    work.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (work.folder / "stop").touch()


def is_to_stop(work: Work) -> bool:
    return (work.folder / "stop").exists()
