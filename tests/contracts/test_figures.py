"""The desk's sums are those of all that one may see, though only what is under way and fresh is read."""

import pytest
from django.utils import translation

from bizdept.audit.clock import moment
from contracts import figures
from contracts.models import Contract
from contracts.models.contracts import UNDER_WAY
from tests.company import DAY, TODAY

pytestmark = pytest.mark.django_db


def test_what_is_under_way_is_what_is_not_over():
    assert set(UNDER_WAY) == set(Contract.State.values) - set(Contract.State.over())


def test_the_months_figures_count_what_is_under_way_and_what_this_month_signed(company):
    signed, earlier = company.signed(amount=300_000), company.signed(amount=500_000)
    type(earlier.signing).objects.filter(pk=earlier.signing.pk).update(signed_on=TODAY.replace(day=1) - DAY)
    company.submitted(amount=200_000)
    company.contract(amount=100_000)
    company.approved(amount=400_000)
    with translation.override("en"):
        found = figures.of_month(figures.sums(company.chief, TODAY, moment()), TODAY)
        assert (found[0]["value"], found[0]["note"]) == (figures.in_short(signed.amount), "1 contract")
    assert [card["value"] for card in found[1:]] == [1, 1, 1]
