"""Two people at one form: what the other wrote meanwhile stands beside what one typed oneself, field by field.

Fields that only the other changed are taken over and listed; where both did, both words stand there and a choice is
made. Whether only one did is known where the record keeps a history; elsewhere every difference is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.text import capfirst

from bizdept.workflow.history import as_seen


@dataclass
class Both:
    """What came of it: fields taken over from the other (label, value), and those that both changed (name, value)."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    collided: list[tuple[str, str]] = field(default_factory=list)


def compare(form: forms.BaseForm, before: Mapping[str, Any] | None) -> Both:
    """Hold a form that was filled in over `before` against what stands there now (its initial values).

    What only the other changed goes into the form's data, so that the next press saves it as it is.
    """
    both = Both()
    for name, one in form.fields.items():
        now, typed = form.get_initial_for_field(one, name), form[name].data
        if isinstance(one, forms.FileField) or name not in form.initial or not one.has_changed(now, typed):
            continue
        known, was = (True, before[name]) if before and name in before else (False, None)
        if known and not one.has_changed(was, now_as_typed(one, now)):
            continue  # the other left it as it was
        if known and not one.has_changed(was, typed):
            put(form, name, now_as_typed(one, now))
            both.taken.append((capfirst(str(one.label or name)), in_words(one, now)))
        else:
            one.widget.attrs["data-theirs"] = now_as_typed(one, now)
            both.collided.append((name, in_words(one, now)))
    return both


def now_as_typed(one: forms.Field, now: Any) -> Any:
    """A value as the browser would send it."""
    value = one.prepare_value(now)
    if isinstance(one.widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(value, (list, tuple)):
        return [str(part) for part in value]
    shown = one.widget.format_value(value)  # a day as the browser's calendar wants it
    return "" if shown is None else str(shown[0] if isinstance(shown, list) and shown else shown or "")


def put(form: forms.BaseForm, name: str, value: Any) -> None:
    """Put a value into what the form was sent."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict: it was sent
    if isinstance(value, list):
        data.setlist(form.add_prefix(name), value)
    elif value:
        data[form.add_prefix(name)] = value
    else:
        data.pop(form.add_prefix(name), None)
    form.data = data


def in_words(one: forms.Field, now: Any) -> str:
    """A value as people read it: a choice by its label."""
    value = one.prepare_value(now)
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words_of(one, part) for part in value) or "—"
    return in_words_of(one, value)


def in_words_of(one: forms.Field, value: Any) -> str:
    labels = {str(key): str(label) for key, label in getattr(one, "choices", ())}
    return labels.get(str(value), "—" if value in (None, "") else str(value))


def before_of(record: Any, seen: int) -> Mapping[str, Any] | None:
    """What the fields held in the version that somebody had before their eyes, where its history knows."""
    return as_seen(record, seen) if record is not None and hasattr(record, "history") else None
