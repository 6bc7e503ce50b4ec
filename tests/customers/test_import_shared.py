"""Real lists come in with the counts that are known of them: read, matched and checked, nothing written."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bizdept.web.imports.mapping import recognise
from bizdept.web.tables import read_table
from customers.imports import CustomerImporter
from tests.company import TODAY
from tests.customers.test_import import Actor
from tests.house.code import ROOT

DATA = ROOT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not here: ../shared/data"),
]


def dry(name: str) -> dict:
    output = StringIO()
    call_command("import_customers", str(DATA / name), "--by", "li", "--json", "--dry-run", stdout=output)
    return json.loads(output.getvalue())


@pytest.mark.parametrize(
    "name, read, created",
    [
        ("companies/ashare_chain/company.json", 4654, 4650),  # four differ from another in their legal form alone
        ("crm/maven/accounts.csv", 85, 85),
        ("companies/enterprise_reg/2018_宁夏.csv", 63, 63),
    ],
)
def test_a_real_list_has_its_known_count(company, name, read, created):
    found = dry(name)
    assert (found["read"], found["created"], found["refused"]) == (read, created, [])


def test_full_and_short_names_of_listed_companies_are_told_apart(company):
    sheet, header = read_table(DATA / "companies/ashare_chain/company.json").likeliest()
    importer = CustomerImporter(by=Actor(company.li), on=TODAY)
    headings = sheet.headings(header)
    assert {headings[c]: name for c, name in recognise(headings, importer.fields).items()} == {
        "fullname": "name",
        "name": "short_name",
    }


def test_what_is_no_list_is_refused(company):
    with pytest.raises(CommandError, match="encoding"):
        dry("crm/tipdm2021/SalseData.csv")
