"""What is drawn in Python is what Django's own templates draw."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from bizdept.web.widgets import DRAWN, Renderer

NAUGHTY = ['"><script>alert(1)</script>', "O'Neil & Söhne", "", "甲乙 <b>", None, 0, 12.5, True]
GROUPS = [("", "—"), (1, "one <i>"), ("group", [("a&b", "A & B"), (2, "two")])]
WIDGETS = [
    forms.TextInput(attrs={"class": "form-control", "required": True, "disabled": False, "data-x": 'a"b'}),
    forms.HiddenInput(), forms.NumberInput(attrs={"step": 1}), forms.EmailInput(), forms.PasswordInput(),
    forms.DateInput(attrs={"type": "date"}), forms.CheckboxInput(attrs={"class": "c"}), forms.URLInput(),
    forms.Select(choices=GROUPS, attrs={"id": "x"}), forms.Select(choices=[(n, f"p{n}") for n in range(30)]),
    forms.NullBooleanSelect(), forms.Textarea(), forms.RadioSelect(choices=GROUPS[:2]),
]  # fmt: skip


def without_blanks(html: str) -> str:
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).replace("> ", ">").replace(" <", "<").strip()


@pytest.mark.parametrize("value", NAUGHTY, ids=str)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_it_is_drawn_as_django_draws_it(widget, value):
    ours = widget.render("a name", value, attrs={"aria-label": "<x>"}, renderer=Renderer())
    theirs = widget.render("a name", value, attrs={"aria-label": "<x>"}, renderer=DjangoTemplates())
    assert without_blanks(ours) == without_blanks(theirs)


def test_each_drawn_template_is_one_of_djangos():
    for name in DRAWN:
        assert DjangoTemplates().get_template(name)
