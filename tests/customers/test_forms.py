"""Opening and changing a customer's file: what is kept, what is refused, what a duplicate is told."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from bizdept.access.levels import Level
from bizdept.audit.models import AuditEntry
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.refusal import Refused
from bizdept.regulation.models import NumberChange
from customers import actions
from customers.lifecycle import LIFECYCLE
from customers.models import Contact, Customer
from tests.company import NOW, TODAY, fresh, pdf, refused

pytestmark = pytest.mark.django_db
GOOD = "91310117MA1J3AJ43G"
FILLED = {
    "name": "Jia Ltd",
    "grade": "A",
    "level": "2",
    "found_by": "fair",
    "code": GOOD.lower(),
    "phone": "021-12345678",
}


@pytest.fixture
def client(company, signed_in):
    return signed_in(company.li)


def send(client, address, **data):
    """Post a form as the page has it, with its press key and the version that was seen."""
    return client.post(address, {"press": str(uuid.uuid4())} | data)


def test_a_file_is_opened(company, client):
    response = send(client, "/customers/new/", **FILLED)
    customer = Customer.objects.get()
    assert response.headers["Location"] == customer.get_absolute_url()
    assert (customer.owner, customer.department, customer.opened_on) == (company.li, company.team, TODAY)
    assert (customer.code, customer.grade, customer.state) == (GOOD, "A", "active")
    assert customer.history.get().history_user == company.li
    assert AuditEntry.objects.filter(action="customers.open_file").count() == 1


def test_a_second_press_makes_nothing(client):
    press = str(uuid.uuid4())
    first, second = (client.post("/customers/new/", FILLED | {"press": press}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"name": ""}, "This field is required"),
        ({"name": "x" * 201}, "at most 200"),
        ({"level": "4"}, "Select a valid choice"),
        ({"founded_on": "2026-13-40"}, "valid date"),
        ({"code": "9" * 30}, "has 18 characters"),
        ({"name": "a\0b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong, words):
    response = send(client, "/customers/new/", **FILLED | {"notes": "typed with care"} | wrong)
    assert response.status_code == 422
    content = response.content.decode()
    assert words in content and "typed with care" in content
    assert not Customer.objects.exists()


def test_a_mistyped_code_is_told_and_kept(client):
    response = client.post(
        "/customers/new/", FILLED | {"code": GOOD[:-1] + "H", "press": str(uuid.uuid4())}, follow=True
    )
    assert "check digit" in response.content.decode()
    assert Customer.objects.get().code == GOOD[:-1] + "H"


def test_fields_that_the_form_does_not_have_can_not_be_set(company, client):
    send(
        client,
        "/customers/new/",
        **FILLED,
        state="pool",
        owner=company.zhao.pk,
        department=company.house.pk,
        version=9,
    )
    customer = Customer.objects.get()
    assert (customer.state, customer.owner, customer.department, customer.version) == (
        "active",
        company.li,
        company.team,
        0,
    )


def test_who_opens_no_files_is_refused(company, signed_in):
    for person in (company.assistant, company.admin, company.leader, company.legal):
        client = signed_in(person)
        assert client.get("/customers/new/").status_code == 403
        assert send(client, "/customers/new/", **FILLED).status_code == 403
    assert AuditEntry.objects.filter(kind="refusal", action="customers.new").count() == 8
    assert not Customer.objects.exists()


def test_the_chief_chooses_the_keeper(company, signed_in):
    chief = signed_in(company.chief)
    send(chief, "/customers/new/", **FILLED, owner=company.zhao.pk)
    customer = Customer.objects.get()
    assert (customer.owner, customer.department) == (company.zhao, company.team)
    offered = chief.get(f"/customers/{customer.pk}/edit/").context["form"].fields["owner"].queryset
    assert set(offered) == {company.chief, company.li, company.zhao}  # the assistant keeps files, but no customers
    assert send(
        chief, f"/customers/{customer.pk}/edit/", **FILLED, owner=company.assistant.pk, version=0
    ).status_code == 422  # fmt: skip
    refused(lambda: actions.revise(customer, {"owner": company.assistant}, by=Actor(company.chief)), "owner")
    send(chief, f"/customers/{customer.pk}/edit/", **FILLED, owner=company.li.pk, version=0)
    customer.refresh_from_db()
    assert customer.owner == company.li


def test_a_keeper_can_not_give_a_customer_away_and_nobody_changes_a_level_beside_it(company):
    customer = company.customer()
    with pytest.raises(Refused) as refused:
        actions.revise(customer, {"owner": company.zhao}, by=Actor(company.li))
    assert refused.value.codes == {"owner"}
    for person in (company.li, company.chief):
        for level in (1, 3):
            with pytest.raises(Refused) as refused:
                actions.revise(customer, {"level": level}, by=Actor(person))
            assert refused.value.codes == {"level"}
    assert fresh(customer).level == 2


def test_a_stale_form_is_told_what_the_other_changed(company, client):
    customer = company.customer(name="Jia Ltd")
    seen = re.search(r'name="version" value="(\d+)"', client.get(f"/customers/{customer.pk}/edit/").content.decode())[
        1
    ]
    actions.revise(customer, {"grade": "B", "region": "Suzhou"}, by=Actor(company.chief))
    response = send(client, f"/customers/{customer.pk}/edit/", **FILLED | {"name": "My Ltd"}, version=seen)
    content = response.content.decode()
    assert response.status_code == 422
    assert "chief" in content and "Suzhou" in content and 'value="My Ltd"' in content
    customer.refresh_from_db()
    assert (customer.name, customer.grade) == ("Jia Ltd", "B")
    again = re.search(r'name="version" value="(\d+)"', content)[1]
    assert (
        send(client, f"/customers/{customer.pk}/edit/", **FILLED | {"name": "My Ltd"}, version=again).status_code
        == 302
    )


def version_in(response) -> str:
    return re.search(r'name="version" value="(\d+)"', response.content.decode())[1]


def test_a_mistake_does_not_make_a_stale_form_fresh(company, client):
    """What the other wrote has not been shown yet: corrected, the form is told of it, and not written over it."""
    customer = company.customer(name="Jia Ltd")
    address = f"/customers/{customer.pk}/edit/"
    seen = version_in(client.get(address))
    actions.revise(customer, {"grade": "B"}, by=Actor(company.chief))
    wrong = send(client, address, **FILLED | {"name": ""}, version=seen)
    assert (wrong.status_code, version_in(wrong)) == (422, seen)
    assert "wrote here" in send(client, address, **FILLED, version=version_in(wrong)).content.decode()
    customer.refresh_from_db()
    assert customer.grade == "B"


def test_a_contact_that_somebody_changed_is_told(company, client):
    contact = actions.add_contact(company.customer(), {"name": "Wu", "phone": "1"}, by=Actor(company.li))
    address = f"/customers/{contact.customer_id}/contacts/{contact.pk}/"
    seen = client.get(address).context["stamp"]
    actions.change_contact(contact, {"phone": "2"}, by=Actor(company.chief))
    typed = {"name": "Wu", "phone": "3", "seen": seen}
    for wrong in ({"name": ""}, {}):
        told = send(client, address, **typed | wrong)
        assert told.status_code == 422
    assert "Somebody changed it meanwhile" in told.content.decode() and 'value="3"' in told.content.decode()
    assert send(client, address, **typed | {"seen": told.context["stamp"]}).status_code == 302
    contact.refresh_from_db()
    assert contact.phone == "3"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "甲乙科技（上海）有限责任公司"},
        {"code": GOOD},
        {"phone": "+86 21 12345678"},
        {"website": "http://jia.com/x"},
    ],
)
def test_a_duplicate_is_told_while_typing(company, client, signed_in, typed):
    own = {"name": "甲乙科技(上海)有限公司", "code": GOOD, "phone": "021-12345678", "website": "www.jia.com"}
    company.customer(**own)
    for query in (typed, {"q": next(iter(typed.values()))}):
        content = client.get("/customers/duplicates/", query).content.decode()
        assert own["name"] in content and "kept by li" in content
        foreign = signed_in(company.zhao).get("/customers/duplicates/", query).content.decode()
        assert "Already on file" in foreign
        assert own["name"] not in foreign and ">li<" not in foreign and "kept by" not in foreign


def test_a_duplicate_is_opened_only_on_purpose(company, client):
    company.customer(name="Jia Co., Ltd.", owner=company.zhao)
    response = send(client, "/customers/new/", **FILLED)
    content = response.content.decode()
    assert response.status_code == 422
    assert "Already on file" in content and "Jia Co., Ltd." not in content
    assert send(client, "/customers/new/", **FILLED, other_company="on").status_code == 302
    assert Customer.objects.count() == 2


def test_a_file_is_not_its_own_duplicate(company, client):
    customer = company.customer(name="Jia Ltd", code=GOOD)
    assert client.get(f"/customers/{customer.pk}/duplicates/", {"q": GOOD}).content.strip() == b""
    response = send(client, f"/customers/{customer.pk}/edit/", **FILLED, version=0)
    assert response.status_code == 302


def test_contacts_come_change_and_leave(company, client):
    customer = company.customer()
    address = f"/customers/{customer.pk}/contacts/"
    for name in ("Shen", "Wu"):
        assert send(client, f"{address}new/", name=name, phone="13800138000", is_main="on").status_code == 302
    shen, wu = Contact.objects.order_by("pk")
    assert (shen.is_main, wu.is_main) == (False, True)
    assert send(client, f"{address}{wu.pk}/", name="Wu Min", phone="1").status_code == 302
    assert send(client, f"{address}{wu.pk}/left/").status_code == 302
    wu.refresh_from_db()
    assert (wu.name, wu.left_on) == ("Wu Min", TODAY)
    assert "Wu Min" not in client.get(customer.get_absolute_url()).content.decode()
    assert client.get(f"{address}{wu.pk}/").status_code == 404
    assert {row.history_user for row in wu.history.all()} == {company.li}


def test_a_contact_is_reached_by_its_own_customer_alone(company, client):
    contact = actions.add_contact(company.customer(), {"name": "Shen"}, by=Actor(company.li))
    other = company.customer(name="Other Ltd")
    for part in ("", "left/", "unmask/"):
        assert client.post(f"/customers/{other.pk}/contacts/{contact.pk}/{part}").status_code == 404


def test_files_are_added_and_taken_away(company, client):
    customer = company.customer()
    sent = {"file": pdf("licence.pdf"), "level": 1, "category": "business"}
    assert send(client, f"/customers/{customer.pk}/files/new/", **sent).status_code == 302
    file = Attachment.objects.get()
    assert "licence.pdf" in client.get(customer.get_absolute_url()).content.decode()
    assert send(client, f"/customers/{customer.pk}/files/{file.pk}/remove/").status_code == 302
    assert "licence.pdf" not in client.get(customer.get_absolute_url()).content.decode()
    wrong = {"file": pdf("licence.exe"), "level": 1, "category": "business"}
    assert send(client, f"/customers/{customer.pk}/files/new/", **wrong).status_code == 422


def test_release_and_claim(company, client, signed_in):
    customer = company.customer()
    address = customer.get_absolute_url()
    assert client.post(f"{address}release/", {"version": 0}).status_code == 302
    zhao = signed_in(company.zhao)
    assert zhao.get(address).status_code == 200
    assert zhao.post(f"{address}claim/", {"version": 1}).status_code == 302
    customer.refresh_from_db()
    assert (customer.owner, customer.state) == (company.zhao, "active")
    assert client.get(address).status_code == 404


def test_a_customer_with_a_contract_is_held(company, client):
    contract = company.contract()
    response = client.post(f"{contract.customer.get_absolute_url()}release/", {"version": 0}, follow=True)
    assert "Still held by" in response.content.decode()
    contract.customer.refresh_from_db()
    assert contract.customer.state == "active"


def test_claims_are_limited_by_the_month(company):
    NumberChange.objects.create(
        name="customers.claim_limit", value=2, holds_from=TODAY, article="3.1.3", reason="few", decided_at=NOW
    )
    pool = [company.customer(name=f"Pool {n}", state="pool", owner=company.chief) for n in range(3)]
    for customer in pool[:2]:
        LIFECYCLE.perform("claim", customer, by=Actor(company.zhao), on=TODAY)
    with pytest.raises(Refused) as refused:
        LIFECYCLE.perform("claim", pool[2], by=Actor(company.zhao), on=TODAY)
    assert refused.value.codes == {"limit"}
    pool[2].refresh_from_db()
    assert (pool[2].state, pool[2].owner) == ("pool", company.chief)
    LIFECYCLE.perform("claim", pool[2], by=Actor(company.zhao), on=TODAY.replace(month=12, day=1))


def test_a_frozen_file_is_not_changed(company, client):
    customer = LIFECYCLE.perform("freeze", company.customer(), by=Actor(company.li), on=TODAY)
    response = send(client, f"/customers/{customer.pk}/edit/", **FILLED, version=1)
    assert "frozen" in response.content.decode() and response.status_code == 422


def test_the_form_of_a_file_has_a_level_while_it_is_new(company, client):
    """What is sent beside it all the same changes nothing."""
    customer = company.customer(level=Level.CONFIDENTIAL)
    assert 'name="level"' in client.get("/customers/new/").content.decode()
    assert 'name="level"' not in client.get(f"/customers/{customer.pk}/edit/").content.decode()
    assert send(client, f"/customers/{customer.pk}/edit/", **FILLED | {"level": 0}, version=0).status_code == 302
    assert fresh(customer).level == Level.CONFIDENTIAL


def test_a_page_beyond_the_end_is_the_first(company, client):
    company.customer(name="Only one Ltd")
    page = client.get("/customers/?page=40")
    assert "Only one Ltd" in page.content.decode() and page.context["rows"].number == 1


@pytest.mark.parametrize("who", ["assistant", "legal", "leader", "admin"])
def test_who_sells_nothing_opens_and_claims_no_file(company, who):
    by, pool = Actor(getattr(company, who)), company.customer(name="Pool", state="pool", owner=company.chief)
    with pytest.raises(PermissionDenied):
        actions.open_file({"name": "Yi Ltd"}, by=by, on=TODAY)
    with pytest.raises(PermissionDenied):
        LIFECYCLE.perform("claim", pool, by=by, on=TODAY)
    assert Customer.objects.get() == pool and Customer.objects.get().state == "pool"


@pytest.mark.parametrize("who", ["zhao", "assistant", "leader", "admin"])
def test_a_file_is_changed_and_thawed_by_its_keeper_or_chief_alone(company, who):
    by, customer = Actor(getattr(company, who)), company.customer()
    with pytest.raises(PermissionDenied):
        actions.revise(customer, {"name": "Yi Ltd"}, by=by)
    for move, keeper in (("freeze", company.li), ("thaw", company.chief)):
        with pytest.raises(PermissionDenied):
            LIFECYCLE.perform(move, customer, by=by, on=TODAY)
        customer = LIFECYCLE.perform(move, customer, by=Actor(keeper), on=TODAY)
    assert (customer.name, customer.state) == ("Jia Ltd", "active")


def test_a_file_is_opened_for_oneself_and_for_others_by_their_chief(company):
    for_zhao = {"name": "Yi Ltd", "owner": company.zhao}
    refused(lambda: actions.open_file(for_zhao, by=Actor(company.li), on=TODAY), "owner")
    assert actions.open_file(for_zhao, by=Actor(company.chief), on=TODAY).owner == company.zhao


def test_a_file_is_not_renamed_into_one_that_is_there(company):
    company.customer(name="Yi Ltd", code=GOOD)
    jia = company.customer()
    refused(lambda: actions.revise(jia, {"code": GOOD}, by=Actor(company.li)), "duplicate")
    assert actions.revise(jia, {"code": GOOD}, by=Actor(company.li), is_other_company=True).code == GOOD
