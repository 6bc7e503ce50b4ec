"""What the clock does for levels (8.1.1): those whose period has ended are put before whoever looks after them; what
was to be lowered and has changed meanwhile lapses. The level itself never falls by the clock."""

from collections import Counter
from dataclasses import astuple
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from bizdept.access import changes
from bizdept.access.models import LevelChange
from bizdept.audit.chain import sealed
from bizdept.duties.actions import open_duty
from bizdept.duties.models import Duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User, holders
from bizdept.regulation.numbers import value
from bizdept.workflow.levels import REVIEW
from confidentiality.lifecycle.levels import LIFECYCLE
from confidentiality.rules import levels as rules

BATCH = 500


def review_ended(*, on: date) -> int:
    """A duty for each level whose period has ended; returns how many are new. Twice or late is the same: a record has
    one, and a keeper at most MOST at a time."""
    within = int(value("levels.review_days", on))
    held = Counter(map(tuple, Duty.objects.open().filter(kind=REVIEW.name).values_list(*BEARS)))
    return sum(review_of(model, held, within, on=on) for model in changes.classified_models())


BEARS = ("person", "post", "department")


def review_of(model: Any, held: Counter, within: int, *, on: date) -> int:
    """The same for one kind of records."""
    kind, months, opened = ContentType.objects.get_for_model(model), changes.months_on(on), 0
    owed = Duty.objects.open().filter(kind=REVIEW.name, content_type=kind).values("object_id")
    rows = model.objects.filter(changes.ended(model, on)).exclude(pk__in=owed).select_related("owner")
    for record in rows.order_by("opened_on", "pk").iterator(chunk_size=BATCH):
        bearer = rules.bearer_of(record, record.owner if record.kept_by else None)
        if held[astuple(bearer)] < rules.MOST:
            is_new = open_review(record, bearer, within, months, on=on)
            held[astuple(bearer)] += is_new
            opened += is_new
    return opened


@sealed()
def open_review(record: Any, bearer: Bearer, within: int, months: dict[int, int], *, on: date) -> bool:
    """Under the record's lock: whoever keeps its level on at the same moment owes nothing any more."""
    record = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    until = changes.holds_until(record, months)
    if until is None or until >= on:
        return False
    open_duty(record, REVIEW.name, bearer, article=REVIEW.article, within=within, on=on)
    return True


def follow_keepers() -> int:
    """Whose record it is now reviews its level; returns how many have moved."""
    rows = Duty.objects.open().filter(kind=REVIEW.name).order_by("pk").values_list("pk", flat=True)
    return sum(follow_keeper(pk) for pk in rows)


@sealed()
def follow_keeper(pk: int) -> int:
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=pk)
    record: Any = duty.record
    bearer = rules.bearer_of(record, record.owner if record.kept_by else None)
    if duty.done_on or (duty.person_id or None, duty.post, duty.department_id) == astuple(bearer):
        return 0
    duty.person_id, duty.post, duty.department_id = astuple(bearer)
    duty.save(update_fields=["person", "post", "department"])
    return 1


def let_lapse(*, on: date) -> int:
    """Proposals whose record is not what it was; returns how many."""
    waiting = LevelChange.objects.waiting().select_related("owner").order_by("pk")
    return sum(let_one_lapse(change, on=on) for change in waiting if changes.has_changed(change))


def let_one_lapse(change: LevelChange, *, on: date) -> int:
    """In the name of whoever proposed it, else of the chief above."""
    people = [change.owner] if change.owner.is_active else list(holders(Post.CHIEF, change.department_id))
    people = people or list(User.objects.holding(Post.LEADER))
    if not people:
        return 0
    LIFECYCLE.perform("lapse_lowering", change, by=Actor(people[0]), on=on)
    return 1
