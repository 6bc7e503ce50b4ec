"""The regulation is complete: 81 original articles, five filled in, each found by its code."""

import pytest

from bizdept.regulation.articles import ARTICLES, UnknownArticle, article, chapters, chinese_number
from bizdept.regulation.claims import CLAIMS, Claim, claim, claims_of
from bizdept.regulation.text import TEXT

COUNTS = {"1": 6, "2": 13, "3": 20, "4": 8, "5": 8, "6": 8, "7": 10, "8": 11, "9": 2}


def test_the_regulation_has_81_articles_and_five_filled_in():
    sources = [entry.source for entry in ARTICLES.values()]
    assert (sources.count("original"), sources.count("filled in")) == (81, 5)
    assert len(TEXT) == 86


def test_each_chapter_has_its_articles_in_order():
    assert {chapter.number: len(chapter.articles) for chapter in chapters()} == COUNTS
    codes = [entry.code for chapter in chapters() for entry in chapter.articles]
    assert codes == sorted(codes) == list(ARTICLES)


def test_every_article_says_something():
    assert all(str(entry.title) and str(entry.demand).endswith(".") for entry in ARTICLES.values())


@pytest.mark.parametrize(
    "code, number",
    [("3.3.3", "三（三）3"), ("7.2", "七（二）"), ("1.1", "一（一）"), ("9", "九"), ("8.1.4", "八（一）4")],
)
def test_numbers_are_written_as_in_the_document(code, number):
    assert chinese_number(code) == number


def test_an_article_knows_its_number():
    assert article("3.3.3").number == "三（三）3"


def test_an_unknown_article_is_said():
    with pytest.raises(UnknownArticle, match="9.9.9"):
        article("9.9.9")


@pytest.fixture
def no_claims(monkeypatch):
    monkeypatch.setattr("bizdept.regulation.claims.CLAIMS", {})


def test_a_claim_is_found_by_its_article_once(no_claims):
    for _ in range(2):
        claim("3.3.3", by="contracts.submit", kind="move")
    claim("3.4.1", by="contracts.send", kind="move")
    assert claims_of("3.3.3") == [Claim("3.3.3", "contracts.submit", "move")]


@pytest.mark.parametrize("code, kind, error", [("9.9.9", "move", LookupError), ("3.3.3", "wish", ValueError)])
def test_a_wrong_claim_is_refused(code, kind, error):
    before = dict(CLAIMS)
    with pytest.raises(error):
        claim(code, by="contracts.submit", kind=kind)
    assert before == CLAIMS
