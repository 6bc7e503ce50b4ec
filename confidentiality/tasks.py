"""Clockwork of chapter 8."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.notices.runs import recorded
from confidentiality.actions import grants, hand_overs
from confidentiality.follows import alerts, inspections, levels, ndas, personal, readings, reports
from confidentiality.follows import requests as follows


@shared_task
@recorded(alone=True)
def follow(at: datetime | None = None) -> int:
    """Requests and proposals follow their records; whoever was let in hears before it ends."""
    at = at or timezone.now()
    lapsed = levels.let_lapse(on=timezone.localdate(at)) + personal.follow_customers()
    return follows.follow_records(at=at) + follows.tell_of_ends(at=at) + lapsed


@shared_task
@recorded(alone=True)
def close_those_who_left(at: datetime | None = None) -> int:
    """Whose last day is over can't sign in any more."""
    return hand_overs.close_those_who_left(on=timezone.localdate(at))


@shared_task
@recorded(alone=True)
def watch_log(at: datetime | None = None) -> int:
    """Whoever looks at or takes out more than the measure is put before the officer."""
    return alerts.watch(at=at or timezone.now())


@shared_task
@recorded(alone=True)
def follow_ndas(at: datetime | None = None) -> int:
    """Whoever is to sign an NDA has one drawn up; whoever has one hears before it ends."""
    on = timezone.localdate(at or timezone.now())
    return ndas.draw_up_those_owed(on=on) + ndas.remind_of_ends(on=on)


@shared_task
@recorded(alone=True)
def supervise(at: datetime | None = None) -> int:
    """Inspections that the plan asks for are opened; last month's report is drafted."""
    on = timezone.localdate(at or timezone.now())
    return inspections.open_inspections(on=on) + reports.draft_report(on=on)


@shared_task
@recorded(alone=True)
def open_reviews(at: datetime | None = None) -> int:
    """The grants of each section are reviewed once a quarter."""
    at = at or timezone.now()
    return grants.open_reviews(at=at, on=timezone.localdate(at))


@shared_task
@recorded(alone=True)
def forget_those_who_left(at: datetime | None = None) -> int:
    """Whose time for being kept is over is put before the chief, to be erased."""
    return personal.propose_erasures(on=timezone.localdate(at or timezone.now()))


@shared_task
@recorded(alone=True)
def follow_library(at: datetime | None = None) -> int:
    """Whoever joins is asked to read what is in force; whoever left, or lost the sight of it, is not any more."""
    return readings.follow_materials(on=timezone.localdate(at or timezone.now()))


@shared_task
@recorded(alone=True)
def review_levels(at: datetime | None = None) -> int:
    """Levels whose period has ended are put before whoever looks after them."""
    on = timezone.localdate(at or timezone.now())
    return levels.follow_keepers() + levels.review_ended(on=on)
