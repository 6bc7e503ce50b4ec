"""Every file of the shared folder: read with the headings that were decided by looking at it, or refused."""

import csv
from pathlib import Path

import pytest

from benchmarks.reading import DATA, files
from bizdept.refusal import Refused
from bizdept.web.tables import read_table, reading

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not here: ../shared/data"),
]
with Path(__file__).with_name("shared_lists.tsv").open(encoding="utf-8", newline="") as file:
    TRUTH = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}


def told(path: Path) -> dict[str, str]:
    """What comes of a file, in the words of the table of truth: the reason against it, or where its headings stand."""
    try:
        table = read_table(path)
    except Refused as refused:
        return {"refused": refused.reasons[0].code, "sheet": "", "line": "", "rows": "", "headings": ""}
    sheet, header = table.likeliest()
    names = [name for name in sheet.headings(header) if name]
    return {
        "refused": "", "sheet": sheet.name, "line": str(sheet.lines[header]),
        "rows": str(len(sheet.rows) - header - 1), "headings": str(len(names)),
    }  # fmt: skip


@pytest.mark.parametrize("name", TRUTH)
def test_a_shared_file_is_read_as_was_decided(name):
    expected = {key: value for key, value in TRUTH[name].items() if key != "file"}
    assert told(DATA / name) == expected


def test_no_shared_list_is_forgotten():
    assert {str(path.relative_to(DATA)) for path in files()} == set(TRUTH)


@pytest.mark.parametrize(
    "name",
    [
        "messy/hutool/hutool-poi_src_test_resources_priceIndex.xls",
        "messy/calamine/tests_sst_continue.xls",
        "messy/calamine/tests_number_rows_repeated.ods",
        "messy/calamine/tests_date.ods",
        "messy/easyexcel/easyexcel-test_src_test_resources_demo_demo.xlsx",
    ],
)
def test_the_second_reader_reads_the_same(name, monkeypatch):
    first = reading.answer_of(DATA / name, name)
    monkeypatch.setattr(reading, "TURNS", ("second",))
    assert reading.answer_of(DATA / name, name) == first and first["sheets"][0]["rows"]


def test_merged_cells_of_an_open_document_are_told():
    sheet = read_table(DATA / "messy/calamine/tests_merged_cells.ods").sheets[0]
    assert sheet.remarks["merged"]
