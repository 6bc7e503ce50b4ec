"""How lists of communications come in: with their own authors and days, and no row of them twice."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.people.actor import Actor
from bizdept.people.bulk import like
from bizdept.people.history import keep_many
from bizdept.people.models import User
from bizdept.web.imports.cells import plain
from bizdept.web.imports.checking import Row
from bizdept.web.imports.values import Field, day, text
from customers.imports.whose import AboutCustomers, fields_of_customer
from customers.models import Communication, Contact, Customer
from customers.onfile import chunks

LONGEST = 5000  # characters of what was said
Kind = Communication.Kind
COLUMNS = [  # (field, what it is called in lists)
    (
        "happened_on",
        "日期 时间 沟通日期 沟通时间 拜访日期 拜访时间 跟进日期 跟进时间 联系时间 回访时间 发生时间 date day",
    ),
    (
        "text",
        "内容 沟通内容 沟通记录 跟进内容 跟进记录 拜访内容 拜访记录 洽谈内容 谈话内容 沟通情况 记录 备注 "
        "content text note notes remark",
    ),
    ("kind", "方式 沟通方式 跟进方式 联系方式 拜访方式 跟进类型 类型 way kind type channel"),
    ("contact", "联系人 联系人姓名 沟通对象 拜访对象 对接人 客户联系人 contact contact_name"),
    ("author", "跟进人 记录人 沟通人 拜访人 业务员 销售 负责人 我方人员 创建人 author owner salesperson"),
    ("next_step", "下一步 下一步计划 下步计划 后续计划 下次跟进内容 待办 next_step next"),
    (
        "next_on",
        "下次跟进时间 下次联系时间 下次跟进日期 下次拜访时间 下一步时间 下一步日期 计划日期 next_on next_date",
    ),
]
WAYS = {  # word in a cell -> way
    Kind.CALL: "电话 来电 去电 通话 手机 call phone",
    Kind.VISIT: "拜访 上门 走访 面谈 来访 visit",
    Kind.MEETING: "会议 会谈 会面 座谈 meeting",
    Kind.MESSAGE: "微信 短信 qq 钉钉 飞书 whatsapp wechat message",
    Kind.MAIL: "邮件 电邮 mail",
    Kind.LETTER: "信函 函件 传真 快递 letter fax",
    Kind.OTHER: "其他 其它 other",
}


def way(word: str) -> str | None:
    """The way that a word of a list means; None for one that is not known here."""
    word = plain(word)
    for kind, known in WAYS.items():
        if any(part in word for part in known.split()) or word == plain(str(kind.label)):
            return kind
    return None


class ByWord:
    """People by their words, each only where nobody else goes by that word."""

    def __init__(self, people: Iterable[tuple[Any, Iterable[str]]]):
        self.found: dict[str, dict[int, Any]] = {}
        for person, words in people:
            for word in words:
                self.found.setdefault(folded(word), {})[person.pk] = person

    def of(self, words: str) -> Any:
        """The one person of that word; the words themselves where there is none, or several."""
        found = list(self.found.get(folded(words), {}).values())
        return found[0] if len(found) == 1 else words


class CommunicationImporter(AboutCustomers):
    """3.1.3, 5.2.1: what was said to customers, from a list. Author and day are the list's own: the history says who
    brought it in, and when. What is there already isn't changed. `options`: whether rows that name nobody are one's
    own.
    """

    name: ClassVar[str] = "communications"
    writes = (Communication,)
    asks = (Customer, Contact)
    base: ClassVar[str] = "/customers/import/communications/"

    def __init__(self, **facts):
        super().__init__(**facts)
        self.earlier: dict[bytes, int] = {}  # what a row says, in short -> its line

    def fields_for(self, by: Actor) -> list[Field]:
        special = {"happened_on": day, "next_on": day, "text": text(LONGEST), "kind": text(60)}
        special |= {"contact": text(width_of("others")), "author": text(width_of("author_name"))}
        needed, fields = {"happened_on", "text"}, fields_of_customer()
        for name, words in COLUMNS:
            label = Communication._meta.get_field(name).verbose_name
            parse = special.get(name) or text(width_of(name))
            fields.append(Field(name, label, parse, tuple(words.split()), is_required=name in needed))
        return fields

    def title_of(self, row: Row) -> str:
        return " · ".join(str(row.values[name]) for name in ("happened_on", "customer") if name in row.values)

    @cached_property
    def accounts(self) -> ByWord:
        """Whoever has or had an account: also somebody who left may have said something."""
        people = User.objects.only("name", "username")
        return ByWord((person, (person.name, person.username)) for person in people)

    # What is there already

    def match(self, rows: list[Row]) -> None:
        rows = [row for row in self.with_customers(rows) if self.has_been(row)]
        people = people_at({row.values["customer"].pk for row in rows})
        for row in rows:
            self.name_people(row, people.get(row.values["customer"].pk))
            if (word := row.values.get("kind")) and not way(word):
                row.remarks.append(_("“%s” is no way that is known here: it stands before the text.") % word[:40])
        on_file = self.on_file(rows)
        for row in rows:
            key = self.key(columns := columns_of(row))
            if talk := on_file.get(key):
                row.kind, row.of = "unchanged", talk
                if any(value and getattr(talk, name) != value for name, value in beside(columns, row)):
                    row.kind, row.why = "duplicate", _("On file already, with something else beside it.")
            elif line := self.earlier.get(key):
                row.kind, row.why = "duplicate", _("The same stands in line %d of this list.") % line
            else:
                self.earlier[key] = row.line

    def has_been(self, row: Row) -> bool:
        """What lies ahead is a plan."""
        if row.values["happened_on"] > self.on:
            cell = row.values["happened_on"].isoformat()
            row.refuse(self.places["happened_on"], cell, _("“%s” lies ahead: a plan is no communication yet.") % cell)
            return False
        return True

    def name_people(self, row: Row, there: ByWord | None) -> None:
        """In `values` stands the account or the contact where there is exactly one; else the words as they are."""
        if words := row.values.get("author"):
            row.values["author"] = self.accounts.of(words)
        elif self.options.get("mine", True):
            row.values["author"] = self.by.person
        if there and (words := row.values.get("contact")):
            row.values["contact"] = there.of(words)

    def on_file(self, rows: list[Row]) -> dict[bytes, Communication]:
        """What was said on these days to these customers, by what it says in short."""
        days = {row.values["happened_on"] for row in rows}
        found: dict[bytes, Communication] = {}
        for some in chunks({row.values["customer"].pk for row in rows}):
            said = Communication.objects.filter(customer__in=some, happened_on__in=days)
            found |= {self.key(talk.__dict__): talk for talk in said.iterator()}
        return found

    def key(self, columns: Mapping[str, Any]) -> bytes:
        """The same for two that tell the same: customer, day, author and words. Short: a long list keeps them all."""
        author = columns["author_id"]
        if author is None and columns["author_name"]:  # who had no account then may have one now
            author = getattr(found := self.accounts.of(columns["author_name"]), "pk", found)
        author = folded(author) if isinstance(author, str) else author
        told = (columns["customer_id"], columns["happened_on"].isoformat(), author, folded(columns["text"]))
        return blake2b(repr(told).encode(), digest_size=16).digest()

    # What is written

    def write(self, rows: list[Row]) -> None:
        self.hold(rows)
        blank = Communication(entered_by=self.by.person, entered_at=timezone.now())
        keep_many([like(blank, **columns_of(row)) for row in rows], by=self.by, reason=self.reason)


def columns_of(row: Row) -> dict[str, Any]:
    """The row as the columns of a communication. A way that is not known here is kept before what was said."""
    values, word = row.values, row.values.get("kind", "")
    author, contact, kind = values.get("author", ""), values.get("contact", ""), way(word)
    return {
        "customer_id": values["customer"].pk,
        "happened_on": values["happened_on"],
        "kind": kind or Kind.OTHER,
        "text": values["text"] if kind or not word else f"{word}\n{values['text']}",
        "author_id": getattr(author, "pk", None),
        "author_name": author if isinstance(author, str) else "",
        "contact_id": getattr(contact, "pk", None),
        "others": contact if isinstance(contact, str) else "",
        "next_step": values.get("next_step", ""),
        "next_on": values.get("next_on"),
    }


def beside(columns: Mapping[str, Any], row: Row) -> Iterator[tuple[str, Any]]:
    """What a row tells beside the words: two that differ in it are one communication, told twice."""
    names = ("contact_id", "others", "next_step", "next_on", *(["kind"] if "kind" in row.values else []))
    return ((name, columns[name]) for name in names)


def width_of(column: str) -> int:
    return Communication._meta.get_field(column).max_length or LONGEST


def folded(words: str) -> str:
    return " ".join(words.split()).casefold()


def people_at(customers: set[int]) -> dict[int, ByWord]:
    """The people at these customers', those who have left too."""
    found: dict[int, list[Contact]] = {}
    for some in chunks(customers):
        for contact in Contact.objects.filter(customer__in=some).only("customer_id", "name"):
            found.setdefault(contact.customer_id, []).append(contact)
    return {pk: ByWord((contact, (contact.name,)) for contact in people) for pk, people in found.items()}
