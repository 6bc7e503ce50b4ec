"""Bytes that no row names: what a rollback or a crash left behind in the store goes after a day.

A model whose columns hold hashes of stored bytes says so by `stored_fields`; a house test finds one that does not.
"""

import fcntl
import re
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from bizdept.files import store

AGE = 24 * 3600  # seconds; the row of bytes that are younger may still be on its way
NAME = re.compile(r"[0-9a-f]{64}")
FEW = 10  # files; a crash leaves one


class Strange(RuntimeError):
    """The store and the database don't belong together."""


def storing_models() -> list[tuple[type[Model], str]]:
    """Each column that holds hashes of stored bytes."""
    return [(model, name) for model in apps.get_models() for name in getattr(model, "stored_fields", ())]


def named(beginning: str = "") -> set[str]:
    """The hashes that some row names; with `beginning` those that begin so."""
    found: set[str] = set()
    for model, name in storing_models():
        rows = model._base_manager.exclude(**{name: ""}).filter(**{f"{name}__startswith": beginning})
        found.update(rows.values_list(name, flat=True).iterator())
    return found


def kept() -> Iterator[Path]:
    """Every file of the store."""
    for path in Path(settings.FILES_DIR).glob("??/??/*"):
        if NAME.fullmatch(path.name):
            yield path


def sweep() -> int:
    """Delete what nobody names and is older than a day, half-written files too; how many. Safe at any time.

    Bytes that are put again while this runs are as young as the last put, and stay. Raises Strange where more would
    go than stay: then this is not the database that these files belong to.
    """
    root, nobodys, count = Path(settings.FILES_DIR), [], 0
    for folder in sorted(root.glob("??")):  # one at a time: the names of all may be many
        names = named(folder.name)
        count += len(names)
        old = [path for path in folder.glob("??/*") if NAME.fullmatch(path.name) and is_old(path)]
        nobodys += [path for path in old if path.name not in names]
    if len(nobodys) > max(FEW, count):
        raise Strange(f"{len(nobodys)} files that no row names, {count} that rows name: none was swept")
    gone = sum(take_away(path) for path in nobodys if not named(path.name))
    return gone + sum(take_away(path) for path in root.glob(f"{store.INCOMING}*"))


def is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > AGE
    except FileNotFoundError:
        return False


def take_away(path: Path) -> bool:
    """Under the store's lock: old still means old when it goes."""
    with store.held(Path(settings.FILES_DIR), fcntl.LOCK_EX):
        if not is_old(path):
            return False
        path.unlink(missing_ok=True)
        return True


def missing() -> list[str]:
    """The hashes that rows name and the store does not have: there should be none."""
    return sorted(sha256 for sha256 in named() if not store.place_of(sha256).is_file())
