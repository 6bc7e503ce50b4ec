"""One turn of backup under load, wipe, restore, compare: the drill makes thirty, the suite one."""

import json
import shutil
import zipfile
from pathlib import Path

from tests.drills.house import House


def manifest_of(place: Path) -> dict:
    with zipfile.ZipFile(place) as archive:
        return json.loads(archive.read("manifest.json"))


def tables_of(manifest: dict) -> dict[str, tuple[int, str]]:
    return {table["name"]: (table["rows"], table["sha256"]) for table in manifest["tables"]}


def files_of(manifest: dict) -> dict[str, str]:
    return {name: told["sha256"] for name, told in manifest["members"].items() if name.startswith("files/")}


def wipe(house: House) -> None:
    """Everything but the keys is gone: the database's rows go by --wipe, SQLite's file and the store at once."""
    shutil.rmtree(house.folder / "files", ignore_errors=True)
    for place in house.folder.glob("bizdept.sqlite3*"):
        place.unlink()


def one_turn(house: House) -> tuple[dict, dict]:
    """Returns the manifest of the backup, and that of a second one, made of what the restore brought back."""
    first, second = house.folder / "first.zip", house.folder / "second.zip"
    with house.under_load() as told:
        acknowledged = told.read_text().splitlines()
        house.manage("backup", str(first))
    saved = manifest_of(first)
    with zipfile.ZipFile(first) as archive:
        files = {Path(name).name for name in archive.namelist() if name.startswith("files/")}
    wipe(house)
    house.manage("restore", str(first), "--wipe")
    house.manage("backup", str(second))
    here = house.ask(CONSISTENT).split()
    assert here[0] == "None", here  # the chain
    assert here[1] == here[2] == here[3] == here[4], here  # customer, history, file and press stand or fall together
    assert int(here[1]) >= len(acknowledged), "what was acknowledged before the backup began is in it"
    assert {path.name for path in (house.folder / "files").glob("??/??/*")} == files
    told.write_text("\n".join(acknowledged[: int(here[1])]) + "\n")
    return saved, manifest_of(second)


CONSISTENT = """
from bizdept.audit.check import first_broken
from bizdept.files.models import Attachment
from bizdept.files.sweep import missing
from bizdept.web.models import Press
from customers.models import Customer
assert missing() == []
counts = [rows.count() for rows in (Customer.objects, Customer.history, Attachment.objects, Press.objects)]
print(first_broken(), *counts)
"""
