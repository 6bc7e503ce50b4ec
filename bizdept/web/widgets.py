"""Form fields drawn without templates: Django draws each option of a select by three, 30 ms for 200 colleagues."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join

Widget = Mapping[str, Any]


def attributes(widget: Widget) -> str:
    """As Django's attrs.html writes them: False is left out, True stands by its name alone."""
    told = [(name, value) for name, value in widget["attrs"].items() if value is not False]
    if not told:
        return ""
    return format_html_join("", "{}", ((attribute(name, value),) for name, value in told))


def attribute(name: str, value: Any) -> str:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))


def select(widget: Widget) -> str:
    groups = ((group(name, options),) for name, options, _place in widget["optgroups"])
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], attributes(widget), format_html_join("", "{}", groups)
    )


def group(name: str | None, options: list[Widget]) -> str:
    """The options of a select, or of one group of it: drawn by one form for all, as there may be hundreds."""
    parts = [part for one in options for part in (str(one["value"]), attributes(one), one["label"])]
    drawn = format_html('<option value="{}"{}>{}</option>' * len(options), *parts) if options else ""
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn


def entry(widget: Widget) -> str:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget))


INPUTS = (
    forms.CheckboxInput, forms.DateInput, forms.EmailInput, forms.HiddenInput, forms.NumberInput, forms.PasswordInput,
    forms.TextInput, forms.URLInput,
)  # fmt: skip
DRAWN: dict[str, Callable[[Widget], str]] = {kind.template_name: entry for kind in INPUTS}
DRAWN[forms.Select.template_name] = select


class Renderer(DjangoTemplates):
    """Draws what is asked for most; everything else as Django does."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)
