"""One record out of a backup: shown first, brought back whole, and nothing that was erased or destroyed for good."""

import json
from pathlib import Path

import pytest

from tests.drills.house import House, house_of

HEAD = """
import json
from pathlib import Path
from django.db import connection, transaction
from bizdept.manage.backup.records import find, kinds, tables_aside
from bizdept.people.actor import Actor
from bizdept.people.models import User
from contracts.models import Contract
from customers.models import Customer
PLACE = Path({place!r})
def rows(kind, number):
    with tables_aside(PLACE) as (saved, at):
        return find(kinds()[kind], number, saved, at).rows
def as_they_are(kind, number):
    found = {{}}
    for row in rows(kind, number):
        told = type(row.saved)._base_manager.filter(pk=row.saved.pk).values().first()
        found[row.label] = told and {{name: repr(value) for name, value in told.items()}}
    return found
def lose(*records):
    gone = [row for record in records for row in rows(*record)]
    with transaction.atomic():
        for row in gone:
            here = type(row.saved)._base_manager.filter(pk=row.saved.pk)
            here._raw_delete(here.db)
def signed():
    return Contract.objects.filter(signing__scan__isnull=False).order_by("pk").first()
"""


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), house_of(tmp_path_factory.mktemp("house of records")) as house:
        house.manage("migrate", "-v0")
        house.manage("load_demo")
        house.manage("backup", str(saved(house)))
        yield house


def saved(house: House) -> Path:
    return house.folder / "saved.zip"


def ask(house: House, code: str) -> str:
    return house.ask(HEAD.format(place=str(saved(house))) + code)


def restore(house: House, kind: str, number: str, *words: str, by: str = "admin", place: Path | None = None):
    place = place or saved(house)
    return house.manage("restore_record", kind, number, "--from", str(place), "--by", by, *words, ok=False)


@pytest.fixture
def contract(house) -> dict:
    """A signed contract with its scan: its number, its words, its rows as they are."""
    told = ask(
        house,
        """
one = signed()
facts = {"number": one.number, "pk": one.pk, "customer": one.customer.name}
facts["rows"] = as_they_are("contract", one.number)
facts["scan"] = one.signing.scan.sha256
print(json.dumps(facts))
""",
    )
    return json.loads(told)


def test_it_is_shown_first_and_tells_no_contents(house, contract):
    done = restore(house, "contract", contract["number"])
    assert done.returncode == 0, done.stderr
    shown = [line.split()[:2] for line in done.stdout.splitlines()]
    assert {tuple(line) for line in shown if line[0] == "same"} == {("same", label) for label in contract["rows"]}
    kinds = {label.partition(":")[0] for label in contract["rows"]}
    assert kinds >= {
        "contracts.contract", "contracts.item", "contracts.signing", "contracts.historicalcontract",
        "files.attachment", "workflow.version", "workflow.movelog", "workflow.opinion", "duties.duty",
    }  # fmt: skip
    assert contract["customer"] not in done.stdout


def test_what_was_deleted_comes_back_in_every_column(house, contract):
    number, before = contract["number"], contract["rows"]
    place = house.folder / "files" / contract["scan"][:2] / contract["scan"][2:4] / contract["scan"]
    lose = f"lose(('contract', {number!r})); print(Contract.objects.filter(number={number!r}).count())"
    assert ask(house, lose) == "0"
    place.unlink()
    shown = restore(house, "contract", number)
    assert shown.returncode == 0 and f"missing  contracts.contract:{contract['pk']}" in shown.stdout
    assert f"missing  file {contract['scan']}" in shown.stdout
    assert ask(house, f"print(Contract.objects.filter(number={number!r}).count())") == "0", "it was only shown"
    done = restore(house, "contract", number, "--apply")
    assert done.returncode == 0, done.stderr
    assert json.loads(ask(house, f"print(json.dumps(as_they_are('contract', {number!r})))")) == before
    assert place.is_file()
    assert house.manage("verify_audit", ok=False).returncode == 0, "the chain vouches for the rows again"
    line = ask(
        house,
        """
from bizdept.audit.models import AuditEntry
from bizdept.notices.models import Notice
line = AuditEntry.objects.get(action="record.restore")
who = User.objects.get(pk=line.actor).username
print(who, line.data["missing"] > 20, line.data["differs"], Notice.objects.filter(key__startswith="restored:").count())
""",
    )
    assert line == "admin True 0 1"


def test_what_differs_stays_unless_it_is_to_be_overwritten(house, contract):
    number = contract["number"]
    ask(house, f"Contract.objects.filter(number={number!r}).update(delivery='Changed by hand')")
    shown = restore(house, "contract", number, "--apply")
    assert f"differs  contracts.contract:{contract['pk']} delivery" in shown.stdout
    look = f"one = Contract.objects.get(number={number!r}); print(one.delivery, one.version, one.history.count())"
    kept = ask(house, look)
    assert kept.startswith("Changed by hand")
    done = restore(house, "contract", number, "--apply", "--overwrite")
    assert done.returncode == 0, done.stderr
    now = ask(house, f"one = Contract.objects.get(number={number!r}); print(repr(one.delivery))")
    assert now == contract["rows"][f"contracts.contract:{contract['pk']}"]["delivery"]
    versions = [ask(house, look).rsplit(" ", 2)[1:], kept.rsplit(" ", 2)[1:]]
    assert [int(n) for n in versions[0]] == [int(n) + 1 for n in versions[1]], "a form from before is stale"
    assert house.manage("verify_audit", ok=False).returncode == 0


def test_whoever_is_no_administrator_and_what_is_no_backup_change_nothing(house, contract):
    for who in ("li", "chief", "officer", "nobody"):
        assert restore(house, "contract", contract["number"], "--apply", by=who).returncode == 2
    content = bytearray(saved(house).read_bytes())
    content[len(content) // 2] ^= 1
    damaged = house.folder / "damaged.zip"
    damaged.write_bytes(content)
    done = restore(house, "contract", contract["number"], place=damaged)
    assert done.returncode == 2 and "Traceback" not in done.stderr and not done.stdout
    assert restore(house, "contract", "HT-1999-0001").returncode == 2


def test_what_points_at_rows_that_are_not_here_is_refused_by_name(house, contract):
    told = ask(
        house,
        """
one = Contract.objects.exclude(pk=signed().pk).order_by("-pk").first()
whole = [("contract", c.number) for c in Contract.objects.filter(customer=one.customer)]
lose(*whole, ("customer", one.customer.reference()))
print(one.number, one.customer_id, one.customer.reference(), json.dumps([number for _kind, number in whole]), sep="|")
""",
    )
    number, customer, reference, numbers = told.split("|")
    done = restore(house, "contract", number, "--apply")
    assert done.returncode == 2 and f"customers.customer:{customer}" in done.stderr
    assert ask(house, f"print(Contract.objects.filter(number={number!r}).count())") == "0"
    for kind, one in (("customer", reference), *(("contract", one) for one in json.loads(numbers))):
        done = restore(house, kind, one, "--apply")
        assert done.returncode == 0, done.stderr


def test_what_was_erased_or_destroyed_for_good_is_not_brought_back(house):
    told = ask(
        house,
        """
from django.utils import timezone
from bizdept.audit.chain import note, sealed
from confidentiality.models import Paper
from customers.erasing import erase
from customers.models import Contact
chief, contact = User.objects.get(username="chief"), Contact.objects.order_by("pk").first()
paper = Paper.objects.order_by("pk").first()
with sealed():
    erase(contact, by=Actor(chief), on=timezone.localdate())
    note("move", "confidentiality.confirm", paper, by=Actor(chief), to="destroyed")
lose(("paper", paper.number))
print(contact.customer.reference(), paper.number, contact.pk)
""",
    )
    customer, paper, pk = told.split()
    for kind, number in (("customer", customer), ("paper", paper)):
        done = restore(house, kind, number, "--apply", "--overwrite")
        assert done.returncode == 2 and "Traceback" not in done.stderr, done.stdout
    look = f"from customers.models import Contact; print(repr(Contact.objects.get(pk={pk}).name))"
    assert ask(house, look) == "''"
    look = f"from confidentiality.models import Paper; print(Paper.objects.filter(number={paper!r}).count())"
    assert ask(house, look) == "0"
