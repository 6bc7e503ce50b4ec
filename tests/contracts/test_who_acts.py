"""Each deed about a contract asks for itself who does it, and in whose turn; whatever page led there."""

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.access.levels import Level
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.refusal import Refused
from bizdept.workflow.models import MoveLog
from contracts import actions
from contracts.models import Contract, Signing
from tests.company import TODAY, fresh, refused

pytestmark = pytest.mark.django_db
LARGE = 600_000


@pytest.mark.parametrize("who", ["zhao", "chief", "leader", "admin"])
def test_originals_are_filed_by_drafter_or_assistant_alone(company, who):
    contract = company.signed()
    with pytest.raises(PermissionDenied):
        actions.file_originals(contract, by=Actor(getattr(company, who)), on=TODAY, place="my drawer")
    assert fresh(contract).signing.originals == Signing.Originals.AWAITED


def test_a_contract_is_as_confidential_as_its_customer_from_the_start(company):
    jia = company.customer(level=Level.CORE)
    refused(lambda: company.contract(customer=jia, level=Level.CONFIDENTIAL), "level")
    assert not Contract.objects.exists()
    assert company.contract(customer=jia, level=Level.CORE).level == Level.CORE


@pytest.mark.parametrize("move", ["approve", "return", "refuse"])
def test_a_second_chief_is_told_that_it_lies_with_the_leader(company, move):
    second = company.person("second", Post.CHIEF, company.section)
    contract = company.submitted(amount=LARGE)
    company.all_agree(contract)
    contract = company.move("approve", contract, company.chief)
    assert contract.awaits == Contract.Awaits.LEADER
    assert "already" in refused_codes(lambda: company.move(move, contract, second, note="so"))
    assert fresh(contract).state == Contract.State.IN_REVIEW
    assert not MoveLog.objects.of(contract).filter(by=second).exists()


def test_whoever_was_slower_is_told_that_it_is_done_and_not_that_it_changed(company):
    """“Already” comes before "stale": the page that was looked at is old because somebody decided."""
    second = company.person("second", Post.CHIEF, company.section)
    contract = company.submitted(amount=LARGE)
    company.all_agree(contract)
    seen = fresh(contract).version
    contract = company.move("approve", contract, company.chief)
    assert refused_codes(lambda: company.move("return", contract, second, note="so", seen=seen)) == {"already"}


def refused_codes(work) -> set[str]:
    with pytest.raises(Refused) as refusal:
        work()
    return refusal.value.codes


def test_a_contract_is_offered_no_customer_that_its_drafter_may_not_see(company, client):
    contract = company.contract()
    stranger = company.person("stranger", Post.SPECIALIST, company.other_section)
    secret = company.customer(name="Secret Yi Ltd", owner=stranger, department=company.other_section)
    known = company.customer(name="Known Bing Ltd")
    client.force_login(company.li)
    page = client.get(f"/contracts/{contract.pk}/edit/")
    assert page.status_code == 200
    offered = page.context["form"].fields["customer"].rows
    assert set(offered) == {contract.customer, known} and not offered.named(secret.name)
