"""Who reads the register of grants, who ends one there, and the quarterly review (8.2.2). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.grants import may_grant
from bizdept.access.models import Grant
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import GrantReview
from confidentiality.rules.log import ALL, SECTION

claim("8.2.2", by="confidentiality.may_end_grant", kind="rule")
claim("8.2.2", by="confidentiality.open_reviews", kind="job")

DUTY = kind("confidentiality.review", gettext_lazy("review the grants of the quarter"), article="8.2.2", icon="key")
ENDING = timedelta(days=7)
FIRST_DAYS = 14  # of a quarter, on which a review that is missing is opened


def scopes_of(user: User) -> list[str]:
    """8.2.2: the officer reads all grants, by numbers; chief and leader those on the records that they lead."""
    found = [ALL] if user.holds(Post.OFFICER) else []
    return [*found, *([SECTION] if user.reach_of(Post.CHIEF, Post.LEADER) else [])]


def may_end_grant(by: Actor, row: Grant) -> bool:
    """8.2.2: the officer ends any grant and gives none; whoever may give it ends it too."""
    return by.holds(Post.OFFICER) or may_grant(by, row.content_object)


def may_read_of(user: User, person: User) -> bool:
    """8.2.2: what somebody can see is shown to the officer, and to who leads them."""
    return user.holds(Post.OFFICER) or person.department_id in user.reach_of(Post.CHIEF, Post.LEADER)


def may_read_reason(user: User, record: Any) -> bool:
    """8.2.2, domain.md: the officer reads numbers and levels: why somebody was let in tells of the contents, and stays
    with whoever may see the record (`record`, if it is open to them) or leads it."""
    return record is not None or not user.holds(Post.OFFICER)


# The quarterly review


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_due(day: date) -> bool:
    """8.2.2: in the first two weeks of each quarter; a clock that stood still catches up within them."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return (day - first).days < FIRST_DAYS


def may_review(by: Actor, review: GrantReview) -> bool:
    """8.2.2: the chief; of what named persons alone see, the leader, who may also stand in for a chief that is not
    there."""
    posts = (Post.LEADER,) if review.is_named else (Post.CHIEF, Post.LEADER)
    return by.holds(*posts, within=review.department_id)


def may_confirm(by: Actor, review: GrantReview, row: Grant) -> bool:
    """8.2.2: nobody confirms what is open to themselves."""
    return may_review(by, review) and may_grant(by, row.content_object) and not by.is_any_of(row.user_id)


def missing_for_done(undecided: int) -> Iterable[Reason]:
    """8.2.2: a review is done when nothing is left to decide."""
    if undecided:
        yield Reason("undecided", _("%d grants are neither confirmed nor ended.") % undecided)


def bearer_of(review: GrantReview) -> Bearer:
    post = Post.LEADER if review.is_named else Post.CHIEF
    return Bearer(post=post, department_id=review.department_id)


def review_days(review: GrantReview, on: date) -> int:
    """8.2.2: in how many working days a review is done."""
    return int(value("access.review_days", on))


def is_ending(row: Grant, at: datetime) -> bool:
    """8.2.2: a grant that ends within the week."""
    return row.expires_at < at + ENDING
