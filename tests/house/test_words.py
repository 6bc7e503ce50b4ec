"""Every sentence is marked, every marked one is translated, and each rule finds what is planted."""

import ast
import shutil
from pathlib import Path

import pytest

from setup import messages
from tests.house import code, templates, words

pytestmark = pytest.mark.once
BRANDS = {"SHA-256", "Excel", "PDF"}


@pytest.fixture(scope="module")
def source():
    return messages.extract()


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_sentence_is_translated(source, language):
    assert list(words.wanting(source, words.catalogue(language))) == []


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_no_translation_is_left_over(source, language):
    assert list(words.left_over(source, words.catalogue(language))) == []


def test_a_translation_is_chinese(source):
    """Not the English once more, but for names."""
    said = {m.id: m.string for m in words.catalogue("zh_Hans") if m.id and isinstance(m.id, str)}
    same = {text for text, chinese in said.items() if not words.HAN.search(chinese) and words.WORD.search(text)}
    assert same - {text for text in same if chinese_free(text)} == set()


def chinese_free(text: str) -> bool:
    """Blanks and names alone, which are the same in every language."""
    plain = words.SLOT.sub("", text)
    for brand in BRANDS:
        plain = plain.replace(brand, "")
    return not words.WORD.search(plain)


@pytest.fixture
def planted(tmp_path) -> Path:
    """A small product in which one sentence of each kind is translated by nobody."""
    shutil.copytree(code.ROOT / "customers", tmp_path / "customers")
    (tmp_path / "templates").mkdir()
    (tmp_path / "customers/planted.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        "A = _('Planted in source')\nB = ngettext('%d planted', '%d are planted', 2)\n"
        "C = pgettext('of a pump', 'planted by context')\n"
    )
    (tmp_path / "templates/planted.html").write_text(
        "{% translate 'Planted in a template' %}\n"
        "{% blocktranslate with a=1 %}Planted {{ a }} in a block{% endblocktranslate %}"
    )
    return tmp_path


def test_what_nobody_has_translated_is_found(planted):
    found = "".join(words.wanting(messages.extract(planted), words.catalogue("zh_Hans")))
    for sentence in (
        "Planted in source",
        "%d planted",
        "planted by context",
        "Planted in a template",
        "Planted %(a)s in",
    ):
        assert repr(sentence)[1:-1] in found, sentence


@pytest.mark.parametrize(
    "text, translation, complaint",
    [
        ("%(a)s is due", "到期", "other blanks"),
        ("%(a)s is due", "%(b)s 到期", "other blanks"),
        ("x", "", "not translated"),
    ],
)
def test_a_translation_with_other_blanks_is_found(text, translation, complaint):
    source, translated = words.Catalog(), words.Catalog()
    source.add(text)
    translated.add(text, translation)
    assert complaint in "".join(words.wanting(source, translated))
    translated[text].flags.add("fuzzy")
    translated[text].string = "甲"
    assert "doubtful" in "".join(words.wanting(source, translated))


def test_every_sentence_of_the_source_is_marked():
    found = [line for path, tree in code.sources() for line in words.says_it_in_one_language(path, tree)]
    assert found == []


def test_every_mark_is_one_that_the_catalogues_look_for():
    sources = code.sources()
    assert [line for path, tree in sources for line in words.goes_by_a_name_that_is_not_gathered(path, tree)] == []
    lie = ast.parse("from django.utils.translation import gettext as _t")
    assert list(words.goes_by_a_name_that_is_not_gathered(Path("contracts/x.py"), lie))


def test_every_word_of_the_templates_is_marked():
    found = [line for path, text in templates.templates() for line in words.says_it_in_one_language_there(path, text)]
    assert found == []


def test_no_chinese_in_the_source():
    found = [line for path, _ in code.sources() for line in words.chinese_in(path, (code.ROOT / path).read_text())]
    texts = {path: words.without_remarks(text) for path, text in templates.templates()}
    assert found + [path for path, text in texts.items() if words.HAN.search(text)] == []


@pytest.mark.parametrize("place", words.CHINESE_BY_NATURE)
def test_each_exception_is_needed(place):
    files = [code.ROOT / place] if place.endswith(".py") else (code.ROOT / place).rglob("*.py")
    assert any(words.HAN.search(file.read_text()) for file in files)


@pytest.mark.parametrize(
    "lie",
    ["Reason('x', 'Not like this.')", "messages.success(request, 'Saved.')", "f = forms.CharField(label='name')",
     "messages.error(request, f'No {x} here')", "x = models.CharField(verbose_name='name')"],
)  # fmt: skip
def test_a_sentence_that_is_not_marked_is_found(lie):
    assert list(words.says_it_in_one_language(Path("contracts/x.py"), ast.parse(lie)))


@pytest.mark.parametrize(
    "lie",
    ["<p>Saved.</p>", "<button>{% icon 'x' %}Save</button>", '<a aria-label="Close">x</a>', '<img alt="a b cde">',
     "{% if x %}None yet{% endif %}", '<input placeholder="Type here">'],
)  # fmt: skip
def test_a_word_that_is_not_marked_is_found(lie):
    assert list(words.says_it_in_one_language_there("x.html", lie))


@pytest.mark.parametrize(
    "truth",
    ['<p class="card">{% translate "Saved." %}</p>', "{% blocktranslate %}Saved{% endblocktranslate %}", "{{ words }}",
     "{% comment %}Words for us{% endcomment %}", '<a href="/contracts/" data-move="contracts.sign">&nbsp;</a>'],
)  # fmt: skip
def test_what_is_marked_is_left_in_peace(truth):
    assert not list(words.says_it_in_one_language_there("x.html", truth))


def test_chinese_is_found_in_strings_and_not_in_remarks():
    assert list(words.chinese_in(Path("contracts/x.py"), "x = '合同'"))
    assert list(words.chinese_in(Path("contracts/x.py"), "x = f'合同{y}'"))
    assert not list(words.chinese_in(Path("contracts/x.py"), '"""The contract 合同."""\nx = 1  # 合同'))
