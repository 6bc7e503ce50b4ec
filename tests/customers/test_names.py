"""Two spellings of one company, phone or site meet under one key."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bizdept.search.pinyin import initials
from customers.names import domain_key, name_key, phone_key

FULL_WIDTH = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in string.printable if "!" <= sign <= "~"}


@pytest.mark.parametrize(
    "name, same",
    [
        ("三只猫工贸(上海)有限公司", "三只猫工贸（上海）有限公司"),
        ("恒裕科技【南京】有限责任公司", "恒裕科技（南京） 股份有限公司"),
        ("恒裕（集团）有限公司", "恒裕集团"),
        ("嘉合投资（有限合伙）", "嘉合投资(特殊普通合伙)"),
        ("ＡＢＣ　Co., Ltd.", "A.B.C. Company Limited"),
        ("O'Neil & Sons Inc.", "oneil sons"),
    ],
)
def test_spellings_of_one_company(name, same):
    assert name_key(name) == name_key(same)


@pytest.mark.parametrize(
    "name, other",
    [
        ("恒裕科技有限公司", "恒裕科技有限公司苏州分公司"),
        ("恒裕科技有限公司", "恒裕科贸有限公司"),
        ("有限公司", "集团"),
        ("Zinc", "Z"),
        ("Limited", "Company"),
    ],
)
def test_companies_that_stay_apart(name, other):
    assert name_key(name) != name_key(other)


@given(st.text("恒裕科技有限公司集团（）() -·abc", min_size=1))
def test_a_key_is_its_own_key_and_forgets_width_and_blanks(name):
    key = name_key(name)
    assert name_key(key) == key
    assert name_key(name.translate(FULL_WIDTH) + "\u3000") == key


@given(st.text())
def test_no_text_breaks_a_key(text):
    assert all(isinstance(key(text), str) for key in (name_key, phone_key, domain_key, initials))


@pytest.mark.parametrize(
    "phone, key",
    [
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(021) 1234 5678 转 12", "02112345678"),
        ("86-21-12345678", "02112345678"),
        ("+86 021 12345678", "02112345678"),
        ("021-12345678/87654321", "02112345678"),
        ("400-800-1234", "4008001234"),
        ("86123456", "86123456"),
        ("N/A", ""),
        ("8612", ""),
    ],
)
def test_phones(phone, key):
    assert phone_key(phone) == key


@pytest.mark.parametrize(
    "address, key",
    [
        ("https://www.hengyu.com/cn/", "hengyu.com"),
        ("li@mail.hengyu.com.cn", "hengyu.com.cn"),
        ("HENGYU.com.cn:8080", "hengyu.com.cn"),
        ("http://中国.公司/", "中国.公司"),
        ("li@qq.com", ""),
        ("li@vip.163.com", ""),
        ("127.0.0.1", ""),
        ("http://[::1", ""),
        ("a b.com", ""),
        ("hengyu", ""),
    ],
)
def test_domains(address, key):
    assert domain_key(address) == key


@pytest.mark.parametrize(
    "text, key", [("重庆长安", "cqca"), ("上海 ABC（2019）公司", "shabc2019gs"), ("单位", "dw"), ("", "")]
)
def test_initials(text, key):
    assert initials(text) == key


@pytest.mark.parametrize("name, key", [("单雄信", "sxx"), ("尉迟恭", "ycg"), ("曾国强", "zgq"), ("王单", "wd")])
def test_surnames_are_read_as_surnames(name, key):
    assert initials(name, of_person=True) == key
