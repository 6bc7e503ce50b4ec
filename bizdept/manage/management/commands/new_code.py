"""`manage.py new_code ACCOUNT`: a one-time code by the server's hand, where nobody is left to make one."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage.actions.accounts import reset_on_server
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.refusal import Refused


class Command(BaseCommand):
    help = "Gives an account a new one-time code, whole. It is written down, and the officers are told."

    def add_arguments(self, parser):
        parser.add_argument("account")

    def handle(self, *, account: str, **options):
        person = User.objects.filter(username=account).first()
        if person is None:
            raise CommandError(_("There is no account of this name."), returncode=2)
        try:
            given = reset_on_server(person, by=Actor(person), at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(_("One-time code: %s") % given.code)
        self.stdout.write(_("It opens the account within seven days, and must be changed at once."))
