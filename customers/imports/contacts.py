"""How lists of contacts come in: of which customer each is, whom we know already, who is the main one."""

from collections.abc import Iterator
from typing import ClassVar

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.people.actor import Actor
from bizdept.people.bulk import like
from bizdept.people.history import keep_changes, keep_many
from bizdept.search.models import renew
from bizdept.web.imports.checking import Row
from bizdept.web.imports.values import Field, choice, text
from customers.imports.customers import email
from customers.imports.whose import AboutCustomers, fields_of_customer
from customers.models import Contact, Customer
from customers.names import phone_key
from customers.onfile import chunks

COLUMNS = [  # (field, what it is called in lists)
    ("name", "姓名 联系人 联系人姓名 联系人名称 名字 contact contact_name full_name fullname name"),
    ("position", "职务 职位 岗位 联系人职务 title job_title position"),
    (
        "phone",
        "手机 手机号 手机号码 移动电话 联系人手机 联系人电话 联系电话 联系方式 电话 座机 mobile phone tel telephone",
    ),
    ("email", "邮箱 电子邮箱 邮件 联系人邮箱 email mail"),
    ("wechat", "微信 微信号 wechat"),
    ("is_main", "主联系人 是否主联系人 首要联系人 默认联系人 关键联系人 is_main primary main"),
    ("notes", "备注 说明 notes remark"),
]
YES = {word: True for word in ("yes", "y", "true", "1", "是", "√", "主", "✓")}
NO = {word: False for word in ("no", "n", "false", "0", "否", "×", "非")}
OF_PERSON = [name for name, _words in COLUMNS]
Person = tuple[int, str]  # a customer's id, a name


class ContactImporter(AboutCustomers):
    """5.1.1: people at customers' from a list. One of the same name and number at the same customer is the same."""

    name: ClassVar[str] = "contacts"
    writes = (Contact,)
    base: ClassVar[str] = "/customers/import/contacts/"

    def __init__(self, **facts):
        super().__init__(**facts)
        self.earlier: dict[Person, dict[str, int]] = {}  # in this list: who -> number -> line
        self.taken: set[int] = set()  # contacts of whom a row told
        self.main: dict[int, int] = {}  # customer -> line that names the main one

    def fields_for(self, by: Actor) -> list[Field]:
        special = {"email": email, "is_main": choice(YES | NO)}
        fields = fields_of_customer()
        for name, words in COLUMNS:
            column = Contact._meta.get_field(name)
            parse = special.get(name) or text(column.max_length)
            label = gettext_lazy("contact: name") if name == "name" else column.verbose_name
            fields.append(Field(name, label, parse, tuple(words.split()), is_required=name == "name"))
        return fields

    def title_of(self, row: Row) -> str:
        return " · ".join(filter(None, (row.values.get("name"), row.values.get("customer"))))

    # Whom we know

    def match(self, rows: list[Row]) -> None:
        rows = [row for row in self.with_customers(rows) if not self.is_twice(row)]
        known = known_at({row.values["customer"].pk for row in rows})
        for row in rows:  # first those who are known by their number: a namesake must not take their place
            row.contact = self.take(known, row, phone_key(row.values.get("phone", "")))
        for row in rows:
            row.contact = row.contact or self.take(known, row, None)
            self.name_main(row)
            self.compare(row)

    def is_twice(self, row: Row) -> bool:
        """Whether an earlier row of this list told of the same person."""
        number = phone_key(row.values.get("phone", ""))
        lines = self.earlier.setdefault(person_in(row), {})
        line = lines.get(number) or (0 if number else next(iter(lines.values()), 0))
        if line:
            row.kind, row.why = "duplicate", _("The same person stands in line %d of this list.") % line
        else:
            lines[number] = row.line
        return bool(line)

    def take(self, known: dict[Person, list[Contact]], row: Row, number: str | None) -> Contact | None:
        """The contact of whom a row tells: by name and number, or (None) by the name where only one is left.

        Somebody who is known without a number, or the only one of that name, has another number now.
        """
        left = [contact for contact in known.get(person_in(row), []) if contact.pk not in self.taken]
        if number is None:
            left = [contact for contact in left if not contact.phone] or left
            found = left[0] if len(left) == 1 else None
        else:
            found = next((contact for contact in left if number and phone_key(contact.phone) == number), None)
        if found:
            self.taken.add(found.pk)
        return found

    def name_main(self, row: Row) -> None:
        """The main contact is one alone: the first that the list names."""
        if row.values.get("is_main"):
            first = self.main.setdefault(row.values["customer"].pk, row.line)
            if first != row.line:
                del row.values["is_main"]
                row.remarks.append(_("The main contact stands in line %d.") % first)

    def compare(self, row: Row) -> None:
        row.of = row.contact and row.values["customer"]
        if row.contact and phone_key(row.contact.phone) == phone_key(row.values.get("phone", "")) != "":
            del row.values["phone"]  # the same number, written otherwise
        for name, value in self.values_of(row).items() if row.contact else ():
            before = getattr(row.contact, name)
            if before != value:
                row.changes.append((Contact._meta.get_field(name).verbose_name, said(before), said(value)))
        if row.contact:
            row.kind = "changed" if row.changes else "unchanged"

    def values_of(self, row: Row) -> dict:
        return {name: row.values[name] for name in OF_PERSON if name in row.values}

    # What is written

    def write(self, rows: list[Row]) -> None:
        """Under the locks of their customers, who are found by their people."""
        files = self.hold(rows)
        self.change([row for row in rows if row.contact])
        fresh = [row for row in rows if not row.contact]
        blank = Contact()
        new = [like(blank, customer_id=row.values["customer"].pk, **self.values_of(row)) for row in fresh]
        written = keep_many(new, by=self.by, reason=self.reason)
        known = [row.contact for row in rows if row.contact and row.values.get("is_main")]
        main = [*known, *(contact for contact in written if contact.is_main)]
        self.leave_one_main({contact.customer_id: contact.pk for contact in main})
        prefetch_related_objects(files, "contacts")
        renew(Customer, files)

    def change(self, rows: list[Row]) -> None:
        known = Contact.objects.select_for_update(of=("self",)).in_bulk([row.contact.pk for row in rows])
        names: set[str] = set()
        for row in rows:
            values = self.values_of(row)
            for name, value in values.items():
                setattr(known[row.contact.pk], name, value)
            names |= values.keys()
        keep_changes(list(known.values()), names, by=self.by, reason=self.reason)

    def leave_one_main(self, main: dict[int, int]) -> None:
        """Of each of these customers only this contact is the main one now."""
        of_these = Contact.objects.select_for_update(of=("self",)).filter(customer__in=main, is_main=True)
        others = [contact for contact in of_these.order_by("pk") if main[contact.customer_id] != contact.pk]
        for contact in others:
            contact.is_main = False
        keep_changes(others, ["is_main"], by=self.by, reason=self.reason)


def person_in(row: Row) -> Person:
    return row.values["customer"].pk, row.values["name"].casefold()


def known_at(customers: set[int]) -> dict[Person, list[Contact]]:
    """Whoever is there now, by customer and name, the earliest first."""
    found: dict[Person, list[Contact]] = {}
    for contact in contacts_at(customers):
        found.setdefault((contact.customer_id, contact.name.casefold()), []).append(contact)
    return found


def contacts_at(customers: set[int]) -> Iterator[Contact]:
    for some in chunks(customers):
        yield from Contact.objects.filter(customer__in=some, left_on=None).order_by("pk")


def said(value: object) -> object:
    """A truth value in words; anything else as it is."""
    return (_("yes") if value else _("no")) if isinstance(value, bool) else value
