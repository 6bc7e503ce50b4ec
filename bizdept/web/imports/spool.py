"""The rows that are to be written, between the check and the writing: in a file without a name, not in memory."""

import pickle
import tempfile
from collections.abc import Iterator
from typing import Self

from bizdept.web.imports.checking import Importer, Reading, Row
from bizdept.web.imports.tally import Tally
from bizdept.web.works.progress import Progress, Silence


class Spool:
    """Filled by a check, emptied by the writing."""

    def __init__(self):
        self.tally = Tally()
        self.file = tempfile.TemporaryFile(prefix="import-")  # noqa: SIM115  it is closed where this is left

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        self.file.close()

    def fill(self, reading: Reading, importer: Importer, progress: Progress | Silence) -> None:
        """Check all rows and keep those that are to be written, in place of what was kept before."""
        self.file.seek(0)
        self.file.truncate()
        self.tally = Tally()
        for rows in reading.chunks(importer):
            self.tally.take(rows)
            pickle.dump([row for row in rows if row.is_to_write], self.file, protocol=pickle.HIGHEST_PROTOCOL)
            progress.tell(self.tally.total, len(reading) + 1, "check")

    def chunks(self) -> Iterator[list[Row]]:
        self.file.seek(0)
        while True:
            try:
                yield pickle.load(self.file)  # noqa: S301  nobody else has this file: it has no name
            except EOFError:
                return
