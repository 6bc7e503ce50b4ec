"""Clockwork of notices."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.notices.channels import in_service
from bizdept.notices.runs import recorded
from bizdept.notices.sending import drain


@shared_task
@recorded(alone=False)
def drain_outbox(at: datetime | None = None) -> int:
    """Send what waits in the outbox."""
    return drain(in_service(), at=at or timezone.now())
