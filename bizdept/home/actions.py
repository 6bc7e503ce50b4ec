"""What people set for themselves."""

from bizdept.audit.chain import sealed
from bizdept.people.models import User


@sealed()
def choose(*, by: User, **preferences: str) -> None:
    """Keep the person's language or theme. A taste, not a fact about them: without history or audit line."""
    User.objects.filter(pk=by.pk).update(**preferences)
