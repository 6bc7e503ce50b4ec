"""Which files the rows of a list may be of: asked for in few questions, however long the list is."""

from collections.abc import Collection, Iterator

from bizdept.people.actor import Actor
from bizdept.web.imports.checking import Row
from customers.models import Contact, Customer
from customers.names import name_key

CHUNK = 2000  # values in one question


class OnFile:
    """The files that rows may be of, asked for in few questions, and those of them that this person may see."""

    def __init__(self, rows: list[Row], by: Actor):
        self.by_code: dict[str, list[int]] = {}
        self.by_name: dict[str, list[tuple[str, int]]] = {}
        codes = {row.values["code"] for row in rows if row.values.get("code")}
        names = {name_key(row.values["name"]) for row in rows}
        found = {pk: (code, key) for pk, code, key in self.rows_with("code", codes)}
        found |= {pk: (code, key) for pk, code, key in self.rows_with("name_key", names)}
        for pk, (code, key) in sorted(found.items()):
            if code:
                self.by_code.setdefault(code, []).append(pk)
            self.by_name.setdefault(key, []).append((code, pk))
        self.visible: dict[int, Customer] = {}
        self.contacts: dict[int, dict[str, Contact]] = {}
        visible = Customer.objects.visible_to(by.principal)
        for chunk in chunks(found):
            self.visible |= {customer.pk: customer for customer in visible.filter(pk__in=chunk)}
            for contact in Contact.objects.filter(customer__in=chunk, left_on=None).order_by("-pk"):
                self.contacts.setdefault(contact.customer_id, {})[contact.name] = contact

    @staticmethod
    def rows_with(column: str, wanted: set[str]) -> Iterator[tuple[int, str, str]]:
        for chunk in chunks(wanted):
            filled = {f"{column}__in": chunk, f"{column}__gt": ""}  # which its index is for
            rows = Customer.objects.filter(**filled)
            yield from rows.values_list("pk", "code", "name_key")

    def candidates(self, row: Row) -> list[int]:
        """Files of this company: with its code, else with its name unless two codes say that they differ."""
        code = row.values.get("code", "")
        if found := self.by_code.get(code, []):
            return found
        same_name = self.by_name.get(name_key(row.values["name"]), [])
        return [pk for other, pk in same_name if not code or not other]


def chunks(wanted: Collection) -> Iterator[list]:
    ordered = sorted(wanted)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
