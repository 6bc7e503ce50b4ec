"""Reads every list of ../shared/data as an upload is read, and prints what came of it: for docs/import.md.

python -m benchmarks.reading            the table, and the two large lists that it makes itself
python -m benchmarks.reading FILE …     these files alone
"""

import csv
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import django
import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
KINDS = {".csv", ".txt", ".json", ".xls", ".xlsx", ".xlsm", ".ods", ".srt"}
ASIDE = ("attack/", "vectors/")  # lists of words and of days, which no importer takes
LARGE = 100_000  # rows of the lists made here
HEADINGS = ["企业名称", "信用代码", "注册日期", "企业类型", "法人代表", "注册资金", "经营范围", "省份", "地区", "手机"]


@dataclass
class Result:
    """How one file was read: seconds, and MB that the reading process held at most; or why it was refused."""

    name: str
    kind: str = ""
    encoding: str = ""
    sheet: str = ""
    line: int = 0
    headings: tuple[str, ...] = ()
    rows: int = 0
    asides: int = 0
    refused: str = ""
    sentence: str = ""
    seconds: float = 0
    cpu: float = 0  # seconds of the reading process
    megabytes: float = 0
    parent: float = 0  # MB that the site's process grew by


def files(folder: Path = DATA) -> list[Path]:
    """The lists of a folder, whatever is called like one, and all of `messy`."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS or "messy" in path.parts)
    found = [path for path in found if path.is_file()]
    return [path for path in found if not str(path.relative_to(folder)).startswith(ASIDE)]


def measured(path: Path, folder: Path = DATA) -> Result:
    """Read a file in a fork, so that its peak is its own."""
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(send, "w") as pipe:
            json.dump(asdict(result_of(path, name)), pipe)
        os._exit(0)
    os.close(send)
    with os.fdopen(receive) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    answer = json.loads(told)
    return Result(**answer | {"headings": tuple(answer["headings"])})


def result_of(path: Path, name: str) -> Result:
    from bizdept.refusal import Refused  # noqa: PLC0415, the site stands only now
    from bizdept.web.tables import read_table, reading  # noqa: PLC0415

    noted = Path(tempfile.mkdtemp()) / "peak"
    reading.CHILD = noting(reading.CHILD, noted)
    result, start = Result(name), time.perf_counter()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
    before = memory("VmRSS")
    try:
        table = read_table(path)
    except Refused as refused:
        result.refused, result.sentence = refused.reasons[0].code, str(refused)
    else:
        sheet, header = table.likeliest()
        result.kind, result.encoding, result.sheet = table.kind, table.encoding, sheet.name
        result.line, result.headings = sheet.lines[header], tuple(sheet.headings(header))
        result.rows, result.asides = len(sheet.rows) - header - 1, len(sheet.asides(header))
    result.seconds = round(time.perf_counter() - start, 2)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result.cpu = round(used.ru_utime + used.ru_stime, 2)
    result.megabytes = max(map(int, noted.read_text().split()), default=0) / 1024 if noted.exists() else 0
    result.parent = memory("VmHWM") - before
    return result


def memory(name: str) -> float:
    """MB that this process holds (VmRSS), or has held at most (VmHWM)."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(name))


def noting(child: Path, noted: Path) -> Path:
    """The child with a note of its peak at its end: what the system tells begins with the size of who forked it."""
    script = noted.with_name("child.py")
    script.write_text(f"""
import atexit, runpy, sys
def note():
    with open("/proc/self/status") as status, open({str(noted)!r}, "a") as file:
        file.write(next(line.split()[1] + " " for line in status if line.startswith("VmHWM")))
atexit.register(note)
runpy.run_path({str(child)!r}, run_name="__main__")
""")
    return script


def large_rows() -> Iterator[list]:
    lot = random.Random(7)
    for number in range(LARGE):
        yield [
            f"恒裕{number}科技（上海）有限公司", f"91310117MA1J{number:06}", "2019-01-02", "有限责任公司",
            f"张{lot.randrange(5000)}", f"{lot.randrange(1000)}万人民币", f"网络科技、软件开发、信息系统集成 {number}",
            "上海", "松江", 13_800_000_000 + number,
        ]  # fmt: skip


def large(folder: Path) -> list[Path]:
    """The same hundred thousand rows as CSV and as a workbook; made in a fork, which takes its memory with it."""
    paths = [folder / "large.csv", folder / "large.xlsx"]
    if child := os.fork():
        os.waitpid(child, 0)
        return paths
    with (folder / "large.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *large_rows()])
    with xlsxwriter.Workbook(folder / "large.xlsx") as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([HEADINGS, *large_rows()]):
            sheet.write_row(line, 0, row)
    os._exit(0)


def row_of(result: Result) -> str:
    """A line of the table in docs/import.md."""
    names = "、".join(name for name in result.headings if name)
    cells = [
        f"`{result.name}`", " ".join(filter(None, [result.kind, result.encoding])), result.sheet,
        str(result.line or ""), f"{names[:40]}{'…' if len(names) > 40 else ''}" or f"*{result.refused}*",
        str(result.rows or ""), f"{result.seconds:.1f}", f"{result.megabytes:.0f}",
    ]  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main(chosen: list[Path]) -> None:
    print("| file | kind | sheet | line | headings, or why not | rows | s | MB |\n|---|---|---|---|---|---|---|---|")
    results = []
    for path in chosen or files():
        results.append(measured(path))
        if results[-1].refused != "web_page":
            print(row_of(results[-1]), flush=True)
    if pages := [result for result in results if result.refused == "web_page"]:
        seconds, megabytes = max(r.seconds for r in pages), max(r.megabytes for r in pages)
        name = f"{len(pages)} web pages and feeds in {', '.join(sorted({r.name.rpartition('/')[0] for r in pages}))}"
        print(row_of(Result(name, refused="web_page", seconds=seconds, megabytes=megabytes)))
    slowest, largest = max(r.seconds for r in results), max(r.megabytes for r in results)
    refused = sum(1 for r in results if r.refused)
    print(f"\n{len(results)} files, {refused} refused; at most {slowest:.1f} s and {largest:.0f} MB.")
    if not chosen:
        with tempfile.TemporaryDirectory() as folder:
            for path in large(Path(folder)):
                r = measured(path)
                said = f"{r.rows} rows in {r.seconds:.1f} s, of which {r.cpu:.1f} s CPU of the reading process"
                print(f"{path.name}: {said}; {r.megabytes:.0f} MB there, {r.parent:.0f} MB more in the site")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
    django.setup()
    main([Path(name) for name in sys.argv[1:]])
