"""Frozen versions: whole by their hash, and what differs between two of them."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.workflow.models import Version
from bizdept.workflow.versions import changes, flat, freeze, is_whole, latest_version, pieces, sha256_of
from contracts.content import content_of, shown
from tests.company import fresh

CONTENT = {"title": "Pumps", "items": [{"key": "1", "name": "A", "price": "1.00"}, {"key": "2", "name": "B"}]}
texts = st.text(max_size=30)
leaves = st.none() | texts | st.booleans() | st.integers(-(10**9), 10**9)
contents = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4),
    st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)),
    max_size=5,
)


def frozen(company, record, content=CONTENT) -> Version:
    with sealed():
        return freeze(record, content, by=Actor(company.li))


def test_versions_count_up_for_each_record(company):
    one, other = company.contract(amount=0), company.contract(amount=0)
    assert [frozen(company, one).number, frozen(company, one).number, frozen(company, other).number] == [1, 2, 1]
    assert latest_version(one).number == 2
    assert latest_version(company.customer()) is None


def test_the_hash_is_that_of_the_text_and_of_nothing_else(company):
    version = frozen(company, company.contract(amount=0))
    assert version.sha256 == sha256_of(dict(reversed(CONTENT.items())))  # the order of names says nothing
    assert is_whole(Version.objects.get())  # also after the way through the table
    assert (version.frozen_by, len(version.sha256)) == (company.li, 64)


@given(contents)
def test_equal_contents_hash_alike_also_after_json(content):
    assert sha256_of(json.loads(json.dumps(content))) == sha256_of(content)


@pytest.mark.parametrize("change", [{"title": "Pump"}, {"items": []}, {"more": ""}])
def test_a_change_behind_its_back_is_found(company, change):
    version = frozen(company, company.contract(amount=0))
    version.content = version.content | change
    version.save()
    assert not is_whole(Version.objects.get())


def test_one_number_of_a_record_is_one_version(company):
    record = company.contract(amount=0)
    frozen(company, record)
    assert Version.objects.of(record).find(record.pk, 1)
    assert Version.objects.of(record).find(record.pk, 2) is None


@given(texts, texts)
def test_pieces_add_up_to_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.kind != "ins") == before
    assert "".join(p.text for p in found if p.kind != "del") == after


def test_pieces_are_words_in_latin_script_and_signs_in_chinese():
    assert [(p.kind, p.text) for p in pieces("pay 30% now", "pay 50% now")] == [
        ("same", "pay "), ("del", "30%"), ("ins", "50%"), ("same", " now"),
    ]  # fmt: skip
    assert [(p.kind, p.text) for p in pieces("甲方付款", "乙方付款")] == [
        ("del", "甲"),
        ("ins", "乙"),
        ("same", "方付款"),
    ]


def test_changes_name_the_part_and_keep_the_order():
    after = copy.deepcopy(CONTENT) | {"title": "Valves"}
    after["items"][0]["price"] = "2.00"
    del after["items"][1]
    assert [(c.part, c.before, c.after) for c in changes(CONTENT, after)] == [
        ("title", "Pumps", "Valves"),
        ("items.1.price", "1.00", "2.00"),
        ("items.2.name", "B", ""),
    ]
    assert changes(CONTENT, CONTENT) == []


def test_what_was_only_moved_is_named_too():
    """A paragraph that changes its place can change what a text means."""
    turned = CONTENT | {"items": CONTENT["items"][::-1]}
    assert [(c.part, c.before, c.after) for c in changes(CONTENT, turned)] == [("items.order", "1\n2", "2\n1")]
    longer = CONTENT | {"items": [{"key": "0", "name": "C"}, *CONTENT["items"]]}
    assert [c.part for c in changes(CONTENT, longer)] == ["items.0.name"]


@given(contents, contents)
def test_without_a_change_the_leaves_are_the_same(before, after):
    """Read the other way: whenever a leaf differs, it is named, once."""
    found = [change.part for change in changes(before, after)]
    old, new = dict(flat(before)), dict(flat(after))
    assert set(found) == {part for part in old | new if old.get(part, "") != new.get(part, "")}
    assert len(found) == len(set(found))


def test_what_is_shown_is_what_was_submitted(company):
    contract = company.contract(amount=600_000)
    assert shown(contract) == (content_of(contract), None)
    contract = company.move("submit", contract, company.li)
    content, version = shown(contract)
    assert content == version.content == content_of(contract)
    company.customer(name="Jia Ltd")  # somebody else's file changes nothing
    type(contract.customer).objects.filter(pk=contract.customer_id).update(name="Renamed Ltd")
    assert shown(fresh(contract))[0]["customer"]["name"] == "Jia Ltd"
    assert content_of(fresh(contract))["customer"]["name"] == "Renamed Ltd"


def test_a_contracts_content_is_text_through_and_through(company):
    """No numbers: the hash is the same on every machine and in every database."""
    contract = company.contract()
    kinds = {type(value) for value in leaves_of({k: v for k, v in content_of(contract).items() if k != "annexes"})}
    assert kinds == {str}
    assert sha256_of(content_of(contract)) == sha256_of(content_of(fresh(contract)))


def leaves_of(content):
    if isinstance(content, dict | list):
        for value in content.values() if isinstance(content, dict) else content:
            yield from leaves_of(value)
    else:
        yield content
