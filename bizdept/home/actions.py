"""What people set for themselves."""

from django.utils import timezone

from bizdept.audit.chain import sealed
from bizdept.notices.models import Notice
from bizdept.people.models import User


@sealed()
def choose(*, by: User, **preferences: str) -> None:
    """Keep the person's language or theme. A taste, not a fact about them: without history or audit line."""
    User.objects.filter(pk=by.pk).update(**preferences)


@sealed()
def read_one(notice: Notice, *, by: User) -> None:
    """A notice was followed by whom it was for: it counts as read."""
    if notice.read_at is None and notice.person_id == by.pk:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])


@sealed()
def read_all(*, by: User) -> int:
    """All of one's notices count as read; returns how many were new."""
    return Notice.objects.for_person(by).unread().update(read_at=timezone.now())
