"""A list of thousands is killed on its way in at moments drawn by lot: nothing stays, and it comes in afterwards.

Prints how long it takes undisturbed; of the registry list, where it is there, too.
"""

import csv
import json
import random
import time
from pathlib import Path

import pytest

from tests.drills.house import House, house_of
from tests.house.code import ROOT

pytestmark = [pytest.mark.drills, pytest.mark.django_db]
ROWS, KILLS = 20_000, 12
SHANGHAI = ROOT.parent / "shared" / "data" / "companies" / "enterprise_reg" / "2019_上海.csv"
COUNTS = """
from customers.models import Contact, Customer
from bizdept.web.models import ImportBatch
tables = [Customer, Contact, Customer.history.model, Contact.history.model]
print([model.objects.count() for model in tables], ImportBatch.objects.filter(stage="done").count())
"""


def a_list(place: Path) -> Path:
    lot = random.Random(4)
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["客户名称", "地区", "电话", "联系人", "手机", "备注"])
        for n in range(ROWS):
            name = "".join(chr(lot.randint(0x4E00, 0x9FA5)) for _n in range(6))
            rows.writerow([f"{name}第{n}有限公司", "江州", f"0510-{n:08}", name[:3], f"139{n:08}", name * 5])
    return place


def imported(house: House, path: Path) -> tuple[dict, float]:
    began = time.monotonic()
    done = house.manage("import_customers", str(path), "--by", "li", "--json")
    return json.loads(done.stdout), time.monotonic() - began


def test_killed_at_any_moment_nothing_stays(tmp_path):
    with house_of(tmp_path / "house", DEMO_PASSWORD="drill-drill") as house:
        house.manage("migrate", "-v0")
        house.manage("load_demo")
        path, lot = a_list(tmp_path / "list.csv"), random.Random(5)
        before = house.ask(COUNTS)
        trial = time.monotonic()
        house.manage("import_customers", str(path), "--by", "li", "--dry-run", "--json")
        trial = time.monotonic() - trial
        deaths = 0
        for _n in range(KILLS):
            process = house.start("manage.py", "import_customers", str(path), "--by", "li", "--json")
            time.sleep(lot.uniform(trial * 0.2, trial * 1.6))
            deaths += process.poll() is None
            process.kill()
            process.wait()
            if process.returncode == 0:
                break
            assert house.ask(COUNTS) == before
        told, seconds = imported(house, path) if process.returncode else ({}, 0)
        print(f"\n{deaths} killed, nothing of them stayed; {ROWS} rows in {seconds:.1f} s (check {trial:.1f})")
        assert deaths >= KILLS // 2 and told.get("created", ROWS) == ROWS
        if SHANGHAI.exists():
            told, seconds = imported(house, SHANGHAI)
            again, more = imported(house, SHANGHAI)
            print(f"Shanghai: {told['created']} of {told['read']} in {seconds:.1f} s, again {more:.1f} s")
            assert (told["created"], again["unchanged"]) == (5574, 5574)
