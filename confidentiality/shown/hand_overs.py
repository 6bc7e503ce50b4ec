"""What the pages of hand-overs show: what is kept and to whom it goes, what went, the checklist, the last looks."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.models import AccessLog
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.regulation.numbers import value
from bizdept.workflow.holdings import holdings_of
from bizdept.workflow.questions import Owned
from confidentiality.models import HandOver, LeaversCheck, Passed
from confidentiality.rules import hand_overs as rules
from confidentiality.rules.log import scopes_of

PAGE = 50
LOOKS = {
    "looked": _("pages opened"), "file": _("files downloaded"), "print": _("papers printed"),
    "export": _("lists exported"), "unmask": _("numbers unmasked"),
    "refused": pgettext_lazy("by the access log", "refused"),
}  # fmt: skip
TAKEN_BY = {
    "look.file": "file", "look.print": "print", "look.export": "export", "look.export_file": "export",
    "look.export_log": "export", "look.receipts": "print", "look.unmask": "unmask",
}  # fmt: skip


@dataclass
class Kept:
    """One kind of what somebody keeps: how many, to whom they go, to whom single ones do, how many went."""

    owned: Owned
    count: int
    to: User | None = None
    others: dict[User, int] = field(default_factory=dict)
    went: dict[User, int] = field(default_factory=dict)


def kept_by(record: HandOver) -> list[Kept]:
    """Kind by kind; a kind of which nothing is there and nothing went is left out."""
    found = {owned.name: Kept(owned, owned.rows.count()) for owned in holdings_of(record.owner)}
    for (kind, row), to in rules.named_for(record).items():
        kept = found.get(kind)
        if kept and row:
            kept.others[to] = kept.others.get(to, 0) + 1
        elif kept:
            kept.to = to
    went = Passed.objects.of(record).order_by().values("kind", "to").annotate(count=Count("pk"))
    people = User.objects.in_bulk({row["to"] for row in went})
    for row in went:
        if kept := found.get(row["kind"]):
            kept.went[people[row["to"]]] = row["count"]
    return [kept for kept in found.values() if kept.count or kept.went]


@dataclass(frozen=True)
class KeptRow:
    """One thing that is kept: its number, itself for whoever may see it, to whom it alone goes, what is against it."""

    pk: int
    number: str
    level: str
    record: Any
    to: User | None
    against: list[str]


def rows_of(
    record: HandOver, owned: Owned, by: Actor, number: int, at: datetime, judged: bool
) -> tuple[list[KeptRow], Any]:
    """A page of what is kept of one kind, newest first, and the page; `judged`: with what is against each."""
    page = Paginator(owned.rows.order_by("-pk"), PAGE).get_page(number)
    rows = list(page)
    seen = seen_by(by.person, [owned.record(row) for row in rows], at)
    named = rules.named_for(record)
    usual = named.get((owned.name, 0))
    found = []
    if judged:
        owned.ahead(rows)
    for row in rows:
        about = owned.record(row)
        alone = named.get((owned.name, row.pk))
        taker = alone or usual
        reasons = (
            rules.reasons_against_passing(owned, row, taker, by, timezone.localdate(at)) if taker and judged else ()
        )
        found.append(
            KeptRow(row.pk, about.reference(), about.get_level_display(), seen.get((type(about), about.pk)), alone,
                    [str(reason) for reason in reasons])
        )  # fmt: skip
    return found, page


def seen_by(person: User, records: list[Any], at: datetime) -> dict[tuple[type, int], Any]:
    """Of these records, those that somebody may see: a query for each kind."""
    found: dict[tuple[type, int], Any] = {}
    wanted: dict[Any, set[int]] = {}
    for record in records:
        wanted.setdefault(type(record), set()).add(record.pk)
    for model, pks in wanted.items():
        found |= {(model, pk): one for pk, one in model.objects.among(person, pks, at).items()}
    return found


def went_by(record: HandOver, person: User, number: int, at: datetime) -> tuple[list[dict], Any]:
    """A page of what went: number and level, the record itself for whoever may see it."""
    page = Paginator(Passed.objects.of(record).select_related("to"), PAGE).get_page(number)
    lines = list(page)
    wanted: dict[int, set[int]] = {}
    for line in lines:
        wanted.setdefault(line.content_type_id, set()).add(line.object_id)
    seen: dict[int, dict] = {}
    for kind, pks in wanted.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        seen[kind] = model.objects.among(person, pks, at)
    return [{"line": line, "record": seen[line.content_type_id].get(line.object_id)} for line in lines], page


def checklist(record: HandOver) -> list[dict]:
    """Each item with its answer, if it has one."""
    there = {row.name: row for row in record.checks.select_related("by", "on_behalf_of")}
    return [{"name": name, "label": label, "row": there.get(name)} for name, label in rules.CHECKS.items()]


def answered(record: HandOver) -> dict[str, LeaversCheck]:
    return {row.name: row for row in record.checks.all()}


def files_of(record: HandOver) -> list[Attachment]:
    """The signed list, once it is filed."""
    return list(Attachment.objects.of(record).with_who())


def may_answer(by: Actor, record: HandOver) -> list[str]:
    return [name for name in rules.CHECKS if rules.may_check(by, record, name)]


def looks_of(record: HandOver, person: User, at: datetime) -> dict:
    """8.3.3: how often whoever leaves looked at something, took it away or was refused of late, by the access log."""
    days = int(value("leaving.look_back_days", timezone.localdate(at)))
    since = at - timedelta(days=days)
    rows = AccessLog.objects.filter(actor=record.owner_id, kind__in=("look", "refusal"), at__gte=since)
    found = dict.fromkeys(LOOKS, 0)
    for kind, action, count in rows.order_by().values_list("kind", "action").annotate(count=Count("pk")):
        name = "refused" if kind == "refusal" else TAKEN_BY.get(action, "looked")
        found[name] += count
    counts = [(LOOKS[name], count) for name, count in found.items()]
    first = timezone.localdate(since)
    asked = {"scope": scopes_of(person)[0], "person": record.owner_id, "first": first.isoformat()}
    return {"days": days, "counts": counts, "log": f"{reverse('confidentiality:log')}?{urlencode(asked)}"}
