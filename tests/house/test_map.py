"""docs/map.md says what there is: every question with who asks and who answers, every floor."""

import re

import pytest
from django.conf import settings

from bizdept.questions.registry import QUESTIONS
from tests.house import code

pytestmark = pytest.mark.once
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (\w+)[^|]*\| ([\w, ]*)\|$", re.MULTILINE)


def told() -> dict[str, tuple[str, str, set[str]]]:
    """The table of questions as the page has it: name → who asks, about what, who answers."""
    page = (code.ROOT / "docs/map.md").read_text()
    return {
        name: (asker, about, {word.strip() for word in answerers.split(",") if word.strip()})
        for name, asker, about, answerers in ROW.findall(page)
    }


def known() -> dict[str, tuple[str, str, set[str]]]:
    """The same from the source: a question is declared in questions.py of the package that asks it."""
    texts = {path: (code.ROOT / path).read_text() for path, _tree in code.sources() if path.stem == "questions"}
    declared = {name: path for path, text in texts.items() for name in re.findall(r'Question\(\s*"(\w+)"', text)}
    return {
        name: (
            declared[name].parent.name,
            question.asks.__name__,
            {package.removeprefix("bizdept.") for package in question.by_package},
        )  # fmt: skip
        for name, question in QUESTIONS.items()
    }


def test_the_page_lists_every_question_and_no_other():
    assert told() == known()


def test_a_question_that_is_not_on_the_page_is_found(monkeypatch):
    monkeypatch.delitem(QUESTIONS, next(iter(QUESTIONS)))
    assert told() != known()


def test_the_page_names_every_room_of_the_kernel():
    page = (code.ROOT / "docs/map.md").read_text()
    for room in (*settings.KERNEL, *settings.ROOF, *settings.CHAPTERS, "refusal"):
        assert re.search(rf"\b{room}\b", page), room
