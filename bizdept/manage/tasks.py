"""Clockwork of the administration."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.manage.actions import upkeep
from bizdept.notices.runs import recorded


@shared_task
@recorded(alone=True)
def clean_up(at: datetime | None = None) -> int:
    """Delete what is over: sessions, cached answers, presses."""
    return upkeep.clean_up(at=at or timezone.now())
