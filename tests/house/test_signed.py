"""What is signed can't be changed by anybody: whatever is sent to whichever address, its bytes stay."""

from html.parser import HTMLParser
from itertools import product

import pytest
from django.urls import NoReverseMatch, reverse

from bizdept.audit.check import first_broken
from bizdept.files import store
from contracts.lifecycle import LIFECYCLE
from tests.company import TODAY, fresh, pdf, undone
from tests.house import doors
from tests.house.scene import fingerprint
from tests.house.test_doors import Visitor

SEES = sorted(doors.SIGNED | {"leader"})
MORE = {
    "note": "so", "reason": "so it is", "verdict": "object", "conditions": "x", "place": "elsewhere", "x": "1",
    "signed_on": TODAY.isoformat(), "method": "paper", "our_signatory": "x", "their_signatory": "x", "level": "0",
    "purpose": "annex", "category": "business", "title": "Changed", "amount": "1", "state": "drafting", "owner": "1",
}  # fmt: skip


class Form(HTMLParser):
    """The fields of a page's forms as a browser would send them."""

    def __init__(self, page: str):
        super().__init__()
        self.sent, self.area, self.choice = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in {"file", "submit"}:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.sent[name] = given.get("value") or ""
        elif tag == "textarea":
            self.area, self.sent[name] = name, ""
        elif tag == "select":
            self.choice = name
        elif tag == "option" and self.choice and ("selected" in given or self.choice not in self.sent):
            self.sent[self.choice] = given.get("value") or ""

    def handle_data(self, words):
        if self.area:
            self.sent[self.area] += words

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.choice = None if tag == "select" else self.choice


def addresses_of(contract, ids) -> list[str]:
    """Every address of the contracts with each of its ids in each place, and every move by name."""
    found = set()
    for name in doors.addresses():
        if not name.startswith("contracts:"):
            continue
        for args in [(), *product([contract.pk], [*ids, *LIFECYCLE.moves]), (contract.pk,)]:
            try:
                found.add(reverse(name, args=args))
            except NoReverseMatch:
                continue
    return sorted(found)


@pytest.fixture
def everything(scene):
    """What a browser would send from a draft's own page, with all that one could add to it."""
    visitor = Visitor(scene, "owner")
    page = visitor.browser().get(reverse("contracts:edit", args=[scene.draft.pk])).content.decode()
    return Form(page).sent | MORE


@pytest.mark.parametrize("who", [p if p == "owner" else pytest.param(p, marks=pytest.mark.once) for p in SEES])
def test_nothing_that_is_sent_changes_it(scene, everything, who):
    signed = scene.signed
    before, tried, answered = fingerprint(signed), 0, set()
    visitor = Visitor(scene, who)
    ids = [1, scene.scan.pk, scene.condition.pk, scene.annex.pk, signed.signing.version.pk]
    for address in addresses_of(signed, ids):
        for version in ("", str(signed.version)):
            data = everything | {"version": version, "seen": version}
            with undone():
                response = visitor.browser().post(address, data | {"scan": pdf(), "file": pdf()})
                assert fingerprint(signed) == before, f"{who} POST {address}"
                tried += 1
                answered.add(response.status_code)
    assert fingerprint(signed) == before
    assert tried > 50
    assert max(answered) < 500, answered
    assert first_broken() is None


def test_the_fingerprint_sees_each_change(scene):
    """The control: whatever might be changed behind the engine's back shows."""
    signed = fresh(scene.signed)
    before = fingerprint(signed)
    version = signed.signing.version
    changes = {
        "title": lambda: type(signed).objects.filter(pk=signed.pk).update(title="x"),
        "item": lambda: signed.items.update(price=1),
        "plan": lambda: signed.instalments.update(amount=1),
        "clause": lambda: signed.clauses.update(text="x"),
        "version": lambda: type(version).objects.filter(pk=version.pk).update(content={}),
        "pdf": lambda: type(version).objects.filter(pk=version.pk).update(pdf=""),
        "signatory": lambda: type(signed.signing).objects.filter(pk=signed.signing.pk).update(our_signatory="x"),
        "scan": lambda: type(scene.scan).objects.filter(pk=scene.scan.pk).update(removed_on=TODAY),
        "bytes": lambda: store.place_of(scene.scan.sha256).write_bytes(b"x"),
    }
    for name, change in changes.items():
        with undone():
            change()
            assert fingerprint(signed) != before, name
