"""What one file may take: memory, time, output, rows, columns; and the refusal that says which was too much."""

import resource

MEMORY, SECONDS, OUTPUT = 512 * 1024**2, 30, 256 * 1024**2  # bytes, seconds, bytes
TEXT = 50 * 1024**2  # bytes of a file of text
UNPACKED, BESIDE = 128 * 1024**2, 64 * 1024**2  # bytes of a package's sheets, and of all else in it
MEMBERS = 2000
ROWS, COLUMNS = 200_000, 200  # of a sheet
LINES = 1_048_576  # of a sheet, the empty ones among them: Excel has no more
CELLS, CHARACTERS = 5_000_000, 64 * 1024**2  # of all sheets together; cells as rows times columns
MERGES, FILLED = 20_000, 1_000_000  # ranges of a sheet that are looked at, cells that they fill


class NotATable(Exception):
    """The code of the sentence that says why not, with the numbers that it names."""

    def __init__(self, code: str, **numbers: int):
        super().__init__(code)
        self.answer = {"refused": code, "numbers": numbers}


def limit() -> None:
    """Bound memory, processor time and output before anything of the file is read."""
    limits = {"AS": MEMORY, "CPU": SECONDS, "FSIZE": OUTPUT, "CORE": 0}
    for name, bound in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (bound, bound))
