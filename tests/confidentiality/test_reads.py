"""permissions.md, “Reads that must be logged”, one by one: the exact line that a look leaves, and that a refusal does.

Not here yet, as there is no such page: another's appraisal (chapter 7), break-glass, links for customers. A backup is
written on the server by command or clock, and no address hands one out.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bizdept.access.levels import Level
from bizdept.access.models import AccessLog, Taken
from bizdept.files.actions import attach
from bizdept.people.actor import Actor
from bizdept.people.models import Post
from customers.actions import add_contact
from tests.company import MARK, fresh, pdf

pytestmark = pytest.mark.usefixtures("time_stands_still")


class Place:
    """A customer, open and confidential; a contract that was signed; a core secret; files; somebody of elsewhere."""

    def __init__(self, company):
        self.company, by = company, Actor(company.li)
        self.jia = company.customer(name="Jia Ltd")
        self.inner = company.customer(name="Inner Ltd", level=Level.INTERNAL)
        self.core = company.customer(name="Core Ltd", level=Level.CORE)
        self.contact = add_contact(self.jia, {"name": "Wang", "phone": "13812345678"}, by=by)
        self.file = attach(self.jia, pdf("a.pdf"), by=by, purpose="file")
        self.inner_file = attach(self.inner, pdf("b.pdf"), by=by, purpose="file", level=Level.INTERNAL)
        self.high = attach(self.jia, pdf("c.pdf"), by=by, purpose="file", level=Level.CORE)
        self.signed = company.signed(customer=self.jia)
        self.jia = fresh(self.jia)


@pytest.fixture
def place(company) -> Place:
    return Place(company)


OWNER = {"level": 2, "right": "owner"}
INNER = {"level": 1, "right": "owner"}
CHIEF = {"level": 2, "right": "chief"}


@dataclass(frozen=True)
class Read:
    """One way of looking: the address, who, which line. `data` are all its facts, but those of the seal."""

    name: str
    address: Callable[[Place], str]
    action: str
    record: str = "jia"  # of the place; empty: the person
    data: dict | Callable[[Place], dict] = field(default_factory=lambda: OWNER)
    who: str = "li"
    post: bool = False
    refused: str = ""  # who else is refused, and is told nothing
    refusal: str = ""
    refused_data: dict = field(default_factory=lambda: {"level": 2})


def of(address: str) -> Callable[[Place], str]:
    return lambda p: address.format(p=p)


def of_file(name: str, **facts) -> Callable[[Place], dict]:
    def data(p: Place) -> dict:
        file = getattr(p, name)
        row = Taken.objects.get()
        return {"file": file.pk, "sha256": file.sha256, "trace": row.trace} | facts

    return data


def of_paper(**facts) -> Callable[[Place], dict]:
    return lambda p: {"trace": Taken.objects.get().trace, "sha256": Taken.objects.get().sha256} | facts


ELSEWHERE = {"refused": "other", "refusal": "customers.customer.open"}
READS = [
    Read("detail of level 2", of("/customers/{p.jia.pk}/"), "look.open", **ELSEWHERE),
    Read("by another right", of("/customers/{p.jia.pk}/"), "look.open", who="chief", data=CHIEF),
    Read("a core secret", of("/customers/{p.core.pk}/"), "look.open", "core", {"level": 3, "right": "owner"},
         refused="assistant", refusal="customers.customer.open", refused_data={"level": 3}),
    Read("a contract", of("/contracts/{p.signed.pk}/"), "look.open", "signed", who="finance",
         data={"level": 2, "right": "signed"}, refused="officer", refusal="contracts.contract.open"),
    Read("a form over a record", of("/customers/{p.jia.pk}/edit/"), "look.open", refused="assistant",
         refusal="customers.edit"),
    Read("a version", of("/contracts/{p.signed.pk}/versions/1/"), "look.version", "signed", OWNER | {"number": 1},
         refused="other", refusal="contracts.version"),
    Read("the history, whatever the level", of("/customers/{p.inner.pk}/history/"), "look.history", "inner", INNER,
         refused="other", refusal="customers.customer.open", refused_data={"level": 1}),
    Read("a contract's history", of("/contracts/{p.signed.pk}/history/"), "look.history", "signed", refused="admin",
         refusal="contracts.contract.open"),
    Read("a file", of("/files/{p.file.pk}/"), "look.file", data=of_file("file", **OWNER), refused="other",
         refusal="files.open"),
    Read("a file of level 1", of("/files/{p.inner_file.pk}/"), "look.file", "inner",
         of_file("inner_file", level=1, right="owner"), refused="other", refusal="files.open",
         refused_data={"level": 1}),
    Read("a file above the record", of("/files/{p.high.pk}/"), "look.file",
         data=of_file("high", level=3, right="owner"), refused="assistant", refusal="files.open"),
    Read("the printed text", of("/contracts/{p.signed.pk}/versions/1/pdf/"), "look.print", "signed",
         of_paper(number=1, **OWNER), refused="other", refusal="contracts.version"),
    Read("the review form", of("/contracts/{p.signed.pk}/review-sheet/"), "look.print", "signed", of_paper(**OWNER),
         refused="other", refusal="contracts.contract.open"),
    Read("a telephone number", of("/customers/{p.jia.pk}/contacts/{p.contact.pk}/unmask/"), "look.unmask", post=True,
         data=lambda p: OWNER | {"contact": p.contact.pk, "field": "phone"}, **ELSEWHERE),
    Read("a bank account", of("/customers/{p.jia.pk}/unmask/account/"), "look.unmask", post=True,
         data=lambda p: OWNER | {"field": "account"}, **ELSEWHERE),
    Read("who may see it, and the grants", of("/customers/{p.inner.pk}/readers/"), "look.readers", "inner", INNER,
         refused="other", refusal="customers.customer.open", refused_data={"level": 1}),
    Read("a list as a file", of("/customers/?export=csv&view=mine&level=2"), "look.export", "",
         lambda p: {"of": "customers.customer", "rows": 1, "filter": "view=mine level=2", "level": 2,
                    "sha256": Taken.objects.get().sha256, "trace": Taken.objects.get().trace}),
    Read("core secrets found while typing", of("/search/suggest/?q=core"), "look.search", "",
         lambda p: {"hits": [f"customers.customer:{p.core.pk}"]}),
    Read("core secrets found in a list", of("/customers/?q=core"), "look.search", "",
         lambda p: {"hits": [f"customers.customer:{p.core.pk}"]}),
    Read("the access log", of("/confidentiality/log/?deed=refused"), "look.log", "",
         {"filter": "scope=mine deed=refused"}),
    Read("what left", of("/confidentiality/taken/"), "look.taken", "", {"filter": "scope=all"}, who="officer"),
    Read("the register of grants", of("/confidentiality/grants/"), "look.grants", "", {"filter": "scope=all"},
         who="officer", refused="li", refusal="confidentiality.grants", refused_data={}),
]  # fmt: skip
SEAL = ("row", "fields", "digest")
HASHED = {"sha256", "trace", "digest", "was"}  # drawn or computed, so that they may hold any few signs by chance


def addressed(company, who: str):
    if who == "other":
        return company.person("other", Post.SPECIALIST, company.other_section)
    return getattr(company, who)


def read(client, person, one: Read, place: Place):
    client.force_login(person)
    visit = client.post if one.post else client.get
    return visit(one.address(place), REMOTE_ADDR="10.0.0.7")


def label(record) -> str:
    return f"{record._meta.label_lower}:{record.pk}"


@pytest.mark.parametrize("one", READS, ids=lambda one: one.name)
def test_a_look_leaves_exactly_this_line(place, client, one):
    person, before = addressed(place.company, one.who), AccessLog.objects.latest("seq").seq
    assert read(client, person, one, place).status_code == 200
    lines = list(AccessLog.objects.filter(seq__gt=before, kind__in=AccessLog.KINDS))
    assert [line.action for line in lines] == [one.action]
    line, record = lines[0], getattr(place, one.record) if one.record else person
    assert (line.kind, line.record, line.actor, line.address) == ("look", label(record), person.pk, "10.0.0.7")
    expected = one.data(place) if callable(one.data) else one.data
    assert {name: value for name, value in line.data.items() if name not in SEAL} == expected
    row = Taken.objects.last()
    assert line.data.get("row") == (label(row) if row else None), "what leaves is vouched for"


@pytest.mark.parametrize("one", [one for one in READS if one.refused], ids=lambda one: one.name)
def test_a_refusal_leaves_exactly_this_line(place, client, one):
    person, before = addressed(place.company, one.refused), AccessLog.objects.latest("seq").seq
    assert read(client, person, one, place).status_code in (403, 404)
    lines = list(AccessLog.objects.filter(seq__gt=before, kind__in=AccessLog.KINDS))
    looks = [line for line in lines if line.kind == "look"]
    assert not looks, "nothing was shown"
    assert [(line.kind, line.action) for line in lines] == [("refusal", one.refusal)]
    record = getattr(place, one.record) if one.record else person
    assert (lines[0].record, lines[0].actor, lines[0].data) == (label(record), person.pk, one.refused_data)
    assert not Taken.objects.exists()


def test_below_confidential_a_look_is_no_line(place, client):
    before = AccessLog.objects.latest("seq").seq
    client.force_login(place.company.li)
    assert client.get(f"/customers/{place.inner.pk}/").status_code == 200
    assert client.get("/customers/?q=jia").status_code == 200, "and no search that finds no core secret"
    assert not AccessLog.objects.filter(seq__gt=before).exists()


def test_a_grant_given_and_ended_are_lines(place, client):
    company = place.company
    client.force_login(company.chief)
    data = {"press": "00000000-0000-4000-8000-000000000001", "to": company.legal.pk, "reason": "to read the claims",
            "until": "2026-12-01"}  # fmt: skip
    assert client.post(f"/customers/{place.jia.pk}/readers/new/", data).status_code == 302
    grant = place.jia.grants.get()
    assert client.post(f"/customers/{place.jia.pk}/readers/{grant.pk}/end/").status_code == 302
    lines = AccessLog.objects.filter(kind="grant").order_by("seq")
    assert [(line.action, line.record, line.data["to"]) for line in lines] == [
        (action, label(place.jia), company.legal.pk) for action in ("grant.view", "grant.end")
    ]


def test_no_line_holds_a_word_of_what_was_seen(place, client):
    for one in READS:
        read(client, addressed(place.company, one.who), one, place)
    for line in AccessLog.objects.all():
        told = str({name: fact for name, fact in line.data.items() if name not in HASHED})
        assert not any(word in told for word in ("Jia", "Core", "Wang", "138", "a.pdf", "Pumps")), told


def test_the_bytes_of_a_paper_are_those_of_the_register(place, client):
    client.force_login(place.company.li)
    answer = client.get(f"/contracts/{place.signed.pk}/versions/1/pdf/")
    row = Taken.objects.get()
    assert row.sha256 == hashlib.sha256(answer.content).hexdigest() and row.how == Taken.How.PAPER
    assert (row.number, row.level, row.part, row.person) == (place.signed.number, 2, 1, place.company.li)
    assert MARK.trace != row.trace
