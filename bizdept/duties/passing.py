"""What somebody owes by name goes to others (8.3.3): to whoever takes over the record, else to a post."""

from collections.abc import Mapping
from datetime import date

from bizdept.audit.chain import sealed
from bizdept.duties.models import Duty
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import User

Takers = Mapping[tuple[int, int], User]  # by content type and id of the record


@sealed()
def pass_duties(of: User, takers: Takers, rest: Bearer | None, *, by: Actor, on: date) -> tuple[int, int]:
    """Give on the open duties that name somebody: those of a record in `takers` to whoever takes it over, the others
    to the post `rest`, or to nobody where it is None. Returns how many went, and how many were closed.

    One that its new bearer has already, or that is kept from them, ends here. What was handed on from a post names a
    department too, and falls back to that post by itself (`workflow.hands`).
    """
    rows = Duty.objects.open().filter(person=of, department=None).select_for_update(of=("self",)).order_by("pk")
    went = closed = 0
    for duty in rows:
        taker = takers.get((duty.content_type_id, duty.object_id))
        bearer = Bearer(taker.pk) if taker else rest
        if bearer is None:
            continue
        if (bearer.person_id and duty.hidden_from_id == bearer.person_id) or is_owed(duty, bearer):
            duty.done_on, duty.done_by = on, by.person
            closed += 1
        else:
            duty.person_id, duty.post, duty.department_id = bearer.person_id, bearer.post, bearer.department_id
            went += 1
        duty.save(update_fields=["person", "post", "department", "done_on", "done_by"])
    return went, closed


def is_owed(duty: Duty, bearer: Bearer) -> bool:
    """Whether the same is owed by that bearer already."""
    same = Duty.objects.open().filter(
        content_type=duty.content_type_id, object_id=duty.object_id, kind=duty.kind, person=bearer.person_id
    )
    if bearer.person_id is None:
        same = same.filter(post=bearer.post, department=bearer.department_id)
    return same.exists()
