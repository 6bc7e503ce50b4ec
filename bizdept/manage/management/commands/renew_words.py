"""`manage.py renew_words`: what records are found by, anew after an update that changed which words these are."""

from django.apps import apps
from django.core.management.base import BaseCommand

from bizdept.audit.chain import sealed
from bizdept.search.models import BATCH, Searchable, renew


class Command(BaseCommand):
    help = "Writes the words anew by which records are found. Safe to repeat."

    def handle(self, **_options):
        for model in apps.get_models():
            if issubclass(model, Searchable):
                self.stdout.write(f"{model._meta.label_lower}: {renewed(model)}")


def renewed(model: type[Searchable]) -> int:
    """Walk through the table by ids, a batch a transaction; how many rows were looked at."""
    last = count = 0
    while rows := list(model._base_manager.filter(pk__gt=last).order_by("pk")[:BATCH]):
        with sealed():
            renew(model, rows, whole=True)
        last, count = rows[-1].pk, count + len(rows)
    return count
