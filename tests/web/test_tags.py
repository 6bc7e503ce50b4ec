"""What the tags draw, and that it can be read without seeing it."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from bizdept.refusal import Reason
from bizdept.web.lists import ListForm
from bizdept.web.templatetags import bizdept as tags


def drawn(source: str, **context) -> str:
    return Template(source).render(Context(context))


class Form(forms.Form):
    name = forms.CharField(help_text="As on the licence.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False)


def test_a_field_ties_its_help_and_its_errors_to_the_widget():
    form = Form({"name": "", "kind": "a"})
    text = drawn("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name_help id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_name_help"' in text and 'id="id_name_error"' in text
    assert 'for="id_name"' in text and "required" in text


def test_a_group_of_choices_has_one_legend_and_keeps_what_was_chosen():
    text = drawn("{% field form.kind %}", form=Form({"name": "x", "kind": "b"}))
    assert text.count("<legend") == 1
    assert text.count("checked") == 1
    assert text.index('value="b"') < text.index("checked") < text.index("</fieldset>")


def test_what_was_typed_is_escaped():
    text = drawn("{% field form.name %}{% errors form %}", form=Form({"name": '"><script>', "kind": "nonsense"}))
    assert "<script>" not in text


def test_the_summary_leads_to_each_wrong_field():
    text = drawn("{% errors form %}", form=Form({"name": "", "kind": ""}))
    assert 'href="#id_name"' in text and 'role="alert"' in text
    assert drawn("{% errors form %}", form=Form()).strip() == ""


def test_level_and_state_are_words_too(db):
    record = SimpleNamespace(level=3, state="returned", get_state_display=lambda: "returned")
    assert "Core secret" in drawn("{% level record %}", record=record)
    assert drawn("{% state record %}", record=record).startswith('<span class="bz-b bad">')


def test_a_meter_stays_within_its_frame():
    assert 'width="100.0"' in drawn("{% meter 250 'over' %}")
    assert 'width="0.0"' in drawn("{% meter none 'nothing' %}", none=None)


def move(name, *reasons):
    return SimpleNamespace(
        name=name, label=name, tone="primary", icon="check", missing=lambda record, by: [Reason(r, r) for r in reasons]
    )


@pytest.fixture
def record():
    return SimpleNamespace(_meta=SimpleNamespace(app_label="contracts"), get_absolute_url=lambda: "/contracts/7/")


def test_a_move_is_a_link_until_something_stands_against_it(record):
    ready = drawn("{% move_button record move by %}", record=record, move=move("submit"), by=object())
    assert 'href="/contracts/7/submit/"' in ready and 'data-move="contracts.submit"' in ready
    grey = drawn("{% move_button record move by %}", record=record, move=move("submit", "No items."), by=object())
    assert "disabled" in grey and "<a" not in grey and 'data-move="contracts.submit"' in grey


def test_many_moves_are_all_there_the_last_ones_under_more(record):
    moves = [move(name) for name in "abcdef"]
    text = drawn("{% move_buttons record moves by 2 %}", record=record, moves=moves, by=None)
    assert [text.count(f'data-move="contracts.{name}"') for name in "abcdef"] == [1] * 6
    assert text.index("<details") > text.index("contracts.b")


def test_reasons_are_said_in_words(record):
    text = drawn("{% move_reasons record moves by %}", record=record, moves=[move("submit", "No items.")], by=object())
    assert "<li>No items.</li>" in text


def test_a_condition_is_taken_away_and_the_view_stays():
    request = RequestFactory().get("/customers/?view=mine&q=a%26b&grade=A&page=3")
    assert drawn("{% without 'grade' %}", request=request) == "?view=mine&amp;q=a%26b"
    assert drawn("{% without %}", request=request) == "?view=mine"


@pytest.mark.parametrize(
    ("sort", "then"), [("", "sort=amount"), ("amount", "sort=-amount"), ("-amount", "sort=amount")]
)
def test_a_second_press_on_a_columns_head_turns_the_order_round(sort, then):
    request = RequestFactory().get("/contracts/?page=2&q=x")
    column = SimpleNamespace(name="amount", label="amount", kind="money", sort=("amount",))
    text = drawn("{% column_head column %}", request=request, sort=sort, column=column)
    assert f'href="?q=x&amp;{then}"' in text
    assert ("aria-sort" in text) is bool(sort)


def test_filters_keep_the_view():
    form = ListForm({"q": '"x'}, user=None)
    text = drawn('{% include "parts/filters.html" %}', form=form, sort="", title="t", rows=SimpleNamespace(records=[]))
    assert 'value="&quot;x"' in text


def test_addresses_that_are_not_there_are_no_links(monkeypatch):
    monkeypatch.setattr(tags, "leads_somewhere", lambda address: False)
    assert "<a" not in drawn("{% clause '3.3.3' %}")
