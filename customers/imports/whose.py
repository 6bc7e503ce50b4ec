"""Whose file the rows of a list are about: a company by number, code or name, among those that one may change."""

from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bizdept.people.actor import Actor
from bizdept.refusal import Reason, refuse
from bizdept.web.imports.checking import Row
from bizdept.web.imports.values import Field, text
from customers import rules
from customers.codes import normal_code
from customers.imports.customers import COLUMNS, code
from customers.imports.today import OfCustomers, still_open
from customers.models import Customer, number_in
from customers.names import name_key
from customers.onfile import chunks

OF_WHOM = {"name", "名称", "全称"}  # in these lists it is a person, or anything
NAMES = [word for word in dict(COLUMNS)["name"].split() if word not in OF_WHOM]
NUMBERS = ["档案编号", "客户编号", "filenumber"]
CODES = dict(COLUMNS)["code"].split()
NEEDED = ("id", "name", "short_name", "code", "name_key", "state", "owner_id", "department_id")
UNKNOWN = _("“%s” is none of the customers whose files you keep.")
SEVERAL = _("You keep several files of “%s”: write the file number (KH-…) instead.")
FROZEN = _("The file of “%s” is frozen. Thaw it first.")


def fields_of_customer() -> list[Field]:
    """The columns by which a row says which customer it is about. One is enough, and it may hold any of the three."""
    return [
        Field(
            "customer", _("customer: name, number or code"), text(200), (*NAMES, *NUMBERS, *CODES), is_required=True
        ),
        Field("number", _("customer: file number"), text(60), second=tuple(NUMBERS)),
        Field("code", _("customer: credit code"), code, second=tuple(CODES)),
    ]


class Whose:
    """The files that a chunk of rows is about, asked for in few questions.

    Only those count that this person may change: a file that is somebody else's is refused in the same words as one
    that does not exist, so that nobody learns by a list who is a customer.
    """

    def __init__(self, rows: Iterable[Row], by: Actor):
        self.known: dict[tuple[str, str | int], dict[int, Customer]] = {}  # (column, value) -> files
        values = [row.values for row in rows]
        words = {row["customer"] for row in values}
        self.ask(by, "pk", {number_in(word) for word in words | {row.get("number", "") for row in values}})
        self.ask(by, "code", {normal_code(word) for word in words} | {row.get("code", "") for row in values})
        self.ask(by, "name_key", {name_key(word) for word in words})
        self.ask(by, "short_name", words)

    def ask(self, by: Actor, column: str, wanted: set) -> None:
        """The files that this person may change with one of these values."""
        visible = Customer.objects.visible_to(by.principal).only(*NEEDED)
        for some in chunks(wanted - {"", 0}):
            for customer in visible.filter(**{f"{column}__in": some}):
                if rules.may_edit(by, customer):
                    self.known.setdefault((column, getattr(customer, column)), {})[customer.pk] = customer

    def candidates(self, row: Row) -> dict[int, Customer]:
        """The files that a row may be about: by its number, else its code, else by what its customer's cell holds."""
        word, code = row.values["customer"], row.values.get("code", "")
        if pk := number_in(row.values.get("number", "")) or number_in(word):
            return self.known.get(("pk", pk), {})
        for column, value in (("code", code), ("code", normal_code(word))):
            if found := self.known.get((column, value)):
                return found
        found = self.known.get(("name_key", name_key(word))) or self.known.get(("short_name", word), {})
        return {pk: customer for pk, customer in found.items() if not (code and customer.code)}

    def of(self, row: Row) -> Customer | str:
        """The one file that the row is about, or a sentence that says why there is none."""
        found, word = list(self.candidates(row).values()), row.values["customer"][:60]
        if len(found) != 1:
            return (SEVERAL if found else UNKNOWN) % word
        return FROZEN % word if found[0].state == Customer.State.FROZEN else found[0]


class AboutCustomers(OfCustomers):
    """What lists of things that belong to customers have in common: each row names one whose file one may change."""

    asks: ClassVar = (Customer,)

    @classmethod
    def admits(cls, by: Actor) -> bool:
        return rules.may_open_files(by)

    def hold(self, rows: list[Row]) -> list[Customer]:
        """The files, locked. Refused where one was handed on or frozen since the list was looked through."""
        wanted = {row.values["customer"].pk: row.values["customer"] for row in rows}
        held = still_open(wanted, self.by)
        for pk in wanted.keys() - held.keys():
            refuse([Reason("customer", UNKNOWN % str(wanted[pk])[:60])])
        return list(held.values())

    def with_customers(self, rows: list[Row]) -> list[Row]:
        """The rows whose customer is known, with it in `values`; the others are refused."""
        whose, known = Whose(rows, self.by), []
        for row in rows:
            found = whose.of(row)
            if isinstance(found, Customer):
                row.values["customer"] = found
                known.append(row)
            else:
                row.refuse(self.places["customer"], row.values["customer"], found)
        return known
