"""What a quarterly review of grants is about (8.2.2)."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from bizdept.access.grants import grant_tables
from bizdept.access.levels import Level
from bizdept.audit.seals import label_of
from bizdept.people.models import Below, User
from confidentiality.models import GrantReview

SHOWN = 12


def in_review(review: GrantReview, at: datetime) -> list[Any]:
    """The grants in force that a review is about: on the section's records, given before it was opened."""
    reach = list(Below.objects.filter(above=review.department_id).values_list("department", flat=True))
    found = [row for table in grant_tables() for row in running(table, reach, at, review.opened_at)]
    return [row for row in found if (row.content_object.level > Level.CORE) == review.is_named]


def running(table, reach: list[int], at: datetime, before: datetime):
    rows = table.objects.in_force(at).filter(content_object__department__in=reach, starts_at__lte=before)
    return rows.select_related("user", "granted_by", "granted_for", "content_object").order_by("expires_at", "pk")


def undecided(review: GrantReview, at: datetime) -> list[Any]:
    """Those that nobody has confirmed; what was ended runs no more."""
    confirmed = set(review.confirmed.values_list("grant", flat=True))
    return [row for row in in_review(review, at) if label_of(row) not in confirmed]


def ended_in(review: GrantReview, rows) -> int:
    """How many grants on the section's records have been ended since the review was opened."""
    reach = list(Below.objects.filter(above=review.department_id).values_list("department", flat=True))
    count = 0
    for table in grant_tables():
        model = table._meta.get_field("content_object").related_model
        levels = {"level__gt": Level.CORE} if review.is_named else {"level__lte": Level.CORE}
        ids = model.objects.filter(department__in=reach, **levels).values("pk")
        kind = ContentType.objects.get_for_model(model)
        ended = rows.filter(content_type=kind, object_id__in=ids, ended_at__gte=review.opened_at)
        count += ended.filter(starts_at__lte=review.opened_at).count()
    return count


def reviews_for(person: User, at: datetime) -> list[GrantReview]:
    """The latest reviews that this person may see."""
    rows: Any = GrantReview.objects.for_list().visible_to(person, at)
    return list(rows.order_by("-opened_on", "-pk")[:SHOWN])
