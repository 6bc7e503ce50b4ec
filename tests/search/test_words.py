"""What a text keeps is enough to find every part of its words, and nothing that isn't there."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.search import words
from bizdept.search.models import finding
from bizdept.search.pinyin import folded, initials, spelled
from contracts.models import Contract
from customers import actions
from customers.models import Contact, Customer
from tests.company import TODAY, fresh

LETTERS = "上海北京科技有限公司重庆行龙腾ABCabc12390'\\:&|!()*<>-_%＠ＡＢｃ①ﬁßİé😀𠮷 　"
names = st.text(LETTERS, min_size=1, max_size=24).filter(str.strip)


def grams_cover(text: str, part: str) -> bool:
    """PostgreSQL's side of the question, in Python: all grams of the part are there, or one begins with it."""
    has, wanted = words.grams(text), words.grams_in(part)
    return all(gram in has for gram in wanted) if wanted else any(gram.startswith(part) for gram in has)


@given(names, st.data())
def test_every_part_of_a_text_is_covered_by_its_grams(name, data):
    text = words.search_text([name])
    for word in text.split():
        start = data.draw(st.integers(0, len(word) - 1))
        end = data.draw(st.integers(start + 1, len(word)))
        assert grams_cover(text, word[start:end])


@given(names, st.data())
def test_a_part_folded_is_a_part_of_the_folded(name, data):
    """But for what Unicode composes of two characters, which nobody cuts between."""
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert folded(name[start:end]) in folded(name)


def test_a_telephone_number_is_found_whole_or_by_its_last_four_digits():
    text = words.search_text(["Jia Ltd"], ["13812345678"])
    assert "5678" in text and "345678" not in text and "1381" not in text
    ((part, number),) = words.asked("138 1234 5678")
    assert part == "13812345678" and number in text
    ((part, number),) = words.asked("1234567")
    assert number and number not in text
    assert words.asked("5678") == [("5678", "")]


def test_wholes_cannot_be_typed():
    text = words.search_text(["Jia Ltd"], ["13812345678"])
    code = text.split()[-1]
    assert words.asked(code) == []


@pytest.mark.parametrize(
    "text, letters",
    [
        ("上海ABC公司", "shabcgs"), ("重庆银行", "cqyh"), ("长城会计", "cckj"), ("厦门音乐", "xmyy"), ("", ""),
        ("（重）庆", "zq"), ("１２３号", "123h"), ("ﬁne", "fine"),
    ],
)  # fmt: skip
def test_initials_read_what_stands_around(text, letters):
    assert initials(text) == letters


@pytest.mark.parametrize(
    "text, letters",
    [
        ("价格表", "jiagebiao"), ("重庆银行Ａ", "chongqingyinhanga"), ("会计行长", "kuaijihangzhang"),
        ("绿色", "lvse"), ("（内部）2026", "neibu2026"), ("", ""),
    ],
)  # fmt: skip
def test_the_whole_pinyin_reads_what_stands_around(text, letters):
    assert spelled(text) == letters


@pytest.mark.django_db
class TestTables:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(names, min_size=8, max_size=8), st.data())
    def test_whoever_may_see_it_finds_it_by_every_part_and_nobody_else(self, company, names, data):
        """Every two characters, every tail, the initials: the same on both databases as a look through the texts."""
        owners = [company.li, company.zhao]
        rows = [
            Customer(name=name, short_name=name[::-1], owner=owners[n % 2], department=company.team, opened_on=TODAY,
                     code=f"9132{n:014}", phone=f"138{n:08}")
            for n, name in enumerate(names)
        ]  # fmt: skip
        for row in rows:
            row.to_come = [Contact(name="单晓丽", phone=f"139{hash(row.name) % 10**8:08}")]
            row.derive()
        with sealed():
            rows = keep_many(rows, by=Actor(company.li))
        target = data.draw(st.sampled_from(rows))
        name = words.plain(target.name).split()
        parts = {word[n : n + 2] for word in name for n in range(max(len(word) - 1, 1))}
        parts |= {word[-3:] for word in name} | {initials(target.name), target.code[-4:], target.code, "sxl"}
        own = parts | {target.phone, target.phone[-4:]}
        parts = own | {data.draw(st.text(LETTERS, min_size=1, max_size=6))}
        for part in filter(str.strip, parts):
            asked = words.asked(part)
            meant = {
                row.pk for row in rows
                if all(word in row.search_text or (number and number in row.search_text) for word, number in asked)
            }  # fmt: skip
            for user in (company.li, company.zhao, company.chief):
                mine = {row.pk for row in rows if user == company.chief or row.owner == user}
                seen = Customer.objects.visible_to(user).filter(finding(part)).values_list("pk", flat=True)
                assert set(seen) & {row.pk for row in rows} == meant & mine, part
                ids, _count = Customer.objects.visible_ids(
                    user, size=100, most=50, narrow=lambda r, part=part: r.matching(q=part).order_by(F("pk"))
                )
                assert set(ids) & {row.pk for row in rows} == meant & mine, part
                few = Customer.objects.visible_few(
                    user, 8, lambda r, part=part: r.matching(q=part).filter(pk__in=[row.pk for row in rows])
                )
                assert {r.pk for r in few} == meant & mine, part
            if part in own:
                assert target.pk in meant, part

    def test_a_contract_is_found_by_what_its_customer_is_called_now(self, company):
        customer = company.customer(name="恒裕食品有限公司")
        contract = company.contract(customer=customer)
        actions.revise(customer, {"name": "明澜精密制造有限公司"}, by=Actor(company.li))
        assert found("明澜") == {contract.pk} == found("mljm") == found(contract.number[-4:])
        assert found("恒裕") == set()

    def test_whoever_is_there_is_found_and_who_has_left_is_not(self, company):
        customer = fresh(company.customer(name="恒裕食品有限公司"))
        contract = company.contract(customer=customer)
        wang = actions.add_contact(customer, {"name": "单晓丽", "phone": "139 8765 4321"}, by=Actor(company.li))
        for text in ("晓丽", "sxl", "4321", "13987654321", "139-8765-4321"):
            assert found(text, Customer) == {customer.pk} and not found(text), text
        assert found("恒裕") == {contract.pk}, "contracts are found by the company, not by its people"
        assert not found("987654", Customer) and not found("13987", Customer)
        actions.leave_contact(wang, by=Actor(company.li), on=TODAY)
        assert not found("晓丽", Customer) and not found("4321") and found("恒裕") == {contract.pk}
        assert fresh(customer).version == customer.version

    def test_what_is_no_word_finds_nothing_and_nothing_typed_everything(self, company):
        contract = company.contract(customer=company.customer())
        for text in ("\ue000\ue001", " \ue000 "):
            assert not found(text) and not found(text, Customer)
        assert found("") == found("  ") == {contract.pk}

    def test_a_number_leads_to_its_file_alone(self, company):
        first, second = company.customer(), company.customer(name="Yi Ltd")
        assert set(Customer.objects.matching(q=f" {second.reference().lower()} ")) == {second}
        assert not Customer.objects.matching(q="KH-99999999999999999999").exists() and first.pk


def found(text: str, model=Contract) -> set[int]:
    return set(model.objects.filter(finding(text)).values_list("pk", flat=True))


@pytest.mark.django_db
def test_words_are_renewed_by_a_command(company):
    contract = company.contract(customer=company.customer(name="恒裕食品有限公司"))
    with sealed():
        type(contract)._base_manager.filter(pk=contract.pk).update(search_text="", search_grams="")
    assert not found("恒裕")
    call_command("renew_words", stdout=StringIO())
    assert found("恒裕") == {contract.pk}
