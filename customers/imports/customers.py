"""How lists of customers come in: what their columns are called, whose file a row is of, what is written."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.changes import usual_level
from bizdept.people.actor import Actor
from bizdept.people.bulk import like
from bizdept.people.history import keep_changes, keep_many
from bizdept.people.models import Post, User
from bizdept.search.models import tell_dependents
from bizdept.web.imports.checking import Row
from bizdept.web.imports.values import Field, Parser, Unreadable, choice, day, says_the_same, text
from customers import rules
from customers.codes import normal_code, problem_with_code
from customers.imports.today import OfCustomers
from customers.models import Contact, Customer
from customers.names import name_key
from customers.onfile import OnFile

LONGEST = 5000  # characters of a free text
GRADES = {word: grade for grade in "ABCD" for word in (grade, f"{grade}级", f"{grade} 级", f"{grade}类")}
OF_CONTACT = {"contact": "name", "position": "position", "contact_phone": "phone", "email": "email"}
COLUMNS = [  # (field, what it is called in lists); a label is the model's own, where it has that field
    (
        "name",
        "企业名称 客户名称 单位名称 公司名称 企业全称 单位全称 公司全称 客户全称 全称 fullname full_name "
        "名称 客户 公司 单位 account customer company company_name name",
    ),
    ("short_name", "简称 客户简称 公司简称 单位简称 企业简称 short_name shortname"),
    ("code", "统一社会信用代码 社会信用代码 统一信用代码 信用代码 税号 纳税人识别号 uscc"),
    ("legal_representative", "法人代表 法定代表人 法人 法定代表 负责人姓名"),
    ("registered_capital", "注册资金 注册资本 注册资本金"),
    ("founded_on", "注册日期 成立日期 成立时间 注册时间 founded"),
    ("kind", "企业类型 公司类型 单位性质 企业性质 类型"),
    ("industry", "行业 所属行业 行业分类 sector industry"),
    ("business_scope", "经营范围 主营业务 主要产品"),
    ("province", "所在省份 省份 省 所属省份"),
    ("region", "地区 城市 所在城市 所在地区 区域 市 region city"),
    ("address", "注册地址 地址 详细地址 公司地址 单位地址 通讯地址 address"),
    ("phone", "电话 联系电话 公司电话 单位电话 座机 phone tel telephone"),
    ("website", "网址 网站 官网 公司网址 website url"),
    ("bank", "开户行 开户银行 bank"),
    ("account", "银行账号 账号 银行账户 开户账号"),
    ("grade", "等级 客户等级 级别 客户级别 grade"),
    ("notes", "备注 说明 notes remark"),
    ("owner", "负责人 业务员 客户经理 销售 归属人 跟进人 keeper owner"),
    ("contact", "联系人 联系人姓名 联系人名称 contact"),
    ("position", "职务 职位 联系人职务"),
    ("contact_phone", "手机 手机号 手机号码 移动电话 联系人电话 联系人手机 mobile"),
    ("email", "邮箱 电子邮箱 邮件 联系人邮箱 email mail"),
]
NOBODY = gettext_lazy("“%s” is nobody for whom you may open files. Leave the column out, and the files are your own.")
LABELS = {
    "province": gettext_lazy("province"),
    "owner": gettext_lazy("keeper"),
    "contact": gettext_lazy("contact: name"),
    "position": gettext_lazy("contact: position"),
    "contact_phone": gettext_lazy("contact: phone"),
    "email": gettext_lazy("contact: mail"),
}


def code(cell: str) -> str:
    """5.1.1: a wrong code is told and kept; only what doesn't fit is refused."""
    found = normal_code(cell)
    if len(found) > Customer._meta.get_field("code").max_length:
        raise Unreadable(_("A unified social credit code has 18 characters, this one has %s.") % len(found))
    return found


def email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError:
        raise Unreadable(_("“%s” is no mail address.") % cell[:60]) from None
    return cell


def keeper_among(people: Sequence[User]) -> Parser:
    """A colleague by name or user name; whoever has a namesake by user name alone."""
    by_word: dict[str, list[User]] = {}
    for person in people:
        for word in {person.name, person.username}:
            by_word.setdefault(word.casefold(), []).append(person)

    def parse(cell: str) -> User:
        found = by_word.get("".join(cell.split()).casefold(), [])
        if len(found) != 1:
            words = NOBODY if not found else _("There are several “%s”.")
            raise Unreadable(words % cell[:40])
        return found[0]

    return parse


def parser_of(name: str, people: Sequence[User]) -> Parser:
    special = {"code": code, "founded_on": day, "grade": choice(GRADES), "email": email, "province": text(40)}
    if name == "owner":
        return keeper_among(people)
    if name in special:
        return special[name]
    model = Contact if name in OF_CONTACT else Customer
    return text(model._meta.get_field(OF_CONTACT.get(name, name)).max_length or LONGEST)


class CustomerImporter(OfCustomers):
    """2.2.1, 3.1.1: customers from a list. `options`: level and channel of the new files."""

    name: ClassVar[str] = "customers"
    writes = (Customer, Contact)
    base: ClassVar[str] = "/customers/import/"

    def __init__(self, **facts):
        super().__init__(**facts)
        self.earlier: dict[str, tuple[int, bool]] = {}  # key -> line, and whether that row has a code
        self.taken: dict[int, int] = {}  # file -> line

    @classmethod
    def admits(cls, by: Actor) -> bool:
        return rules.may_open_files(by)

    def fields_for(self, by: Actor) -> list[Field]:
        people = [by.principal]
        if by.holds(Post.CHIEF):
            colleagues = User.objects.colleagues_of(by.principal)
            people = [p for p in colleagues if not rules.reasons_against_owner(by, p, None)]
        fields = []
        for name, words in COLUMNS:
            label = LABELS.get(name) or Customer._meta.get_field(name).verbose_name
            words, second = tuple(words.split()), ("name", "名称") if name == "short_name" else ()
            fields.append(Field(name, label, parser_of(name, people), words, name == "name", second))
        return fields

    def title_of(self, row: Row) -> str:
        return row.values.get("name", "")

    @cached_property
    def parsers(self) -> dict[str, Parser]:
        return {field.name: field.parse for field in self.fields}

    # Whose file a row is of

    def match(self, rows: list[Row]) -> None:
        for row in rows:
            if problem := problem_with_code(row.values.get("code", "")):
                row.remarks.append(problem)
            if row.values.get("email") and not self.contact_values(row):
                row.remarks.append(_("A mail address without a contact's name is left out."))
        on_file = OnFile(rows, self.by)
        for row in rows:
            if line := self.earlier_twin(row):
                row.kind, row.why = "duplicate", _("The same company stands in line %d of this list.") % line
            elif candidates := on_file.candidates(row):
                self.compare(row, candidates, on_file)

    def earlier_twin(self, row: Row) -> int:
        """The line of an earlier row of the same company: by code, else by name where one of the two has no code."""
        code, key = row.values.get("code", ""), f"name {name_key(row.values['name'])}"
        if code and (twin := self.earlier.get(f"code {code}")):
            return twin[0]
        line, has_code = self.earlier.get(key, (0, False))
        if line and not (code and has_code):
            return line
        self.earlier.setdefault(key, (row.line, bool(code)))
        if code:
            self.earlier.setdefault(f"code {code}", (row.line, True))
        return 0

    def compare(self, row: Row, candidates: list[int], on_file: OnFile) -> None:
        """New values for a file that is one's own; a duplicate where it is somebody else's."""
        seen = [on_file.visible[pk] for pk in candidates if pk in on_file.visible]
        own = [c for c in seen if rules.may_edit(self.by, c) and c.state != Customer.State.FROZEN]
        if not own:
            row.kind, row.of = "duplicate", next(iter(seen), None)
            row.why = _("On file already.") if seen else _("Already on file – ask the section chief.")
            return
        customer = own[0]
        if customer.pk in self.taken:
            row.kind, row.of = "duplicate", customer
            row.why = _("The same company stands in line %d of this list.") % self.taken[customer.pk]
            return
        self.taken[customer.pk] = row.line
        row.of = customer
        for name, value in self.columns_of(row).items():
            if not says_the_same(getattr(customer, name), value, self.parsers[name]):
                row.changes.append((Customer._meta.get_field(name).verbose_name, getattr(customer, name), value))
        if self.contact_values(row):
            self.compare_contact(row, on_file.contacts.get(customer.pk, {}))
        row.kind = "changed" if row.changes else "unchanged"

    def compare_contact(self, row: Row, known: dict[str, Contact]) -> None:
        """A person who is new at the customer's, or of whom the list knows something else."""
        values = self.contact_values(row)
        row.contact = contact = known.get(values["name"])
        if contact is None:
            row.changes.append((LABELS["contact"], "", values["name"]))
            return
        for name, column in OF_CONTACT.items():
            if column in values and getattr(contact, column) != values[column]:
                row.changes.append((LABELS[name], getattr(contact, column), values[column]))

    def contact_values(self, row: Row) -> dict[str, str]:
        """What the row says of a person at the customer's; nothing where it names nobody."""
        values = {column: row.values[name] for name, column in OF_CONTACT.items() if row.values.get(name)}
        return values if "name" in values else {}

    def columns_of(self, row: Row) -> dict[str, Any]:
        """The row's values as columns of the file: province and city are one region; the keeper stays."""
        values = {name: value for name, value in row.values.items() if name not in {"province", "owner", *OF_CONTACT}}
        parts = [row.values[name] for name in ("province", "region") if row.values.get(name)]
        if parts:
            values["region"] = " ".join(dict.fromkeys(parts))
        if not row.values.get("contact") and not row.values.get("phone") and row.values.get("contact_phone"):
            values["phone"] = row.values["contact_phone"][:40]  # a telephone without a name is the company's
        return values

    # What is written

    def write(self, rows: list[Row]) -> None:
        self.open_files([row for row in rows if row.kind == "new"])
        self.change_files([row for row in rows if row.kind == "changed"])

    def open_files(self, rows: list[Row]) -> None:
        files = [self.file_for(row) for row in rows]
        keep_many(files, by=self.by, reason=self.reason)
        people = [contact for file in files for contact in file.to_come]
        for file in files:
            for contact in file.to_come:
                contact.customer = file
        keep_many(people, by=self.by, reason=self.reason)

    def file_for(self, row: Row) -> Customer:
        owner, values = row.values.get("owner") or self.by.principal, self.contact_values(row)
        file = like(self.blank, **self.columns_of(row), owner_id=owner.pk, department_id=owner.department_id)
        file.to_come = [like(self.nobody, is_main=True, **values)] if values else []
        file.derive()
        return file

    @cached_property
    def blank(self) -> Customer:
        """What all new files have in common."""
        found_by, level = self.options.get("found_by"), self.options.get("level")
        level = usual_level("customers", self.on) if level is None else level
        return Customer(level=level, found_by=found_by or Customer.Source.IMPORT, opened_on=self.on)

    nobody = cached_property(lambda self: Contact())

    def change_files(self, rows: list[Row]) -> None:
        """Those that are there, under their locks: first who is to be spoken to, for they are found by these too."""
        self.change_people(rows)
        locked = Customer.objects.select_for_update(of=("self",)).prefetch_related("contacts")
        files, names, before = locked.in_bulk([row.of.pk for row in rows]), {"version"}, {}
        for row in rows:
            file, values = files[row.of.pk], self.columns_of(row)
            before[file.pk] = file.search_text
            for name, value in values.items():
                setattr(file, name, value)
            file.version += 1
            file.derive()
            names |= values.keys()
        keep_changes(list(files.values()), [*names, *Customer.DERIVED], by=self.by, reason=self.reason)
        tell_dependents([file for file in files.values() if file.search_text != before[file.pk]])

    def change_people(self, rows: list[Row]) -> None:
        known = Contact.objects.select_for_update().in_bulk([row.contact.pk for row in rows if row.contact])
        names: set[str] = set()
        for row in rows:
            values = self.contact_values(row) if row.contact else {}
            for name, value in values.items():
                setattr(known[row.contact.pk], name, value)
            names |= values.keys()
        keep_changes(list(known.values()), names, by=self.by, reason=self.reason)
        fresh = [(row, self.contact_values(row)) for row in rows if not row.contact]
        new = [like(self.nobody, customer_id=row.of.pk, **values) for row, values in fresh if values]
        keep_many(new, by=self.by, reason=self.reason)
