"""How lists of NDAs that were signed on paper come in: whose each is, and until when it holds (8.2.1)."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.web.imports.checking import Importer, Row
from bizdept.web.imports.values import Field, day, text
from confidentiality.actions.ndas import department_of, register_paper
from confidentiality.models import Nda, NdaText
from confidentiality.rules import ndas as rules

PERSON = "姓名 员工姓名 员工 人员 签署人 乙方 账号 登录名 用户名 name person employee account username"
NUMBER = "协议编号 编号 合同编号 文件编号 number no"
SIGNED = "签订日期 签署日期 签字日期 签订日 签订时间 signed signed_on date"
UNTIL = "有效期至 到期日期 到期日 截止日期 终止日期 有效期 until valid_until expires"
PLACE = "存放位置 存放地点 保管位置 存放处 place location"


class NdaImporter(Importer):
    """8.2.1: papers in bulk. Whoever registers them registers none of their own."""

    name: ClassVar[str] = "ndas"
    base: ClassVar[str] = "/confidentiality/ndas/import/"
    writes = (Nda,)

    def __init__(self, **facts):
        super().__init__(**facts)
        self.lines: dict[int, int] = {}  # person -> the line of this list that tells of them

    @classmethod
    def admits(cls, by: Actor) -> bool:
        return rules.may_keep_ndas(by)

    def fields_for(self, by: Actor) -> list[Field]:
        return [
            Field(
                "person", gettext_lazy("person: name or account"), text(60), tuple(PERSON.split()), is_required=True
            ),
            Field("signed_on", gettext_lazy("signed on"), day, tuple(SIGNED.split()), is_required=True),
            Field("until", gettext_lazy("in force until"), day, tuple(UNTIL.split()), is_required=True),
            Field("paper_number", gettext_lazy("number on the paper"), text(40), tuple(NUMBER.split())),
            Field("place", gettext_lazy("where the paper lies"), text(80), tuple(PLACE.split())),
        ]

    def title_of(self, row: Row) -> str:
        return str(row.values.get("person", ""))

    def match(self, rows: list[Row]) -> None:
        people = list(User.objects.active().select_related("department"))
        required = NdaText.objects.required()
        signed: dict[int, list[Nda]] = {}
        for nda in Nda.objects.signed().select_related("text", "owner"):
            signed.setdefault(nda.owner_id, []).append(nda)
        for row in rows:
            if person := self.person_of(row, people):
                row.of = None
                row.values["who"] = person
                self.judge(row, person, signed.get(person.pk, []), required)

    def person_of(self, row: Row, people: list[User]) -> User | None:
        """The one person whom a row names by account or by name; else it says why it names none."""
        word = row.values["person"].strip().casefold()
        found = [one for one in people if one.username.casefold() == word]
        found = found or [one for one in people if one.name.casefold() == word]
        if len(found) == 1:
            return found[0]
        told = _("Several people are called “%s”: write the account instead.") if found else _("Nobody here is “%s”.")
        row.refuse(self.places["person"], row.values["person"], told % row.values["person"][:60])
        return None

    def judge(self, row: Row, person: User, others: list[Nda], required: NdaText | None) -> None:
        """What would become of a row about somebody, by the rules of the register's own page."""
        place = self.places["person"]
        nda = Nda(owner=person, signed_on=row.values["signed_on"], until=row.values["until"])
        if self.by.is_any_of(person.pk):
            row.refuse(place, person.name, _("Nobody registers their own NDA."))
        elif department_of(person) is None:
            row.refuse(place, person.name, _("%s belongs to no department yet.") % person)
        elif person.pk in self.lines:
            row.kind, row.why = (
                "duplicate",
                _("The same person stands in line %d of this list.") % self.lines[person.pk],
            )
        else:
            self.lines[person.pk] = row.line
            against = [*rules.reasons_against_paper(nda, nda.signed_on, nda.until, self.on)]
            same = [one for one in others if (one.signed_on, one.until) == (nda.signed_on, nda.until)]
            if same:
                row.kind, row.why = "unchanged", _("It is registered already.")
            for reason in [] if same else [*against, *rules.reasons_against_shortening(nda, others, required)]:
                row.refuse(self.places.get(reason.field, place), "", str(reason))

    def may_take_back(self, model: Any, records: Collection[Any]) -> set[int]:
        """What is registered is ended, with a reason, and not unmade: the doors went by it."""
        return set()

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            values = row.values
            register_paper(
                values["who"], by=self.by, on=self.on, signed_on=values["signed_on"], until=values["until"],
                paper_number=values.get("paper_number", ""),
                place=values.get("place") or self.options.get("place", ""),
            )  # fmt: skip
