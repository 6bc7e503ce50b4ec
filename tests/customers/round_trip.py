"""A list goes out as a file and comes in again: what both the suite and the drill do, for as many files as wanted."""

import random
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from bizdept.people.actor import Actor
from bizdept.web.imports import actions
from bizdept.web.lists import exports
from bizdept.web.lists.exports import Wish
from bizdept.web.works.actions import do_waiting, order
from bizdept.web.works.models import Work
from customers.imports import CustomerImporter
from customers.listing import CUSTOMERS
from customers.models import Customer
from tests.company import TODAY
from tests.web.formulas import FORMULAS

TRICKY = (
    "=1+1",
    "+86 21",
    "-5",
    "@x",
    "'x",
    "''=x",
    '"x"',
    "a\nb",
    "a\tb",
    "🙂 ☃",
    "ＡＢＣ（１）",
    " x ",
    "x  y",
    "00123",
    "1e5",
    "TRUE",
    "1.50",
    "2019-01-02",
    "N/A",
    "-",
    "无",
    "x;=1+1",
    "x|y",
    "x,y",
    "_x0041_",
    "\u200bx",
    "\xa0x",
    "9" * 17,
    "",
    "100万",
)
# Excel counts its days from 1900, and believes in 29 February of that year
DAYS = (
    None,
    date(1850, 1, 1),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1900, 3, 1),
    date(2019, 1, 2),
    date(2099, 12, 31),
)


def open_files(company, count: int) -> None:
    """So many of li's, each with a trick in each of its texts; every third has no code."""
    lot, files = random.Random(4), []
    texts = [text for text in (*TRICKY, *FORMULAS)]
    names = (
        "short_name",
        "industry",
        "kind",
        "region",
        "address",
        "legal_representative",
        "registered_capital",
        "website",
    )
    for number in range(count):
        trick = texts[number % len(texts)]
        facts = {name: lot.choice(texts)[: Customer._meta.get_field(name).max_length or 60] for name in names}
        facts |= {
            "name": f"{trick}第{number:06}号有限公司",
            "founded_on": lot.choice(DAYS),
            "grade": lot.choice("ABCD"),
        }
        facts |= {
            "code": f"91320200MA{number:08}" if number % 3 else "",
            "found_by": lot.choice(Customer.Source.values),
        }
        file = Customer(**facts, owner=company.li, department=company.team, opened_on=TODAY)
        file.derive()
        files.append(file)
    Customer.objects.bulk_create(files, batch_size=2000)


def taken_out(person, kind: str) -> Path:
    """All of a person's files in all columns, written as a worker writes them."""
    form = CUSTOMERS.form({"view": "all"}, person)
    wish = Wish(CUSTOMERS, form, CUSTOMERS.columns, kind)
    told = wish.told() | {"rows": wish.rows(timezone.now()).count(), "approved_by": person.pk}
    work = order(exports.KIND, by=Actor(person), title="x", back_to="/", told=told)
    do_waiting(at=timezone.now())
    work = Work.objects.get(pk=work.pk)
    assert work.file["rows"] == told["rows"], work.trouble
    return exports.place_of(work)


def brought_in(path: Path, person) -> dict:
    """The file through the importer, to the end; what became of its rows."""
    with translation.override(person.language):
        upload = SimpleUploadedFile(path.name, path.read_bytes())
        batch = actions.begin_upload(upload, kind=CustomerImporter, by=Actor(person), on=TODAY)
        importer = CustomerImporter(by=Actor(person), on=TODAY)
        return actions.run(batch, importer=importer, by=Actor(person)) | {"mapping": batch.mapping}
