"""Somebody leaves (8.3.3): signing in stops, what was opened to them closes, posts and delegations end."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from bizdept.access.grants import end_all_to
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Delegation, Post, User, holders
from bizdept.people.sessions import forget_sessions
from bizdept.workflow.hands import fall_back


def locked(person: User) -> User:
    """The account under its lock, by which what becomes of one person's account comes one after the other."""
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


@sealed()
def shut_out(person: User, *, by: Actor, on: date) -> User:
    """From this moment the person can't sign in, is signed out everywhere, and nothing is open to them by a grant.

    Posts and what they keep stay as they are. Returns the person as they are now.
    """
    person = locked(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = forget_sessions(person)
    note("account", "account.close", person, by=by, sessions=ended)
    end_all_to(person, by=by, because=_("has left"), at=moment())
    tell(of_stand_in_away(person, on))
    fall_back(on=on)
    return person


@sealed()
def part(person: User, *, by: Actor, on: date) -> None:
    """The person has left for good: their posts end, and the delegations in which they are absent or stand in."""
    person = locked(person)
    for post in person.appointments.filter(Q(ended_on=None) | Q(ended_on__gt=on)).order_by("pk"):
        post.ended_on = on
        post.save(update_fields=["ended_on"])
        note("account", "post.end", post, by=by, row=post, person=person.pk, post=post.post, day=on.isoformat())
    running = Q(withdrawn_on=None) & (Q(ends_on=None) | Q(ends_on__gte=on))
    for row in Delegation.objects.filter(running, Q(of=person) | Q(to=person)).order_by("pk"):
        row.withdrawn_on = on
        row.save(update_fields=["withdrawn_on"])
        note("account", "delegation.withdraw", row, by=by, row=row, of=row.of_id, to=row.to_id)
    person.left_on = on
    person.save(update_fields=["left_on"])
    note("account", "account.left", person, by=by, day=on.isoformat())


def of_stand_in_away(person: User, on: date) -> Iterator[News]:
    """Whoever stands in and is away themselves: nobody goes on for them, so the post above the absent one is told."""
    for row in Delegation.objects.in_force(on).filter(to=person, of__is_active=True).select_related("of__department"):
        absent = row.of
        above = absent.department.parent_id if absent.department else None
        chiefs = [p for p in holders(Post.CHIEF, above, on) if p != person] if above else []
        told = chiefs or [p for p in holders(Post.LEADER, absent.department_id, on) if p not in (person, absent)]

        def text(absent=absent) -> str:
            words = {"person": person.username, "absent": absent.username}
            return _("%(person)s, who stands in for %(absent)s, is away or will be: nobody acts for both.") % words

        for one in told:
            yield News(one, f"delegation:{row.pk}:away:{on}", text, reverse("manage:delegations"))
