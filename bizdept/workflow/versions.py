"""Frozen versions: content that was submitted, its hash, and what differs between two of them."""

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.workflow.models import Version

Content = Mapping[str, Any]


def sha256_of(content: Content) -> str:
    """SHA-256 over the canonical JSON of the content, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(record, content: Content, *, by: Actor) -> Version:
    """Keep the record's content as its next version. Call it under the record's lock."""
    last = Version.objects.of(record).order_by("-number").first()
    version = Version.objects.create(
        record=record,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=sha256_of(content),
        frozen_by=by.person,
        frozen_at=timezone.now(),
    )
    note("record", "version.freeze", record, by=by, row=version, sha256=version.sha256)
    return version


def is_whole(version: Version) -> bool:
    """Whether the stored content is still the one that was hashed."""
    return sha256_of(version.content) == version.sha256


def latest_version(record) -> Version | None:
    return Version.objects.of(record).order_by("-number").first()


@dataclass(frozen=True)
class Piece:
    """A run of text in a comparison: `same`, `del` or `ins`."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """What was struck out and what was put in, word for word in Latin script, sign for sign in Chinese."""
    old, new = _words(before), _words(after)
    found: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += [
                Piece(kind, text) for kind, text in (("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))) if text
            ]
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9.,%¥]+|\s+|.", text, flags=re.DOTALL)


@dataclass(frozen=True)
class Change:
    """One part of the content that differs between two versions. `part` is its path: items.2.price."""

    part: str
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return pieces(self.before, self.after)


def changes(before: Content, after: Content) -> list[Change]:
    """The parts that differ, in the order of the new content, then what was left out."""
    old, new = dict(flat(before)), dict(flat(after))
    parts = [*new, *(part for part in old if part not in new)]
    found = [Change(p, old.get(p, ""), new.get(p, "")) for p in parts if old.get(p, "") != new.get(p, "")]
    return found + [change for part in after if (change := moved(part, before.get(part), after[part]))]


def moved(part: str, before: Any, after: Any) -> Change | None:
    """That the members which a list kept stand in another order."""
    if not isinstance(before, list) or not isinstance(after, list):
        return None
    old, new = dict(members(before)), dict(members(after))
    was, now = [name for name in old if name in new], [name for name in new if name in old]
    return Change(f"{part}.order", "\n".join(was), "\n".join(now)) if was != now else None


def flat(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a content with their paths. Members of a list are named by their `key`, else counted."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            if name != "key":
                yield from flat(value, f"{path}.{name}" if path else name)
    elif isinstance(content, list):
        for name, value in members(content):
            yield from flat(value, f"{path}.{name}")
    else:
        yield path, "" if content is None else str(content)


def members(content: list) -> Iterator[tuple[str, Any]]:
    """The members of a list with their names."""
    names: set[str] = set()
    for count, value in enumerate(content, 1):
        name = str(value.get("key", count) if isinstance(value, Mapping) else count)
        while name in names:  # two of one key would hide each other's changes
            name += "′"
        names.add(name)
        yield name, value
