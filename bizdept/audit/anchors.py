"""Ends of the chain written down outside the database, a line a day: who cuts the chain's end off can't cut these.

They lie in ANCHOR_DIR, one file a year, to which lines are only added; the officer hears each by notice (and mail),
papers carry the one of their day. With the database, the key and these files in one hand nothing is proved: keep the
folder on another disk, or the mails.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from bizdept.audit.chain import Anchor


def folder() -> Path:
    return Path(settings.ANCHOR_DIR)


def write_down(anchor: Anchor, *, at: datetime) -> None:
    """Add a line to this year's file, on the disk before this returns. Raises OSError (full, or not ours to write)."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    line = json.dumps({"at": at.astimezone(UTC).isoformat(), "seq": anchor.seq, "mac": anchor.mac})
    place = folder() / f"{at:%Y}.jsonl"
    is_cut_short = place.exists() and not place.read_bytes().endswith(b"\n")  # by a crash: ours must not join it
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n" * is_cut_short + f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def written_down() -> list[tuple[datetime, Anchor]]:
    """All anchors that are kept here, the oldest first. A line that was cut short by a crash is passed over."""
    return sorted(_lines(), key=lambda pair: pair[0])


def _lines() -> Iterator[tuple[datetime, Anchor]]:
    for place in folder().glob("*.jsonl"):
        for line in place.read_text(errors="replace").splitlines():
            try:
                told = json.loads(line)
                at = datetime.fromisoformat(told["at"]).astimezone(UTC)
                yield at, Anchor(int(told["seq"]), str(told["mac"]))
            except (ValueError, KeyError, TypeError, OverflowError):
                continue
