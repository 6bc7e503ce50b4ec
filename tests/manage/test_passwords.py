"""What may be a password, and how it is typed, kept and compared (ASVS 6.2, 11.4.2)."""

import re

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import CommonPasswordValidator

from tests.company import NOW, fresh
from tests.house.code import ROOT
from tests.manage.conftest import PASSWORD, text
from tests.manage.test_lockout import SECRET, TOTP, code_of_the_moment, with_password
from tests.manage.test_sessions import later

CHANGE = "/accounts/password/change/"


def test_the_hash_is_slow_and_the_list_long():
    hasher = get_hasher("pbkdf2_sha256")
    assert hasher.digest().name == "sha256" and hasher.iterations >= 600_000
    assert sum(len(word) >= 8 for word in CommonPasswordValidator().passwords) >= 3000


@pytest.fixture
def changed(house, signed_in, settings):
    """Whether li's password is now what li wished."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def change(word: str) -> bool:
        li = with_password(house.li)
        signed_in(li).post(CHANGE, {"oldpassword": PASSWORD, "password1": word, "password2": word})
        return fresh(li).check_password(word)

    return change


@pytest.mark.parametrize("word", [
    "qzvbwkjx", "QZVBWKJX", "82640917263549", "鲸鱼在山上唱歌七次", "  blanks around  ", "x7" * 32 + "!", "é🐋ñ-wale",
    "correct bizdept battery",
])  # fmt: skip
def test_any_signs_from_eight_on_and_as_they_were_typed(house, changed, word):
    assert changed(word)
    li = fresh(house.li)
    others = {word[:-1], word + " ", word.strip(), word.swapcase(), word[:60]} - {word}
    assert not any(li.check_password(other) for other in others)


@pytest.mark.parametrize("word", [
    "qzvbwkj", "", "password1", "iloveyou", "1234567890", "bizdept-demo", "BizDept2026", "yewuke2026!", "业务科2026",
])  # fmt: skip
def test_too_short_too_common_or_the_houses_words_are_none(changed, word):
    assert not changed(word)


def test_names_of_company_department_and_person_are_none(house, changed):
    house.li.name = "Liqianhong"
    house.li.save()
    assert not changed("liqianhong1") and not changed(f"{house.team.name} 2026")


def test_the_old_one_is_asked_for(house, signed_in, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    li = with_password(house.li)
    for old in ("", "wrong"):
        signed_in(li).post(CHANGE, {"oldpassword": old, "password1": "qzvbwkjx", "password2": "qzvbwkjx"})
    assert fresh(li).check_password(PASSWORD)


def test_fields_hide_what_is_typed_and_leave_pasting_and_managers_alone(house, signed_in, client):
    pages = text(client.get("/accounts/login/")) + text(signed_in(with_password(house.li)).get(CHANGE))
    fields = re.findall(r'<input[^>]*name="(?:password|oldpassword|password1|password2)"[^>]*>', pages)
    assert len(fields) == 4
    assert all('type="password"' in field and 'autocomplete="' in field for field in fields)
    assert not any('autocomplete="off"' in field or "maxlength" in field for field in fields)
    assert not re.search(r"""["'](?:paste|copy|beforeinput)["']|onpaste""", (ROOT / "static/app.js").read_text())


def test_six_digits_open_for_their_half_minute_alone(house, by_password, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    TOTP.activate(with_password(house.li), SECRET)
    code = code_of_the_moment()
    assert NOW.second % 30 == 0
    for seconds, is_open in ((-1, False), (30, False), (29, True)):  # the last one uses it up
        with later(seconds / 60):
            client = by_password(house.li)
            client.post("/accounts/2fa/authenticate/", {"code": code})
            assert (client.get("/notices/").status_code == 200) is is_open, seconds
