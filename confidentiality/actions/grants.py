"""End a grant from the register; confirm one in a review; open the reviews of a quarter (8.2.2)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from bizdept.access import grants
from bizdept.access.levels import Category, Level
from bizdept.access.models import EndedGrant, Grant
from bizdept.audit.chain import note, sealed
from bizdept.audit.seals import label_of
from bizdept.duties.actions import open_duty
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Department, Post, User, holders
from confidentiality.models import ConfirmedGrant, GrantReview
from confidentiality.rules import grants as rules
from confidentiality.shown.reviews import in_review


@sealed()
def end_grant(row: Grant, why: str, *, by: Actor, at: datetime) -> EndedGrant:
    """End it now, for a reason; whoever it was given to and whoever gave it hear that. Raises PermissionDenied."""
    if not rules.may_end_grant(by.renewed(), row):
        raise PermissionDenied
    number, people = row.content_object.reference(), {row.user, row.granted_by} - {by.person}
    ended = grants.end(row, by=by, because=why, at=at)

    def text() -> str:
        return _("The grant on %(record)s was ended by %(who)s.") % {"record": number, "who": by}

    tell(News(person, f"grant:ended:{ended.pk}", text) for person in people)
    return ended


@sealed()
def confirm(review: GrantReview, row: Grant, *, by: Actor, at: datetime) -> GrantReview:
    """Say that a grant is still needed. Twice is once. Raises PermissionDenied."""
    is_part = any(one == row for one in in_review(review, at)) and review.state == GrantReview.State.OPEN
    if not is_part or not rules.may_confirm(by.renewed(), review, row):
        raise PermissionDenied
    facts = {"by": by.person, "at": at}
    kept, is_new = ConfirmedGrant.objects.get_or_create(review=review, grant=label_of(row), defaults=facts)
    if is_new:
        note("grant", "grant.confirm", row.content_object, by=by, row=kept, to=row.user_id)
    return review


@sealed()
def open_reviews(*, at: datetime, on: date) -> int:
    """A review for each section that has grants in force, and one for the leader of what named persons alone see;
    how many are new. Safe to repeat: a section has one in a quarter."""
    if not rules.is_due(on):
        return 0
    houses = Department.objects.filter(parent=None).order_by("pk")
    places = [(place, False) for place in Department.objects.filter(is_section=True).order_by("pk")]
    return sum(open_review(place, named, at=at, on=on) for place, named in [*places, *((h, True) for h in houses)])


def open_review(place: Department, is_named: bool, *, at: datetime, on: date) -> bool:
    review = GrantReview(department=place, quarter=rules.quarter_of(on), is_named=is_named, opened_at=at, opened_on=on)
    leads = holders(Post.LEADER if is_named else Post.CHIEF, place.pk) or list(User.objects.holding(Post.LEADER))
    is_there = GrantReview.objects.of_quarter(review.quarter).filter(department=place, is_named=is_named).exists()
    if is_there or not leads or not in_review(review, at):
        return False
    review.owner, review.level, review.category = list(leads)[0], Level.INTERNAL, Category.MANAGEMENT
    try:
        with sealed():
            review.save()
    except IntegrityError:  # another scheduler was quicker
        return False
    note("record", "confidentiality.open_review", review, by=Actor(review.owner))
    within = rules.review_days(review, on)
    open_duty(review, rules.DUTY.name, rules.bearer_of(review), article="8.2.2", within=within, on=on)
    return True
