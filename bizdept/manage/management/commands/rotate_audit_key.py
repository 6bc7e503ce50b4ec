"""`manage.py rotate_audit_key [--lost]`: a new key seals the chain from its next line on; old ones still check."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bizdept.manage.actions.chain import change_key


class Command(BaseCommand):
    help = "Makes a new audit key. With --lost: although the key that sealed the chain's end is gone, which is told."

    def add_arguments(self, parser):
        parser.add_argument("--lost", action="store_true")

    def handle(self, *, lost: bool, **_options):
        try:
            name = change_key(lost=lost, at=timezone.now())
        except RuntimeError as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(f"The audit key {name} seals from now on. Its file: {settings.AUDIT_KEY_FILE}")
        self.stdout.write("Keep a copy apart from the database and its backups: on paper with the officer.")
