"""The templates keep the house rules; each rule finds what is planted; none is drawn by nobody."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from tests.house import code, templates

pytestmark = pytest.mark.once
PLANTED = [
    (templates.holds_a_script, "<script>alert(1)</script>"),
    (templates.holds_a_script, "<script src=\"{% static 'app.js' %}\">alert(1)</script>"),
    (templates.holds_a_script, '<script src="https://elsewhere.example/x.js"></script>'),
    (templates.holds_a_script, '<a href="JavaScript:alert(1)">'),
    (templates.holds_a_style, '<p style="color:red">'),
    (templates.holds_a_style, "<style>p { color: red }</style>"),
    (templates.holds_a_handler, '<button onclick="go()">'),
    (templates.holds_a_handler, "<body\n onload='go()'>"),
    (templates.holds_a_handler, '<a href="{{ x }}" {% if x %}onmouseover="go()"{% endif %}>'),
    (templates.holds_a_handler, '<a hx-on:click="go()">'),
    (templates.trusts_a_string, "{{ x|safe }}"),
    (templates.trusts_a_string, "{{ x | safe }}"),
    (templates.trusts_a_string, "{% autoescape off %}"),
    (templates.points_elsewhere, '<img src="https://elsewhere.example/x.png">'),
    (templates.points_elsewhere, "<link href='//fonts.example/x.css'>"),
    (templates.posts_without_a_token, '<form method="post"><button>x</button></form>'),
    (templates.is_too_long, "\n" * 201),
]
HARMLESS = [
    '<p class="onward" data-on="x">',
    "{{ x|safely }}",
    '<p title="style=1">on = 1</p>',
    '<form method="get"></form>',
]
EXCEPTIONS = {
    (templates.trusts_a_string, "parts/field_told.html"): "a help text is Django's or ours, and may hold a list"
}
TEXTS = dict(templates.templates())


@pytest.mark.parametrize("rule", templates.RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_the_rule(rule):
    held = {path: text for path, text in TEXTS.items() if (rule, path) not in EXCEPTIONS}
    assert [sentence for path, text in held.items() for sentence in rule(path, text)] == []


@pytest.mark.parametrize("rule, lie", PLANTED, ids=lambda value: getattr(value, "__name__", None))
def test_the_rule_finds_what_is_planted(rule, lie):
    assert list(rule("contracts/x.html", lie))


@pytest.mark.parametrize("text", HARMLESS)
def test_the_rules_leave_in_peace_what_is_right(text):
    assert [sentence for rule in templates.RULES for sentence in rule("contracts/x.html", text)] == []


def test_every_rule_has_its_lie_and_every_exception_is_needed():
    assert {rule for rule, _lie in PLANTED} == set(templates.RULES)
    assert all(list(rule(path, TEXTS[path])) for rule, path in EXCEPTIONS)


def test_none_is_drawn_by_nobody():
    assert set(TEXTS) - templates.drawn(TEXTS) == set()


def test_one_that_nobody_draws_is_found():
    planted = {"contracts/forgotten.html": "", "contracts/parts/child_of_forgotten.html": ""}
    planted["contracts/forgotten.html"] = "{% include 'contracts/parts/child_of_forgotten.html' %}"
    assert set(planted) <= set(TEXTS | planted) - templates.drawn(TEXTS | planted)


def test_what_is_named_is_there():
    assert templates.absent(TEXTS) == set()
    assert templates.absent(TEXTS | {"x.html": '{% extends "page/nowhere.html" %}'}) == {"page/nowhere.html"}


@pytest.mark.parametrize("path", TEXTS)
def test_it_compiles(path):
    assert get_template(path)


def test_the_scripts_and_styles_of_the_pages_are_ours():
    named = {name for text in TEXTS.values() for name in re.findall(r"\{% static '([^']+)' %\}", text)}
    vendored = {name for name in named if name.startswith("vendor/")}
    assert all((code.ROOT / "static" / name).is_file() for name in named - vendored)


def test_an_undefined_variable_is_seen():
    """The mark stands in the page; tests/conftest.py looks for it in each answer of each test."""
    text = engines["django"].from_string("<p>{{ nowhere }}</p>{{ one.nowhere|upper }}").render({"one": Path()})
    assert text.count("!!undefined") == 2
