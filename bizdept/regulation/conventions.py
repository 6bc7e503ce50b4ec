"""What the house writes in a way of its own, as it was signed last.

Remembered by each process, but never beyond one request: whoever signs in brings along which row was signed last, in
the query that fetches them anyway, and what is remembered from before that row is forgotten.
"""

from typing import Any

from django.db.models import QuerySet

from bizdept.regulation.models import Convention
from bizdept.remembered import Remembered

Subject = Convention.Subject
PAPER_LANGUAGE = "zh-hans"  # papers and contracts are Chinese, whatever the language of the page
Held = tuple[int | None, dict[str, list[dict[str, Any]]]]


def newest() -> QuerySet:
    """The number of the row that was signed last, for a query."""
    return Convention.objects.filter(is_signed=True).order_by("-decided_at", "-pk").values("pk")[:1]


def signed() -> Held:
    """The number of the row that was signed last; and all that was ever signed, by subject, the last one last."""
    rows = list(Convention.objects.filter(is_signed=True).order_by("decided_at", "pk"))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row.content)
    return rows[-1].pk if rows else None, found


held = Remembered(signed)


def heed(number: int | None) -> None:
    """Forget what is remembered if another row was signed meanwhile, in whichever process."""
    if held.value is not None and held.value[0] != number:
        held.forget()


def convention(subject: str) -> dict[str, Any]:
    """What holds of this subject; empty where nothing was ever signed."""
    return held()[1].get(subject, [{}])[-1]


def convention_now(subject: str) -> dict[str, Any]:
    """The same, asked afresh: for what is decided or drawn."""
    return signed()[1].get(subject, [{}])[-1]


def conventions_ever(subject: str) -> list[dict[str, Any]]:
    """All that ever held of this subject."""
    return held()[1].get(subject, [])
