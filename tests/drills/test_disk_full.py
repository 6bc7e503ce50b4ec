"""SQLite and the store on a small disk that fills up: a sentence, no half record, and it goes on without a restart."""

import os
import subprocess
import uuid

import pytest

from tests.drills.crashes import people_of
from tests.drills.house import House
from tests.drills.pages import Pages

pytestmark = [pytest.mark.drills, pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "small disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(place)]
    if os.geteuid() or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place, leave: int) -> None:
    """Take all room but so many bytes."""
    disk = os.statvfs(place)
    free = disk.f_bavail * disk.f_frsize
    with (place / "filler").open("ab") as file:
        file.write(b"\0" * max(free - leave, 0))


def new(**more) -> dict:
    data = {"name": f"{uuid.uuid4()} Ltd", "grade": "A", "level": "2", "found_by": "fair", "other_company": "on"}
    return data | {"press": str(uuid.uuid4())} | more


def test_a_full_disk_is_a_sentence_and_nothing_is_half_saved(small_disk):
    house = House(small_disk)
    people_of(house)
    pages = Pages(house)
    pages.start()
    try:
        (li,) = pages.sign_in("li")
        assert li.post("/customers/new/", new())[0] == 302
        fill(small_disk, 600_000)
        status, _leads, page = li.send_file(
            "/customers/1/files/new/", {"level": "2", "category": "business", "press": str(uuid.uuid4())}, "file", PDF
        )
        print(f"\nnearly full: an upload is answered {status}")
        assert status == 422 and "nearly full" in page
        fill(small_disk, 0)
        answers = [li.post("/customers/new/", new(notes="x" * 4000)) for _n in range(30)]
        full = [page for status, _leads, page in answers if status == 503]
        print(f"full: {len(full)} of 30 presses are answered with the sentence, {30 - len(full)} still went in")
        assert full and all("The disk is full" in page and "Traceback" not in page for page in full)
        assert {status for status, _leads, _page in answers} <= {302, 503}
        assert li.get("/customers/")[0] == 200
        (small_disk / "filler").unlink()
        last = new()
        assert li.post("/customers/new/", last)[0] == 302
    finally:
        pages.kill()
    taken = 2 + sum(status == 302 for status, _leads, _page in answers)
    told = house.ask(
        "from bizdept.audit.check import first_broken\nfrom customers.models import Customer\n"
        "from django.db import connection\nc = connection.cursor()\nc.execute('PRAGMA integrity_check')\n"
        "print(first_broken(), Customer.objects.count(), Customer.history.count(), c.fetchone()[0])"
    ).split()
    assert told == ["None", str(taken), str(taken), "ok"], told


PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
