"""`manage.py tick [--at ISO-TIME]`: everything that beat calls, once, in this process; safe to repeat.

A line for each job. One that fails does not keep the others from being done; the command then ends with its error.
"""

import sys
from contextlib import ExitStack
from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from bizdept.manage.schedule import SCHEDULE


class Command(BaseCommand):
    help = "Does everything that is due now, once."

    def add_arguments(self, parser):
        parser.add_argument("--at", metavar="ISO-TIME", help="at this moment instead of now (demo and tests only)")

    def handle(self, *, at: str | None, **_options):
        moment = self.moment(at)
        with ExitStack() as jobs:  # the last that is put in is done first; each is done whatever became of the others
            for name, job in reversed(SCHEDULE.items()):
                jobs.callback(self.do, name, job.task, moment)

    def do(self, name: str, task: str, moment: datetime) -> None:
        try:
            done = import_string(task)(at=moment)
        except Exception as trouble:
            self.stdout.write(f"{name}: {_('failed')} ({type(trouble).__name__})")
            raise
        self.stdout.write(f"{name}: {'-' if done is None else done}")

    def moment(self, at: str | None) -> datetime:
        if at is None:
            return timezone.now()
        if not settings.DEMO and "pytest" not in sys.modules:
            raise CommandError(_("Another moment than now is for the demo company and for tests."))
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:
            raise CommandError(_("%(text)s is not a moment such as 2026-11-23T09:00.") % {"text": at}) from None
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
