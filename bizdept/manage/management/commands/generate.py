"""`manage.py generate --customers N --contracts M --users U --seed S`: volume data for benchmarks, all invented."""

import resource
import time
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bizdept.manage.demo.people import PASSWORD
from bizdept.manage.volume.making import Size, make, readers, reasons_against
from bizdept.manage.volume.people import FEWEST


class Command(BaseCommand):
    help = "Fills a new database (or the demo company's) with as many invented customers and contracts as asked for."

    def add_arguments(self, parser):
        parser.add_argument("--customers", type=int, default=1000)
        parser.add_argument("--contracts", type=int, default=1000)
        parser.add_argument("--users", type=int, default=200, help=f"at least {FEWEST}")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same rows")
        parser.add_argument("--on", type=date.fromisoformat, help="the day before which all days lie; today")
        parser.add_argument("--into", action="store_true", help="a database that holds records of its own, too")

    def handle(
        self, *, customers: int, contracts: int, users: int, seed: int, on: date | None, into: bool, **_options
    ):
        if reasons := reasons_against(into):
            raise CommandError(" ".join(map(str, reasons)))
        if users < FEWEST:
            raise CommandError(f"A company of this kind has {FEWEST} people at least.")
        self.began = time.monotonic()
        house = make(Size(customers, contracts, users, seed), on=on or timezone.localdate(), say=self.say)
        self.stdout.write(f"{'account':10}{'customers':>11}{'contracts':>11}  why")
        for reader in readers(house):
            row = f"{reader.username:10}{reader.customers:11,}{reader.contracts:11,}  {reader.why}"
            self.stdout.write(row)
        if settings.DEMO:
            self.stdout.write(f"Their password: {PASSWORD}")

    def say(self, text: str) -> None:
        seconds = time.monotonic() - self.began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(f"{seconds:7.1f} s {memory:5} MB  {text}")
        self.stdout.flush()
