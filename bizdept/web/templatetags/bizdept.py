"""The words that every template may use: icons, badges, clause chips, sums, days, form fields, moves."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django import forms, template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bizdept.access.levels import Level
from bizdept.regulation.articles import ARTICLES
from bizdept.web import drawn, words
from bizdept.web.questions import Asked, standing

register = template.Library()
MARKS = 48  # that cover a large screen
for in_words in (
    words.browser, words.cited, words.day, words.deed, words.iso, words.mask, words.moment, words.money, words.plain,
):  # fmt: skip
    register.filter(in_words.__name__, in_words)


@register.filter
def written(value) -> str:
    """A day as papers write it: 2025年12月10日, a moment with its minute; a contract's text holds days as ISO."""
    value = date.fromisoformat(value) if isinstance(value, str) and value else value
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{date_format(value)} {value:%H:%M}"
    return date_format(value)


@lru_cache(maxsize=64)
def leads_somewhere(address: str) -> bool:
    """Whether the site has this address: a chip of a chapter that isn't built yet is a word, not a dead link."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


@register.filter
def of(table: dict, key):
    """What a table holds under a key, or nothing."""
    return table.get(key)


@register.inclusion_tag("parts/watermark.html", takes_context=True)
def watermark(context) -> dict:
    """8.2.2: name and time over the pages of a core secret, and of what an emergency opened, for the eye and the paper
    alone."""
    record, shell = context.get("record"), context.get("shell")
    is_marked = getattr(record, "level", 0) >= Level.CORE or getattr(record, "is_by_glass", False)
    is_core = is_marked and getattr(shell, "user", None)
    return {"words": f"{shell.user} {timezone.localtime():%Y-%m-%d %H:%M}" if is_core else "", "times": range(MARKS)}


@register.filter
def grouped(number) -> str:
    """500000 → 500,000; 13.50 → 13.5."""
    return f"{Decimal(str(number)).normalize():,f}"


# Pictures and badges


for picture in (drawn.icon, drawn.badge, drawn.state, drawn.level, drawn.avatar, drawn.cells):
    register.simple_tag(picture, name=picture.__name__)


@register.filter
def level_word(number: int) -> str:
    """What a level is called here, by its number."""
    return str(Level(number).label)


@register.inclusion_tag("parts/clause.html")
def clause(code: str) -> dict:
    """The dashed chip that names the clause of the regulation which a page carries out."""
    address = f"/regulation/#{code}" if leads_somewhere("/regulation/") else ""
    known = ARTICLES.get(code)
    return {"words": words.cited(code), "address": address, "title": known.title if known else ""}


@register.inclusion_tag("parts/meter.html")
def meter(percent, label, tone: str = "") -> dict:
    """A bar from 0 to 100 percent; the label says the same in words."""
    return {"width": f"{max(0.0, min(100.0, float(percent or 0))):.1f}", "label": label, "tone": tone}


# Forms


def css_of(widget: forms.Widget) -> str:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@register.inclusion_tag("parts/field.html")
def field(bound, css: str = "") -> dict:
    """A form's field with label, help and errors, tied together for those who can't see it.

    `bound` is a BoundField; `css` goes to the wrapper (w: the whole width of a pair).
    """
    widget = bound.field.widget
    if getattr(bound.field, "empty_label", None) == BLANK_CHOICE_DASH[0][1]:
        bound.field.empty_label = _("Choose")
    kind = "text"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        kind = "group"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "check"
    if widget.attrs.get("placeholder") == str(bound.label):
        del widget.attrs["placeholder"]  # the label stands above already
    attrs = {"class": f"{widget.attrs.get('class', '')} {css_of(widget)}".strip()}
    told = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        told.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if told and kind != "group":
        attrs["aria-describedby"] = " ".join(told)
    return {"field": bound, "kind": kind, "widget": bound.as_widget(attrs=attrs), "css": css, "told": " ".join(told)}


@register.simple_tag
def control(bound, label="", css: str = ""):
    """The bare widget in a table's cell or a filter bar; `label` is read aloud in place of a visible one."""
    widget = bound.field.widget
    attrs = {"class": f"{css_of(widget)} {css}".strip(), "aria-label": label or bound.label}
    if bound.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("parts/field_errors.html")
def field_errors(bound) -> dict:
    """What is wrong with a field that `control` drew."""
    return {"field": bound}


@register.inclusion_tag("parts/errors.html")
def errors(*forms_given) -> dict:
    """The summary on top of a page: what is wrong with these forms, each a link to its field."""
    found = []
    for form in forms_given:
        if form and form.is_bound:
            found += [("", sentence) for sentence in form.non_field_errors()]
            found += [(bound, sentence) for bound in form for sentence in bound.errors]
    return {"found": found}


# Lists


@register.filter
def record_key(record) -> str:
    """How pages name a record for those who drive them: contracts.contract:187."""
    return f"{record._meta.label_lower}:{record.pk}"


@register.filter
def kind_name(record) -> str:
    """What sort of thing a record is, in the page's language: contract, customer."""
    return capfirst(record._meta.verbose_name)


@register.simple_tag(takes_context=True)
def without(context, *names) -> str:
    """This list's address without these conditions; without any name: with the view and the order alone."""
    query = context["request"].GET.copy()
    for name in names or [key for key in query if key not in ("view", "sort", "layout")]:
        query.pop(name, None)
    query.pop("page", None)
    if "view" not in query and context["form"].VIEWS:  # with nothing said the list opens with one's own usual view
        query["view"] = context["form"].shown_view
    return "?" + query.urlencode()


CARD = ("money", "person", "state", "level")  # the kinds of columns that a card has room for, in its order


@register.inclusion_tag("parts/card.html")
def card(columns, record, listing, came_from: str, where) -> dict:
    """One record on a board, with what its columns say in few words, but what its lane (`where`) says of it."""
    title, second = next(drawn.two_lines(c.value(record)) for c in columns if c.kind == "link")
    told = [column for column in columns if column.kind in CARD and column.name not in where]
    facts = [(c.kind, c.value(record)) for c in sorted(told, key=lambda column: CARD.index(column.kind))]
    return {
        "record": record, "title": title, "second": second, "facts": facts,
        "address": f"{record.get_absolute_url()}{came_from}", "moves": f"{listing.home}{record.pk}/moves/",
    }  # fmt: skip


@register.inclusion_tag("parts/beside.html", takes_context=True)
def beside_record(context) -> dict:
    """Where a record stands in the list that somebody came from; nothing, where they came otherwise."""
    return {"beside": context.get("beside")}


@register.inclusion_tag("parts/standing.html", takes_context=True)
def level_standing(context, record) -> dict:
    """8.1.1: how confidential a record is, until when, and the way to change that for whoever may."""
    found = standing(Asked(record, context["shell"].user))
    return {"record": record, "standing": next(iter(found), None)}


@register.inclusion_tag("parts/column.html", takes_context=True)
def column_head(context, column) -> dict:
    """A column's head: a link that sorts where it can be sorted; the second press turns the order round."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    now = context["sort"]
    query["sort"] = f"-{column.name}" if now == column.name else column.name
    order = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
    return {"column": column, "address": "?" + query.urlencode() if column.sort else "", "order": order}


# The way here, and moves


@register.inclusion_tag("parts/crumbs.html")
def crumbs(*way) -> dict:
    """The way here: word, address, word, address, and the last word, which has no address."""
    pairs = list(zip(way[::2], [*way[1::2], ""], strict=False))
    return {"crumbs": pairs}


def offer(record, move, by) -> dict:
    reasons = [str(reason) for reason in move.missing(record, by)] if by else []
    return {
        "key": f"{record._meta.app_label}.{move.name}",
        "label": move.label,
        "address": f"{record.get_absolute_url()}{move.name}/",
        "tone": move.tone,
        "icon": move.icon,
        "reasons": reasons,
    }


@register.inclusion_tag("parts/move.html")
def move_button(record, move, by=None, css: str = "") -> dict:
    """A move as a link to its page, shown as a dialog where scripts run; greyed out while reasons stand against it.

    `by` is the Actor: with it the rules are asked what is missing.
    """
    return {"offer": offer(record, move, by), "css": css}


@register.inclusion_tag("parts/moves.html")
def move_buttons(record, moves, by=None, shown: int = 3) -> dict:
    """The row of moves open to this person: the first few as buttons, the rest under “more”."""
    offers = [offer(record, move, by) for move in moves]
    shown = len(offers) if len(offers) == shown + 1 else shown
    return {"offers": offers[:shown], "rest": offers[shown:]}


@register.inclusion_tag("parts/reasons.html")
def move_reasons(record, moves, by) -> dict:
    """Why moves can't be made yet, in sentences: what the greyed-out buttons mean."""
    return {"blocked": [o for o in (offer(record, move, by) for move in moves) if o["reasons"]]}
