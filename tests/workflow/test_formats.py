"""How numbers are written is signed; that none is given twice holds whatever is signed between two (3.3.2)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as walk
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bizdept.manage.actions import conventions
from bizdept.people.actor import Actor
from bizdept.refusal import Refused
from bizdept.regulation.conventions import held
from bizdept.regulation.models import Convention
from bizdept.web.questions import Sought, numbered
from bizdept.workflow import numbering
from bizdept.workflow.models import Series
from bizdept.workflow.numbering import BY_ROW, KINDS, Format, draw, may_be_number, next_numbers
from contracts.models import Contract
from tests.company import NOW, TODAY, Company, fresh
from tests.confidentiality.test_materials import forced
from tests.manage.conftest import press, text

ROOT = Path(settings.BASE_DIR)
YEARS = (2026, 2027)


def sign(company, **formats: dict) -> Convention:
    row = conventions.propose("numbering", {"formats": formats}, by=Actor(company.admin), at=NOW)
    return conventions.decide(row, True, by=Actor(company.leader), at=NOW)


def told(prefix="HT", **parts) -> dict:
    return {"prefix": prefix, "year": True, "digits": 4, "yearly": True} | parts


FORMATS = st.builds(
    lambda prefix, year, digits, yearly: told(prefix, year=year, digits=digits, yearly=yearly and year),
    st.sampled_from(["HT", "HT", "AA", "ZL"]), st.booleans(), st.sampled_from([3, 4]), st.booleans(),
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), st.sampled_from(["HT", "HT", "ZL"]), FORMATS),
        st.tuples(st.just("draw"), st.sampled_from(["HT", "HT", "ZL"]), st.sampled_from(YEARS)),
    ),
    min_size=12, max_size=40,
)  # fmt: skip


class Walks(TestCase):
    """Any order of signatures and draws."""

    @walk(max_examples=40, deadline=None)
    @given(STEPS)
    @example([("sign", "HT", told(yearly=False)), ("draw", "HT", 2026), ("sign", "HT", told()), ("draw", "HT", 2026)])
    def test_no_number_comes_twice_and_each_is_known_for_ever(self, steps):
        held.forget()
        content: dict = {}
        drawn: dict[str, str] = {}
        for what, kind, told in steps:
            if what == "draw":
                number = draw(kind, on=date(told, 6, 1))
                assert number not in drawn, (number, drawn[number], kind)
                drawn[number] = kind
            else:
                wished = content | {kind: told}
                if any(True for _reason in numbering.reasons_against_formats({"formats": wished})):
                    continue
                content = wished
                self.signed(content)
        for number, kind in drawn.items():
            assert may_be_number(number, kind)
            assert not any(may_be_number(number, other) for other in KINDS if other != kind), (
                "it says which kind it is"
            )

    def signed(self, content: dict) -> None:
        """As the page leaves it, without the people."""
        Convention.objects.create(
            subject="numbering", content={"formats": content}, proposed_by=self.admin, proposed_at=NOW,
            decided_by=self.leader, decided_at=NOW, is_signed=True,
        )  # fmt: skip
        held.forget()

    def setUp(self):
        company = Company()
        self.admin, self.leader = company.admin, company.leader


def test_a_new_form_holds_for_new_numbers_and_the_old_ones_are_found(company):
    old = company.contract()
    material = forced(company)
    sign(company, HT=told("XS", digits=5), ZL=told("KU", year=False, yearly=False))
    new = company.contract()
    assert (old.number, new.number) == ("HT-2026-0001", "XS-2026-00002")
    again = forced(company)
    assert (material.number, again.number) == ("ZL-2026-0001", "KU-0002")
    assert Contract.objects.numbered(" xs-2026-00002") == new and Contract.objects.numbered("ht-2026-0001") == old
    for record, person in ((old, company.li), (new, company.li), (material, company.chief), (again, company.chief)):
        found = [hit.record for hit in numbered(Sought(record.number, fresh(person)))]
        assert found == [record], record.number


def test_counts_go_on_through_every_change(db, company):
    numbers = [draw("HT", on=TODAY), draw("HT", on=date(2025, 5, 5))]
    sign(company, HT=told(yearly=False))
    numbers += [draw("HT", on=TODAY), draw("HT", on=date(2027, 1, 1))]
    sign(company, HT=told(year=False, yearly=False))
    numbers += [draw("HT", on=TODAY)]
    sign(company)
    numbers += [draw("HT", on=TODAY), draw("HT", on=date(2027, 1, 1)), draw("HT", on=date(2028, 1, 1))]
    assert numbers == [
        "HT-2026-0001", "HT-2025-0001", "HT-2026-0002", "HT-2027-0003", "HT-0004", "HT-2026-0005", "HT-2027-0004",
        "HT-2028-0001",
    ]  # fmt: skip


def test_a_house_from_before_there_were_forms_counts_on(db):
    Series.objects.create(kind="HT", year=2026, last=41)
    assert draw("HT", on=TODAY) == "HT-2026-0042"


@pytest.mark.parametrize(
    ("formats", "code"),
    [
        ({"HT": told("ZL")}, "taken"), ({"HT": told("KH")}, "taken"), ({"HT": told("X"), "ZL": told("X")}, "taken"),
        ({"HT": told("ht")}, "prefix"), ({"HT": told("H-T")}, "prefix"), ({"HT": told("合同")}, "prefix"),
        ({"HT": told("ABCDEFG")}, "prefix"), ({"HT": told("")}, "prefix"), ({"HT": told("H1")}, "prefix"),
        ({"HT": told(digits=2)}, "digits"), ({"HT": told(digits=7)}, "digits"), ({"HT": told(year=False)}, "yearly"),
    ],
)  # fmt: skip
def test_what_is_no_form_of_a_number(company, formats, code):
    with pytest.raises(Refused) as refused:
        sign(company, **formats)
    assert refused.value.codes == {code}


def test_a_prefix_stays_its_kinds_for_ever(company):
    sign(company, HT=told("XS"))
    sign(company, HT=told("YY"))
    for prefix in ("XS", "HT", "YY"):
        with pytest.raises(Refused) as refused:
            sign(company, ZL=told(prefix))
        assert refused.value.codes == {"taken"}
    sign(company, HT=told("XS"))
    assert draw("HT", on=TODAY) == "XS-2026-0001"


def test_what_is_numbered_by_its_row_is_reserved():
    """Whoever numbers records by their row adds the prefix to BY_ROW, or a drawn number might be one of theirs."""
    found = set()
    for package in ("bizdept", "customers", "contracts", "confidentiality"):
        for path in (ROOT / package).rglob("*.py"):
            found |= set(re.findall(r'return f"([A-Z]{2,6})-\{self', path.read_text()))
    assert len(found) > 10 and found == BY_ROW
    assert not BY_ROW & set(KINDS)


def test_the_leader_sees_the_next_number_and_the_administrator_no_count(company, client):
    company.contract()
    company.contract()
    page = "/manage/conventions/numbering/"
    for person, number in ((company.leader, "HT-2026-0003"), (company.admin, "HT-2026-0001")):
        client.force_login(fresh(person))
        assert number in text(client.get(page))
    assert next_numbers({"HT": Format("HT", yearly=False, digits=6)}, TODAY) == {"HT": "HT-2026-000003"}


def test_by_the_page_only_what_is_not_as_usual_is_kept(company, client):
    client.force_login(fresh(company.admin))
    fields = {}
    for place, kind in enumerate(KINDS):
        fields |= {f"prefix_{place}": kind, f"digits_{place}": 4, f"year_{place}": "on", f"yearly_{place}": "on"}
    place = list(KINDS).index("HT")
    address = "/manage/conventions/numbering/propose/"
    assert "once had, numbers" in text(press(client, address, fields | {f"prefix_{place}": "ZL"}), 422)
    press(client, address, fields | {f"prefix_{place}": "xs"})
    assert Convention.objects.get().content == {"formats": {"HT": told("XS")}}
