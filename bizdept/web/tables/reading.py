"""Having a file read by another process, and saying in a sentence why it could not be."""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic
from typing import IO

from django.utils.translation import gettext_lazy as _

from bizdept.refusal import Reason, Refused
from bizdept.web.tables.child import limits
from bizdept.web.tables.table import Sheet, Table, are_lost

CHILD = Path(__file__).with_name("child") / "__main__.py"
# The second is asked where the first fails, dies, or finds nothing: it is slower, and of another hand
TURNS = ("first", "second")
WORKBOOKS = (b"PK", b"\xd0\xcf", b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # two readers know these
SHARED = 100_000  # different cells that are held once for all rows in which they stand
SENTENCES = {
    "damaged": _("“%(name)s” can't be read: the file is damaged, or not what its name says."),
    "empty": _("“%(name)s” is empty."),
    "encoding": _("“%(name)s” is text of an unknown encoding. Save it as CSV UTF-8 or as .xlsx."),
    "lost_headings": _("The headings of “%(name)s” are only question marks: they were lost when it was saved."),
    "macros": _("“%(name)s” holds macros. Save it as .xlsx."),
    "not_a_list": _("“%(name)s” holds no list: no row with at least two headings and a row below it was found."),
    "password": _("“%(name)s” is protected by a password. Save it without one."),
    "quotes": _("In “%(name)s” a quotation mark in line %(line)s is never closed."),
    "slow": _("Reading “%(name)s” took more than %(seconds)s seconds. Split it into smaller files."),
    "too_large": _("“%(name)s” holds more than %(megabytes)s MB. Split it into smaller files."),
    "too_long": _("“%(name)s” holds more than %(rows)s rows. Split it into smaller files."),
    "too_many": _("“%(name)s” holds more than %(cells)s cells. Split it into smaller files."),
    "too_wide": _("“%(name)s” holds more than %(columns)s columns."),
    "unknown": _("“%(name)s” is no table. Save it as .xlsx or .csv."),
    "web_page": _("“%(name)s” is a web page. Open it in Excel and save it as .xlsx."),
}


def refusal(code: str, name: str, **numbers: int) -> Refused:
    return Refused([Reason(code, str(SENTENCES[code]) % {"name": name, **numbers}, "file")])


def read_table(path: str | Path, name: str = "", known: Collection[str] = ()) -> Table:
    """Read the CSV or workbook at `path`, which people know as `name`, into text.

    At most 50 MB of text or 128 MB of sheets unpacked, 200,000 rows, 200 columns, 5,000,000 cells, in 512 MB and
    30 seconds.
    `known` are headings that somebody waits for: a list of one column is one where its heading is among them.
    Refused with one reason, its code a key of SENTENCES, where the file is damaged, too large, or not a list.
    """
    name = name or Path(path).name
    answer = answer_of(Path(path), name)
    if "refused" in answer:
        raise refusal(answer["refused"], name, **answer["numbers"])
    table = made(answer)
    lists = table.lists(known)
    if not lists:
        raise refusal(code_without_list(table), name)
    if all(are_lost(sheet.headings(sheet.header_candidates(known)[0])) for sheet in lists):
        raise refusal("lost_headings", name)
    return table


def table_of(lines: Iterator[str]) -> Table:
    """A table that was written down line by line, as the child does it."""
    return made(taken(lines))


def made(answer: dict) -> Table:
    return Table(**answer | {"sheets": [Sheet(**padded(sheet)) for sheet in answer["sheets"]]})


def code_without_list(table: Table) -> str:
    filled = [sheet for sheet in table.sheets if sheet.rows]
    is_lost = any(len(sheet.rows) > 1 and all(sheet.rows[0]) and are_lost(sheet.rows[0]) for sheet in filled)
    return "lost_headings" if is_lost else "not_a_list" if filled else "empty"


def padded(sheet: dict) -> dict:
    """The sheet with all its rows of one width."""
    width = max(map(len, sheet["rows"]), default=0)
    for row in sheet["rows"]:
        row.extend([""] * (width - len(row)))
    return sheet


def answer_of(path: Path, name: str) -> dict:
    """What the child has to say; `damaged` when it died with both readers, `slow` when time ran out.

    Either `refused` with `numbers`, or `kind` and `sheets`, each with `name`, `rows` and `lines`.
    """
    ends = monotonic() + limits.SECONDS
    with path.open("rb") as file:
        turns = TURNS if file.read(2) in WORKBOOKS else TURNS[:1]
    answer = None
    for turn in turns:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
            if was_read(path, name, turn, output, ends):
                output.seek(0)
                answer = taken(output)
        if answer and ("refused" in answer or any(sheet["rows"] for sheet in answer["sheets"])):
            return answer
    if answer is None:
        raise refusal("damaged", name)
    return answer


def was_read(path: Path, name: str, turn: str, output: IO, ends: float) -> bool:
    """Let the child write what it reads to `output`; whether it came to its end."""
    command = [sys.executable, "-I", "-X", "utf8", str(CHILD), str(path), turn]
    try:
        done = subprocess.run(  # noqa: S603, the file's name is one argument, and no shell reads it
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
            env={}, timeout=max(ends - monotonic(), 1),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise refusal("slow", name, seconds=limits.SECONDS) from None
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        logging.getLogger(__name__).warning("A table broke the %s reader (%s): %s", turn, done.returncode, last)
    return done.returncode == 0


def taken(lines: Iterator[str]) -> dict:
    """The child's lines as one answer. Cells that recur are held once: a list repeats its towns and trades."""
    answer = json.loads(next(lines)) | {"sheets": []}
    shared: dict[str, str] = {}
    sheet: dict = {}
    for line in lines:
        said = json.loads(line)
        if isinstance(said, dict):
            sheet = said | {"rows": [], "lines": []}
            answer["sheets"].append(sheet)
            continue
        number, cells = said
        if len(shared) < SHARED:
            cells = [shared.setdefault(cell, cell) for cell in cells]
        else:
            cells = [shared.get(cell, cell) for cell in cells]
        sheet["lines"].append(number)
        sheet["rows"].append(cells)
    return answer
