"""What stands in the copy in the place of each guard: the guard itself, until it is switched off by its number.

A guard that acts — says no, refuses, hides — while a test runs is written down: only such a test can miss it.
Of locks, filters and transactions, that act unseen, it is written down that they were reached.
"""

from functools import wraps


class Switch:
    on: int | None = None  # the number of the guard that is taken away
    acted: set[int] = set()


def seen(number: int, is_acting: bool = True) -> bool:
    """Write down that the guard acts; whether it is taken away."""
    if is_acting:
        Switch.acted.add(number)
    return Switch.on == number


def deny(number: int, answer):
    """A question whose yes keeps somebody out."""
    return False if seen(number, bool(answer)) else answer


def hold(number: int, answer):
    """A question whose no keeps somebody out."""
    return True if seen(number, not answer) else answer


def refuse(number: int, act, reasons) -> None:
    reasons = list(reasons)
    if not seen(number, bool(reasons)):
        act(reasons)


def admit(number: int, act, request, is_allowed, *words, **named) -> None:
    act(request, hold(number, is_allowed), *words, **named)


def only(number: int, act, request, may, *words, **named):
    return act(request, lambda actor: hold(number, may(actor)), *words, **named)


def who(number: int, may):
    return wraps(may)(lambda *words, **named: hold(number, may(*words, **named)))


def missing(number: int, reasons):
    return wraps(reasons)(lambda *words, **named: deny(number, list(reasons(*words, **named))) or [])


def visible_to(number: int, rows, *words, **named):
    return rows.all() if seen(number) else rows.visible_to(*words, **named)


def select_for_update(number: int, rows, **named):
    return rows.all() if seen(number) else rows.select_for_update(**named)


def visible_or_404(number: int, act, request, model, pk, *, at=None):
    from django.http import Http404  # noqa: PLC0415  the copy's settings come first

    try:
        return act(request, model, pk, at=at)
    except Http404:
        if not seen(number):
            raise
    record = model.objects.get(pk=pk)
    record.rights = {"owner": record.level}
    return record
