"""Reading the chain over: whether each line, and each row that a line vouches for, is as it was written.

Three things are compared: the lines with their MACs and with each other; the rows of the sealed tables with the digest
in the last line about them; and the chain with the ends that were once written down outside the database (anchors),
without which nobody can tell that the last lines were cut off.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import models

from bizdept.audit import keys
from bizdept.audit.chain import KEY_BEGINS, Anchor, head, mac_of
from bizdept.audit.models import AuditEntry, AuditHead
from bizdept.audit.seals import digest, rows_of, sealed_models

CHUNK = 5000
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)  # of values of another kind
ENOUGH = 100  # findings that are told; one is bad enough


@dataclass(frozen=True)
class Finding:
    """What is not as it was written: line, link, key, end, anchor, row, added, missing or state; and where."""

    code: str
    seq: int
    what: str = ""


@dataclass
class Reading:
    """The state of a reading: how far it came, which digest each row should have, what was found."""

    ring: keys.Ring
    anchors: dict[int, set[str]]  # by line; one that was written down twice must say the same twice
    head: AuditHead = field(default_factory=AuditHead)  # where the chain ended when the reading began
    seq: int = 0
    mac: str = "0" * 64
    place: int = 0  # of the last line's key in the order of the keys
    is_known: bool = True  # whether the last line's key is here
    unknown: dict[str, int] = field(default_factory=dict)  # keys that are not here: how many lines each sealed
    unknown_from: dict[str, int] = field(default_factory=dict)  # and from which line on
    lost: set[str] = field(default_factory=set)
    last: dict[str, tuple[int, str, int, str]] = field(default_factory=dict)  # row: line, key, fields, digest
    rows: int = 0
    found: list[Finding] = field(default_factory=list)

    @property
    def unread(self) -> int:
        return sum(self.unknown.values())

    @property
    def is_whole(self) -> bool:
        return not self.found

    @property
    def end(self) -> Anchor:
        return Anchor(self.seq, self.mac)

    def find(self, code: str, seq: int, what: str = "") -> None:
        if len(self.found) < ENOUGH:
            self.found.append(Finding(code, seq, what))


def read(anchors: Iterable[Anchor] = (), *, with_rows: bool = True, strays: Iterable[str] = ()) -> Reading:
    """Read the whole chain, with the sealed rows unless told otherwise; others may write meanwhile.

    `strays` are records that floors above find in a state to which no line led.
    """
    written_down: dict[int, set[str]] = {}
    for anchor in anchors:
        written_down.setdefault(anchor.seq, set()).add(anchor.mac)
    written_down.pop(0, None)
    reading = Reading(keys.ring(), written_down, AuditHead.objects.filter(pk=1).first() or AuditHead())
    try:
        for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=CHUNK):
            take(reading, entry)
    except UNREADABLE:  # nothing that we wrote; whoever did would have the reading end in an error, and say nothing
        reading.find("line", reading.seq + 1, "unreadable")
        with_rows = False
    for name in reading.unknown.keys() - reading.lost:
        reading.find("key", reading.unknown_from[name], name)
    if reading.seq < reading.head.seq or head().seq < reading.seq:
        reading.find("end", min(reading.seq, reading.head.seq) + 1)
    for seq in sorted(seq for seq in reading.anchors if seq > reading.seq):
        reading.find("anchor", reading.seq + 1, str(seq))
    if with_rows:
        read_rows(reading)
    for label in strays:
        reading.find("state", 0, label)
    reading.found.sort(key=lambda finding: finding.seq)
    return reading


def read_rows(reading: Reading) -> None:
    """The sealed tables. What a line that came during the reading speaks of is left for the next time."""
    lines = list(reading.found)
    for model in sealed_models():
        try:
            compare(reading, model)
        except UNREADABLE:
            reading.find("row", 0, model._meta.label_lower)
    for label, (seq, _key, _fields, fingerprint) in reading.last.items():
        if fingerprint:
            reading.find("missing", seq, label)
    if fresh := reading.found[len(lines) :]:
        later = AuditEntry.objects.filter(seq__gt=reading.seq).values_list("data__row", flat=True)
        moving = set(later)
        reading.found = lines + [finding for finding in fresh if finding.what not in moving]


def take(reading: Reading, entry: AuditEntry) -> None:
    """One line: its number, its link to the one before, its seal, the end or anchor at its place, its row."""
    if entry.seq != reading.seq + 1:
        reading.find("line", reading.seq + 1, "gone")
    elif entry.previous != reading.mac:
        reading.find("link", entry.seq)
    check_seal(reading, entry)
    if entry.seq == reading.head.seq and (entry.mac, entry.at) != (reading.head.mac, reading.head.at):
        reading.find("end", entry.seq)  # its time counts: rights are judged by it
    if reading.anchors.get(entry.seq, {entry.mac}) != {entry.mac}:
        reading.find("anchor", entry.seq, str(entry.seq))
    if "row" in entry.data:
        told = entry.data.get("fields", 0), entry.data.get("digest", "")
        reading.last[entry.data["row"]] = (entry.seq, entry.key, *told)
    if "gone" in entry.data:
        reading.last[entry.data["gone"]] = (entry.seq, entry.key, 0, "")
    reading.seq, reading.mac = entry.seq, entry.mac


def check_seal(reading: Reading, entry: AuditEntry) -> None:
    """The line's MAC, by the key that it names; keys follow each other, each beginning with a line of its own."""
    place, key = reading.ring.place(entry.key), reading.ring.key(entry.key)
    was_known, reading.is_known = reading.is_known, key is not None
    if key is None:
        if entry.key in reading.lost:  # what nobody can check any more ends with the line that says so
            reading.find("key", entry.seq, entry.key)
        reading.unknown[entry.key] = reading.unknown.get(entry.key, 0) + 1
        reading.unknown_from.setdefault(entry.key, entry.seq)
        return
    is_begin = entry.action == KEY_BEGINS
    if not hmac.compare_digest(entry.mac, mac_of(entry, key)):
        reading.find("line", entry.seq)
    elif place < reading.place or (place > reading.place and reading.seq and not is_begin):
        reading.find("key", entry.seq, entry.key)
    elif is_begin and "lost" in entry.data:
        take_loss(reading, entry)
    elif not was_known and not is_begin:
        reading.find("key", entry.seq, entry.key)
    reading.place = max(place, reading.place)


def take_loss(reading: Reading, entry: AuditEntry) -> None:
    """A key was lost, and with it those before it that are not here. No more lines may be unread than were then."""
    if entry.data.get("unread", reading.unread) != reading.unread:
        reading.find("key", entry.seq, entry.data["lost"])
    reading.lost |= {entry.data["lost"], *reading.unknown}


def compare(reading: Reading, model: type[models.Model]) -> None:
    """The rows of one table with what the last line about each said of it."""
    for label, values in rows_of(model):
        reading.rows += 1
        seq, name, fields, fingerprint = reading.last.pop(label, (0, "", 0, ""))
        if not seq or not fingerprint:  # no line speaks of it, or the last one said that it is gone
            reading.find("added", seq, label)
            continue
        key = reading.ring.key(name)
        if key is not None and digest(values[:fields], key) != fingerprint:
            reading.find("row", seq, label)


def first_broken(anchor: Anchor | None = None) -> int | None:
    """The number of the first line that is not as it was written, or None when all lines are. Rows aside."""
    found = read([anchor] if anchor else [], with_rows=False).found
    return found[0].seq if found else None


def is_part(seq: int, code: str) -> bool:
    """Whether the line of that number has a MAC that begins so: what somebody reads off an old paper."""
    macs = AuditEntry.objects.filter(seq=seq).values_list("mac", flat=True)
    wanted = code.replace("-", "").replace(" ", "").lower()
    return len(wanted) >= 8 and any(mac.startswith(wanted) for mac in macs)


def sentences(found: Iterable[Finding]) -> Iterator[str]:
    """Findings in plain words for the terminal."""
    words = {
        "line": "line {seq} is not as it was written, or is gone",
        "link": "line {seq} does not follow the one before",
        "key": "line {seq} is sealed with a key that is not here, or not in its turn ({what})",
        "end": "the chain does not end where its head says: after line {seq}",
        "anchor": "line {seq} is not the one that was written down outside (anchor {what})",
        "row": "{what} is not what line {seq} says of it",
        "added": "{what} stands in its table, and no line speaks of it",
        "missing": "{what}, of which line {seq} speaks, is gone",
        "state": "{what} is in a state to which no move led",
    }
    return (words[finding.code].format(seq=finding.seq, what=finding.what) for finding in found)
