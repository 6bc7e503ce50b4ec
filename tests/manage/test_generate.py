"""Volume data are a company that could have lived: the same for the same seed, whole in chain, history and search."""

from collections import Counter
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client

from bizdept.duties.models import Duty
from bizdept.manage.volume import names
from bizdept.people.models import Appointment, Post, User
from bizdept.search.models import finding
from bizdept.workflow.models import MoveLog, Opinion, ReviewRound, Version
from bizdept.workflow.strays import strays
from bizdept.workflow.versions import is_whole
from contracts.models import Contract, ContractGrant, Instalment, Item, Signing
from customers.codes import problem_with_code
from customers.models import Contact, Customer, CustomerGrant
from tests.company import NOW, TODAY, undone

pytestmark = pytest.mark.django_db(transaction=True)
COUNT, USERS = 400, 40
HOUSE = ("name", "department__name", "job_title", "phone", "nda_until")


def generate(**given) -> str:
    said = StringIO()
    told = {"customers": COUNT, "contracts": COUNT, "users": USERS, "on": TODAY, "stdout": said} | given
    call_command("generate", **told)
    return said.getvalue()


def plain(rows, *names: str) -> list[tuple]:
    return list(rows.order_by("pk").values_list(*names))


def picture() -> dict[str, list]:
    """All that the seed decides: no ids, which the database gives, and none of the moments of writing."""
    of_customer = [f.name for f in Customer._meta.concrete_fields if f.name not in ("id", "owner", "department")]
    of_contract = ("number", "title", "state", "version", "amount", "opened_on", "cost", "awaits", "level")
    return {
        "people": plain(User.objects, "username", *HOUSE),
        "posts": plain(Appointment.objects, "person__username", "post", "department__name", "signed_by__username"),
        "customers": plain(Customer.objects, *of_customer, "owner__username", "department__name"),
        "contacts": plain(Contact.objects, "customer__name", "name", "phone", "position"),
        "contracts": plain(Contract.objects, *of_contract, "customer__name", "owner__username"),
        "items": plain(Item.objects, "contract__number", "name", "quantity", "price", "amount"),
        "plan": plain(Instalment.objects, "contract__number", "amount", "due_on"),
        "moves": plain(MoveLog.objects, "move", "source", "target", "by__username", "at", "note", "post"),
        "opinions": plain(Opinion.objects, "verdict", "note", "by__username", "given_at", "department__name"),
        "texts": [content["items"] for (content,) in plain(Version.objects, "content")],
        "signed": plain(Signing.objects, "contract__number", "signed_on", "place", "keeper__username"),
        "duties": plain(Duty.objects, "kind", "due_on", "post", "person__username", "department__name"),
        "grants": plain(ContractGrant.objects, "content_object__number", "user__username", "expires_at"),
        "files": plain(CustomerGrant.objects, "content_object__name", "user__username", "expires_at"),
        "history": plain(Contract.history, "number", "state", "version", "history_type", "history_date"),
    }


def test_the_same_seed_makes_the_same_company(settings):
    pictures = []
    for seed in (7, 7, 8):
        with undone():
            generate(customers=150, contracts=150, seed=seed)
            pictures.append(picture())
    first, again, other = pictures
    assert all(first.values())
    for name, rows in first.items():
        assert rows == again[name], name
    assert {name for name in first if first[name] == other[name]} == {"posts"}


def test_what_is_generated_stands_as_if_it_had_been_lived(settings, tmp_path):
    settings.DEMO, settings.ANCHOR_DIR = True, tmp_path / "anchors"
    said = generate()
    call_command("verify_audit", stdout=(read := StringIO()))
    assert "The chain is whole" in read.getvalue()
    assert list(strays()) == []
    assert (Customer.objects.count(), Contract.objects.count(), User.objects.count()) == (COUNT, COUNT, USERS)
    assert set(Contract.objects.values_list("state", flat=True)) == set(Contract.State.values)
    assert set(Customer.objects.values_list("state", flat=True)) == set(Customer.State.values)
    search_text_is_what_a_save_derives()
    every_state_has_its_line_of_history()
    sums_and_texts_agree()
    names_are_as_they_are_asked_for()
    somebody_sees_ten_and_somebody_all(said)
    pages_open()


def search_text_is_what_a_save_derives():
    for model, derived in (
        (Customer, ("search_text", "name_key", "phone_key", "domain_key")),
        (Contract, ("search_text",)),
    ):
        for row in model.objects.all():
            written = [getattr(row, name) for name in derived]
            row.derive()
            assert [getattr(row, name) for name in derived] == written
    for row in Customer.objects.order_by("pk")[:20]:
        assert row in Customer.objects.filter(finding(row.short_name[:2]))
    for row in Contract.objects.order_by("pk")[:20]:
        assert row in Contract.objects.filter(finding(row.customer.short_name[:2]))


def every_state_has_its_line_of_history():
    for model in (Customer, Contract):
        moves = Counter(
            MoveLog.objects.filter(content_type=ContentType.objects.get_for_model(model)).values_list(
                "object_id", flat=True
            )
        )
        for row in model.objects.all():
            lines = list(row.history.order_by("history_id"))
            assert [line.history_type for line in lines] == ["+"] + ["~"] * moves[row.pk]
            first = model._meta.get_field("state").get_default()
            assert lines[0].state == first
            assert (lines[-1].state, lines[-1].version) == (row.state, row.version)
            assert all(a.history_date <= b.history_date for a, b in zip(lines, lines[1:], strict=False))
    assert all(contact.history.count() == 1 for contact in Contact.objects.all())
    for signing in Signing.objects.all():
        last = signing.history.order_by("history_id").last()
        assert (last.signed_on, last.originals, last.keeper_id) == (
            signing.signed_on,
            signing.originals,
            signing.keeper_id,
        )


def sums_and_texts_agree():
    for contract in Contract.objects.prefetch_related("items", "instalments"):
        assert sum(item.amount for item in contract.items.all()) == contract.amount
        assert sum(row.amount for row in contract.instalments.all()) == contract.amount
        assert contract.opened_on >= contract.customer.opened_on
    assert all(is_whole(version) for version in Version.objects.all())
    submitted = Contract.objects.filter(was_submitted=True).count()
    assert ReviewRound.objects.count() == Version.objects.count() == submitted
    numbers = Contract.objects.filter(opened_on__year=2025).order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"HT-2025-{n:04}" for n in range(1, len(numbers) + 1)]
    for contract in Contract.objects.filter(state=Contract.State.IN_REVIEW):
        assert Duty.objects.open().about(contract).exists()


def names_are_as_they_are_asked_for():
    assert Customer.objects.filter(name__contains=names.COMMON).count() == COUNT // 10
    assert Customer.objects.filter(short_name__regex=f"^[{names.RARE_FIRST}]").count() == 1
    codes = [code for code in Customer.objects.values_list("code", flat=True) if code]
    assert len(set(codes)) == len(codes) > COUNT // 2
    assert not any(problem_with_code(code) for code in codes)
    assert CustomerGrant.objects.in_force(NOW).exists()


def somebody_sees_ten_and_somebody_all(said: str):
    rows = [line.split() for line in said.splitlines() if line.startswith("v0")]
    seen = {name: (customers, contracts) for name, customers, contracts, *_why in rows}
    assert ("10", "10") in seen.values()
    assert (str(COUNT), str(COUNT)) in seen.values()


def pages_open():
    client, head = Client(), Appointment.objects.filter(post=Post.CHIEF).order_by("pk").first().person
    client.force_login(head)
    for state in Contract.State.values:
        contract = Contract.objects.filter(state=state).first()
        for address in ("", "history/"):
            assert client.get(f"/contracts/{contract.pk}/{address}").status_code == 200
    for state in Customer.State.values:
        assert client.get(f"/customers/{Customer.objects.filter(state=state).first().pk}/").status_code == 200
    assert client.get("/").status_code == 200


def test_it_refuses_a_company_that_holds_records(company):
    company.customer()
    with pytest.raises(CommandError, match="--into"):
        generate(customers=10, contracts=10)
    generate(customers=10, contracts=10, into=True)
    assert Customer.objects.count() == 11


def test_nobody_knows_a_password_outside_the_demo(settings):
    settings.DEMO = False
    said = generate(customers=5, contracts=0)
    assert "password" not in said
    assert not any(person.has_usable_password() for person in User.objects.all())


def test_too_few_people_are_refused():
    with pytest.raises(CommandError, match="36"):
        generate(users=5)
