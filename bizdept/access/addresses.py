"""The addresses of records: each is asked for by hundreds on a page and by thousands in a round of reminders."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MARK = 9_000_000_000_000_000_001  # an id that stands nowhere else in an address


def address_of(view: str, pk: int) -> str:
    """What `reverse(view, args=[pk])` answers, which takes 30 µs each time."""
    before, after = _around(view, get_script_prefix())
    return f"{before}{pk}{after}"


@lru_cache(maxsize=128)
def _around(view: str, prefix: str) -> tuple[str, str]:
    before, _mark, after = reverse(view, args=[MARK]).partition(str(MARK))
    return before, after
