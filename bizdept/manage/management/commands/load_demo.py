"""`manage.py load_demo`: an empty database becomes the demo company."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from bizdept.audit.chain import sealed
from bizdept.calendar.actions import seed_calendar
from bizdept.manage.demo.communications import make_communications
from bizdept.manage.demo.contracts import make_contracts
from bizdept.manage.demo.customers import make_customers
from bizdept.manage.demo.hand_overs import make_hand_overs
from bizdept.manage.demo.library import make_library, read_library
from bizdept.manage.demo.ndas import make_ndas, make_newcomer
from bizdept.manage.demo.people import make_people
from bizdept.manage.demo.requests import make_requests
from bizdept.manage.demo.supervision import make_supervision
from bizdept.manage.demo.watch import make_watch
from bizdept.people.models import Department, User
from contracts.library import lay_in
from contracts.models import Contract


class Command(BaseCommand):
    help = "Loads the demo company, whose people, customers and contracts are all invented, into an empty database."

    def handle(self, *args, **options):
        if User.objects.exists() or Department.objects.exists():
            if User.objects.filter(email="admin@example.com").exists():
                self.stdout.write("The demo company is there already.")
                return
            raise CommandError("This database holds something else: the demo company goes into an empty one.")
        today = timezone.localdate()
        with translation.override("zh-hans"), sealed():
            seed_calendar()
            lay_in(on=today)
            people = make_people(today)
            make_ndas(people, today)
            customers = make_customers(people, today)
            make_communications(people, customers, today)
            make_contracts(people, customers, today)
            make_requests(people, customers, today)
            make_hand_overs(people, timezone.now(), today)
            make_newcomer(people, today)
            make_library(people, today)
            make_supervision(people, today)
            make_watch(people, customers, timezone.now(), today)
        with translation.override("zh-hans"):
            read_library(people, today)
        counts = f"{len(people)} people, {len(customers)} customers, {Contract.objects.count()} contracts"
        self.stdout.write(f"The demo company: {counts}.")
