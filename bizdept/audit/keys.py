"""The keys that seal the chain: the one that seals now, and those before it, which check what they sealed.

They stand outside the database, in DATA_DIR/keys/audit_key (a line each, the newest last) or in the environment, so
that whoever writes to the tables can't write a chain. docs/audit.md says who keeps them.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

NAME_LENGTH = 8  # hexadecimal digits


class KeyMissing(RuntimeError):
    """The key that sealed the chain's end is not here, so nothing can be written; the message says what to do."""

    def __init__(self, name: str):
        text = _(
            "The audit key %s, which sealed the chain's end, is not on this machine. Bring keys/audit_key back, or "
            "begin with a new one: manage.py rotate_audit_key --lost."
        )
        super().__init__(text % name)


def name_of(key: bytes) -> str:
    """What lines say of the key that sealed them: nothing that leads back to it."""
    return hashlib.sha256(b"bizdept audit key " + key).hexdigest()[:NAME_LENGTH]


@dataclass(frozen=True)
class Ring:
    """All keys that are known here, the oldest first."""

    keys: tuple[bytes, ...]

    @property
    def names(self) -> list[str]:
        return [name_of(key) for key in self.keys]

    @property
    def newest(self) -> bytes:
        return self.keys[-1]

    def key(self, name: str) -> bytes | None:
        """The key of that name; lines from before keys had names were sealed with the first."""
        return dict(zip(self.names, self.keys, strict=True)).get(name or next(iter(self.names), ""))

    def place(self, name: str) -> int:
        """Where the key of that name stands in the order of their use, or -1."""
        names = self.names
        name = name or next(iter(names), "")
        return names.index(name) if name in names else -1


class Known:
    """The ring as this process has read it."""

    ring: Ring | None = None


def ring(name: str = "") -> Ring:
    """The ring; read anew where it lacks the key of that name, which another process may have made meanwhile."""
    if Known.ring is None or Known.ring.place(name) < 0:
        Known.ring = Ring(tuple(key.encode() for key in settings.AUDIT_KEYS or written(settings.AUDIT_KEY_FILE)))
    return Known.ring


def written(place: Path) -> list[str]:
    """The keys of the file, made with a first one where there is none (a stolen dump must not carry it)."""
    if not place.exists():
        aside = laid_aside(place, [os.urandom(32).hex()])
        with suppress(FileExistsError):  # two processes that start at once take the key of whoever was first
            os.link(aside, place)
        aside.unlink()
    return place.read_text().split()


def laid_aside(place: Path, keys: list[str]) -> Path:
    """Write the keys beside their place, for this account's eyes alone; whole and on the disk before they count."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, aside = tempfile.mkstemp(dir=place.parent, prefix=f"{place.name}-")
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Path(aside)


def rotate() -> str:
    """Make the next key of the file and return its name. Processes that run find it by the first line it seals."""
    if settings.AUDIT_KEYS:
        raise RuntimeError(
            _("The keys come from the environment: move AUDIT_KEY to AUDIT_KEYS_BEFORE, set a new one, start anew.")
        )
    place = settings.AUDIT_KEY_FILE
    laid_aside(place, [*written(place), os.urandom(32).hex()]).replace(place)
    Known.ring = None
    return name_of(ring().newest)
