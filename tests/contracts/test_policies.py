"""Review policies: proposed by the chief, signed by the leader, and only then in force."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bizdept.people.actor import Actor
from bizdept.people.models import Post
from bizdept.refusal import Refused
from contracts import policies, rules
from contracts.models import ReviewPolicy
from tests.company import DAY, TODAY, refused

WISH = {"on": TODAY, "kind": "software", "from_amount": Decimal(0), "disciplines": ["technology"], "holds_from": TODAY}


def asked(company, contract) -> list[str]:
    return [d.discipline for d in rules.departments_asked(contract, TODAY)]


def test_a_proposal_counts_once_it_is_signed(company):
    contract = company.contract(kind="software")
    policy = policies.propose(by=Actor(company.chief), **WISH)
    assert asked(company, contract) == ["legal", "technology"]
    policies.sign(policy, by=Actor(company.leader), on=TODAY)
    assert asked(company, contract) == ["technology"]
    assert asked(company, company.contract(kind="sales")) == ["legal", "technology"]
    with pytest.raises(Refused):
        policies.sign(policy, by=Actor(company.leader), on=TODAY)


def test_a_newer_one_ends_the_one_in_its_place(company):
    for wanted in (["technology"], ["finance"]):
        policy = policies.propose(by=Actor(company.chief), **WISH | {"disciplines": wanted})
        policies.sign(policy, by=Actor(company.leader), on=TODAY)
    assert asked(company, company.contract(kind="software")) == ["finance"]
    assert ReviewPolicy.objects.in_force(TODAY + DAY).filter(kind="software").count() == 1


def test_a_discipline_that_nobody_speaks_for_holds_the_submission(company):
    """An opinion that nobody can give would be awaited for ever; left out, it would be a way round the review."""
    company.finance.is_active = False
    company.finance.save()
    for wanted in (["legal", "quality"], ["finance"]):
        ReviewPolicy.objects.all().delete()
        ReviewPolicy.objects.create(disciplines=wanted, holds_from=TODAY)
        refused(lambda: company.move("submit", company.contract(), company.li), "nobody")
    company.person("ma", Post.REVIEWER, company.finance_department)
    assert asked(company, company.contract()) == ["finance"]


@pytest.mark.parametrize("name", ["li", "admin", "leader", "legal", "officer"])
def test_nobody_else_proposes(company, name):
    with pytest.raises(PermissionDenied):
        policies.propose(by=Actor(getattr(company, name)), **WISH)


@pytest.mark.parametrize("name", ["chief", "admin", "li", "officer"])
def test_nobody_else_signs(company, name):
    policy = policies.propose(by=Actor(company.chief), **WISH)
    with pytest.raises(PermissionDenied):
        policies.sign(policy, by=Actor(getattr(company, name)), on=TODAY)


def test_the_pages(client, company):
    client.force_login(company.chief)
    data = {"kind": "", "from_amount": "100000", "disciplines": ["legal"], "holds_from": timezone.localdate()}
    data["press"] = "6f1c1f0e-7d5f-4c55-9d1f-0123456789ab"
    for _press in range(2):
        assert client.post("/contracts/policies/new/", data).status_code == 302
    policy = ReviewPolicy.objects.get(proposed_by=company.chief)
    assert client.get(f"/contracts/policies/{policy.pk}/sign/").status_code == 403
    client.force_login(company.leader)
    assert "Sign" in client.get("/contracts/policies/").content.decode()
    assert client.post(f"/contracts/policies/{policy.pk}/sign/").status_code == 302
    assert ReviewPolicy.objects.get(pk=policy.pk).signed_by == company.leader
    client.force_login(company.admin)
    assert client.get("/contracts/policies/").status_code == 403
