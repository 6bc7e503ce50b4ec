"""The life of a quarterly review of grants (8.2.2): open until nothing is left to decide."""

from datetime import date

from django.utils.translation import pgettext_lazy

from bizdept.access.models import EndedGrant
from bizdept.audit.clock import moment
from bizdept.people.actor import Actor
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.models import GrantReview
from confidentiality.rules import grants as rules
from confidentiality.shown.reviews import ended_in, undecided

S = GrantReview.State


def missing(review: GrantReview, by: Actor):
    return rules.missing_for_done(len(undecided(review, moment())))


def sum_up(review: GrantReview, *, by: Actor, on: date) -> None:
    """What came of it: the evidence that the grants of the quarter were reviewed."""
    review.kept, review.ended = review.confirmed.count(), ended_in(review, EndedGrant.objects.all())


LIFECYCLE = Lifecycle(
    GrantReview,
    [
        Move("finish", pgettext_lazy("a review of grants", "finish"), (S.OPEN,), S.DONE, who=rules.may_review,
             article="8.2.2", missing=missing, effect=sum_up, closes=(rules.DUTY.name,), icon="check", tone="ok"),
    ],
    path=(S.OPEN, S.DONE),
)  # fmt: skip
