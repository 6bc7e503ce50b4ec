"""What the house writes in a way of its own, as it was signed last: asked for once in a request."""

from typing import Any

from bizdept.regulation.models import Convention
from bizdept.remembered import Remembered

Subject = Convention.Subject


def signed() -> dict[str, dict[str, Any]]:
    """The content that holds, by subject. One query."""
    rows = Convention.objects.filter(is_signed=True).order_by("decided_at", "pk")
    return dict(rows.values_list("subject", "content"))


held = Remembered(signed, is_short=True)


def convention(subject: str) -> dict[str, Any]:
    """What holds of this subject; empty where nothing was ever signed."""
    return held().get(subject, {})
