"""Having a file read by another process, and saying in a sentence why it could not be."""

import json
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

from django.utils.translation import gettext_lazy as _

from bizdept.refusal import Reason, Refused
from bizdept.web.tables import child
from bizdept.web.tables.table import Sheet, Table, are_lost

READERS = (
    "calamine",
    "openpyxl",
)  # the second is asked where the first fails: it is slower, and native code isn't in it
SENTENCES = {
    "damaged": _("“%(name)s” can't be read: the file is damaged, or not what its name says."),
    "empty": _("“%(name)s” is empty."),
    "encoding": _("“%(name)s” is text of an unknown encoding. Save it as CSV UTF-8 or as .xlsx."),
    "lost_headings": _("The headings of “%(name)s” are only question marks: they were lost when it was saved."),
    "macros": _("“%(name)s” holds macros. Save it as .xlsx."),
    "not_a_list": _("“%(name)s” holds no list: no row with at least two headings and a row below it was found."),
    "password": _("“%(name)s” is protected by a password. Save it without one."),
    "slow": _("Reading “%(name)s” took more than %(seconds)s seconds. Split it into smaller files."),
    "too_large": _("“%(name)s” holds more than %(megabytes)s MB. Split it into smaller files."),
    "too_long": _("“%(name)s” holds more than %(rows)s rows. Split it into smaller files."),
    "too_wide": _("“%(name)s” holds more than %(columns)s columns."),
    "unknown": _("“%(name)s” is no table. Save it as .xlsx or .csv."),
    "web_page": _("“%(name)s” is a web page. Open it in Excel and save it as .xlsx."),
}


def refusal(code: str, name: str, **numbers: int) -> Refused:
    return Refused([Reason(code, str(SENTENCES[code]) % {"name": name, **numbers}, "file")])


def read_table(path: str | Path, name: str = "") -> Table:
    """Read the CSV or Excel file at `path`, which people know as `name`, into text.

    At most 50 MB unpacked, 200,000 rows, 200 columns, in 512 MB and 30 seconds. Refused with one reason, its
    code a key of SENTENCES, where the file is damaged, too large, or not a list.
    """
    name = name or Path(path).name
    answer = answer_of(Path(path), name)
    if "refused" in answer:
        raise refusal(answer["refused"], name, **answer["numbers"])
    answer["sheets"] = [Sheet(**sheet) for sheet in answer["sheets"]]
    table = Table(**answer)
    lists = table.lists()
    if not lists:
        raise refusal("not_a_list" if any(sheet.rows for sheet in table.sheets) else "empty", name)
    if all(are_lost(sheet.headings(sheet.header_candidates()[0])) for sheet in lists):
        raise refusal("lost_headings", name)
    return table


def answer_of(path: Path, name: str) -> dict:
    """What the child has to say; `damaged` when it died with both readers, `slow` when time ran out."""
    ends = monotonic() + child.SECONDS
    with path.open("rb") as file:
        is_package = file.read(2) == b"PK"
    for reader in READERS if is_package else READERS[:1]:
        with tempfile.TemporaryFile() as output:
            command = [sys.executable, "-I", "-X", "utf8", child.__file__, str(path), reader]
            try:
                done = subprocess.run(  # noqa: S603, the file's name is one argument, and no shell reads it
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
                    env={}, timeout=max(ends - monotonic(), 1),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                raise refusal("slow", name, seconds=child.SECONDS) from None
            if done.returncode == 0:
                output.seek(0)
                return json.load(output)
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        logging.getLogger(__name__).warning("A table broke %s (%s): %s", reader, done.returncode, last)
    raise refusal("damaged", name)
