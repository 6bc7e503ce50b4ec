"""A list that went out comes in again as it was: nothing changes, nothing is refused, nothing is doubled."""

import pytest

from customers.models import Customer
from tests.customers.round_trip import brought_in, open_files, taken_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time_stands_still")]
FILES = 400
KNOWN = {
    "name", "short_name", "code", "grade", "industry", "kind", "region", "address", "legal_representative",
    "registered_capital", "website", "founded_on", "owner",
}  # fmt: skip


@pytest.mark.parametrize("who, language", [("li", "en"), ("chief", "zh-hans")])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_went_out_comes_in_again_as_it_was(company, kind, who, language):
    person = getattr(company, who)
    person.language = language
    person.save()
    open_files(company, FILES)
    before = list(Customer.objects.order_by("pk").values())
    told = brought_in(taken_out(person, kind), person)
    assert set(told["mapping"].values()) >= KNOWN
    assert told["refused"] == [] and told["duplicates"] == 0
    assert (told["read"], told["unchanged"], told["updated"], told["created"]) == (FILES, FILES, 0, 0)
    assert list(Customer.objects.order_by("pk").values()) == before and not Customer.history.exists()
