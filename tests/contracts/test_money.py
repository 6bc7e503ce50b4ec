"""Money: cents are never lost, half a cent goes up, the plan sums to the total, nothing is a float."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizdept.people.actor import Actor
from contracts import actions, rules
from contracts.capitals import capitals
from contracts.models import CENT, Contract, Item
from tests.company import DAY, TODAY, fresh, refused

quantities = st.decimals(Decimal("0.001"), 999_999_999, places=3)
prices = st.decimals(0, 9_999_999_999, places=2)
rates = st.decimals(0, 100, places=2)


def to_the_cent(exact: Fraction) -> Fraction:
    """The rule by itself: the nearest cent, half a cent upwards."""
    cents = exact * 100
    return Fraction((2 * cents.numerator + cents.denominator) // (2 * cents.denominator), 100)


@given(quantities, prices)
def test_an_items_amount_is_the_nearest_cent(quantity, price):
    amount = rules.amount_of(quantity, price)
    assert Fraction(amount) == to_the_cent(Fraction(quantity) * Fraction(price))
    assert amount == amount.quantize(CENT)


@pytest.mark.parametrize(
    "quantity, price, amount", [("0.5", "0.01", "0.01"), ("0.333", "0.01", "0.00"), ("2.5", "0.03", "0.08"),
                                ("1.005", "1.00", "1.01"), ("3", "33.33", "99.99")],
)  # fmt: skip
def test_half_a_cent_goes_up(quantity, price, amount):
    assert rules.amount_of(Decimal(quantity), Decimal(price)) == Decimal(amount)


@given(st.decimals(0, 9_999_999_999, places=2), rates)
def test_tax_within_is_the_nearest_cent_and_less_than_the_amount(amount, rate):
    tax = rules.tax_within(amount, rate)
    exact = Fraction(amount) * Fraction(rate) / (100 + Fraction(rate))
    assert abs(Fraction(tax) - exact) <= Fraction(1, 200)
    assert 0 <= tax <= amount
    assert tax == tax.quantize(CENT)


@pytest.mark.parametrize("amount, rate, tax", [("113", "13", "13.00"), ("100", "0", "0.00"), ("106", "6", "6.00")])
def test_tax_by_the_book(amount, rate, tax):
    assert rules.tax_within(Decimal(amount), Decimal(rate)) == Decimal(tax)


@given(st.decimals(1, 10**9, places=2), st.decimals(0, 10**9, places=2))
def test_the_margin_is_what_remains_in_tenths_of_a_per_cent(amount, cost):
    margin = rules.margin_of(Contract(amount=amount, cost=cost))
    exact = (amount - cost) / amount * 100
    assert margin == exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_without_a_cost_or_a_total_there_is_no_margin():
    assert rules.margin_of(Contract(amount=Decimal(1), cost=None)) is None
    assert rules.margin_of(Contract(amount=Decimal(0), cost=Decimal(1))) is None


def revise(company, contract, items=None, plan=None) -> Contract:
    items = items and [
        {"name": "x", "unit": "pc", "quantity": Decimal(q), "price": Decimal(p), "tax_rate": Decimal(13)}
        for q, p in items
    ]
    plan = plan and [
        {"name": "x", "condition": "x", "amount": Decimal(amount), "due_on": TODAY + DAY} for amount in plan
    ]
    by = Actor(company.li)
    return actions.revise(contract, by=by, seen=contract.version, terms={}, items=items, instalments=plan)


def test_the_total_is_the_sum_of_rounded_items(company):
    """Three thirds of a yuan are 0.99 each way: what stands in the lines stands in the sum."""
    contract = revise(company, company.contract(amount=0), [("0.333", "1.00")] * 3, ["0.99"])
    contract = fresh(contract)
    assert contract.amount == sum(item.amount for item in contract.items.all()) == Decimal("0.99")
    assert company.move("submit", contract, company.li).state == Contract.State.IN_REVIEW


@pytest.mark.parametrize("plan", [["99999.99"], ["100000.01"], ["50000", "50000.01"], ["33333.33"] * 3])
def test_a_plan_that_is_a_cent_off_does_not_pass(company, plan):
    contract = revise(company, company.contract(), plan=plan)
    told = refused(lambda: company.move("submit", contract, company.li), "plan")
    assert "100,000.00" in str(told)


def test_a_plan_of_three_thirds_passes_when_it_sums(company):
    contract = revise(company, company.contract(), plan=["33333.33", "33333.33", "33333.34"])
    assert company.move("submit", contract, company.li).state == Contract.State.IN_REVIEW


def test_items_changed_behind_its_back_do_not_pass(company):
    contract = company.contract()
    Item.objects.update(amount=Decimal("99999.99"))
    refused(lambda: company.move("submit", contract, company.li), "sum")


def test_the_largest_amount_that_fits_goes_the_whole_way(company):
    contract = revise(company, company.contract(amount=0), [("1", "9999999999999.99")], ["9999999999999.99"])
    version = company.move("submit", contract, company.li)
    assert fresh(version).amount == Decimal("9999999999999.99")
    assert capitals(fresh(version).amount).endswith("玖角玖分")


@pytest.mark.parametrize("items", [[("1000", "9999999999999.99")], [("1", "9999999999999.99"), ("1", "0.01")]])
def test_what_is_too_large_for_the_columns_is_refused_in_a_sentence(company, items):
    contract = company.contract()
    refused(lambda: revise(company, contract, items), "large")
    assert fresh(contract).amount == 100_000


@given(st.lists(st.tuples(quantities, st.decimals(0, 10_000, places=2)), max_size=30))
def test_no_cent_is_lost_between_lines_and_sum(lines):
    amounts = [rules.amount_of(quantity, price) for quantity, price in lines]
    assert sum(amounts, Decimal(0)) * 100 % 1 == 0
    exact = sum(Fraction(q) * Fraction(p) for q, p in lines)
    assert abs(Fraction(sum(amounts, Decimal(0))) - exact) <= Fraction(len(lines), 200)
