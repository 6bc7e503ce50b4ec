"""Whose the files are today: asked again before an import writes, and before it is taken back."""

from collections.abc import Collection, Iterable
from typing import Any

from bizdept.people.actor import Actor
from bizdept.web.imports.checking import Importer
from customers import rules
from customers.models import Customer
from customers.onfile import chunks


def still_open(pks: Iterable[int], by: Actor) -> dict[int, Customer]:
    """Of these files, under their locks, those that this person may change today; a frozen one nobody may."""
    found: dict[int, Customer] = {}
    person = by.renewed()
    for some in chunks(set(pks)):
        for customer in Customer.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk"):
            if rules.may_edit(person, customer) and customer.state != Customer.State.FROZEN:
                found[customer.pk] = customer
    return found


def files_of(model: Any, records: Iterable[Any]) -> dict[int, int]:
    """The file to which each record belongs, by the ids of both: a file to itself."""
    return {record.pk: record.pk if model is Customer else record.customer_id for record in records}


class OfCustomers(Importer):
    """What importers of files, and of what belongs to files, have in common: whose they are is asked again later."""

    def may_take_back(self, model: Any, records: Collection[Any]) -> set[int]:
        files = files_of(model, records)
        open_files = still_open(files.values(), self.by)
        return {pk for pk, customer in files.items() if customer in open_files}
