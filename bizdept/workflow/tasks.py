"""Clockwork of reviews."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.notices.runs import recorded
from bizdept.workflow.hands import fall_back as fall_back_on


@shared_task
@recorded(alone=True)
def fall_back(at: datetime | None = None) -> int:
    """Give back to its post what was handed to somebody whose post has ended."""
    return fall_back_on(on=timezone.localdate(at))
