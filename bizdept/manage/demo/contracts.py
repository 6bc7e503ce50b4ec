"""The contracts of the demo company: each walked through the same moves as real ones, day by day."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bizdept.access.levels import Level
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import is_working
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.workflow.models import MoveLog, Opinion, Verdict, Version
from bizdept.workflow.papers import check_code
from bizdept.workflow.review import give_opinion, meet, opinions_of
from contracts import actions
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract, Kind
from customers.models import Customer

PLAN = {  # how far each goes: how many of them
    "signed": 26, "filed": 10, "out": 5, "approved": 5, "leader": 3, "decided_next": 4, "review": 6, "returned": 4,
    "second_round": 3, "drafting": 5, "refused": 2, "void": 3,
}  # fmt: skip
REVIEWED = ["submit", "opinions", "approve", "approve_too"]
STEPS = {
    "drafting": [], "void": ["void"], "review": ["submit"], "decided_next": ["submit", "opinions"],
    "returned": ["submit", "one_opinion", "send_back"],
    "second_round": ["submit", "opinions", "send_back", "rework", "submit"],
    "refused": ["submit", "opinions", "refuse"], "leader": ["submit", "opinions", "approve"],
    "approved": REVIEWED, "out": [*REVIEWED, "release"], "signed": [*REVIEWED, "release", "sign"],
    "filed": [*REVIEWED, "release", "sign", "file"],
}  # fmt: skip
THINGS = {  # by kind: unit, delivery, and what is sold
    Kind.SALES: ("套", "乙方于合同生效后 {} 日内将货物送达甲方所在地，运费由乙方承担。",
                 ["伺服压装机", "立式加工中心", "智能仓储货架", "视觉检测设备", "变频控制柜"]),
    Kind.SOFTWARE: ("套", "乙方于合同生效后 {} 日内在甲方所在地完成部署、调试和培训。",
                    ["MES 二期实施", "仓储管理系统", "质量追溯平台", "设备联网平台"]),
    Kind.SERVICE: ("项", "乙方于合同生效后 {} 日内提交服务成果，服务地点为甲方所在地。",
                   ["产线改造技术服务", "能耗诊断服务", "工艺优化咨询"]),
    Kind.MAINTENANCE: ("年", "乙方自合同生效后 {} 日内开始服务，每月到甲方所在地巡检一次。", ["运维服务", "设备维保服务"]),
}  # fmt: skip
REVIEWERS = {  # by discipline: the account, what it says, what it makes a condition
    "legal": ("legal", ["条款与模板一致，无异议。", "双方权利义务对等，违约责任明确。", "保密与争议解决条款齐全。"],
              "签订前补充对方授权代表的授权委托书。"),
    "finance": ("finance", ["预付款比例满足现金流要求。", "收款节点与交付进度相符。", "税率与开票约定一致。"],
                "质保金到期日写明具体日期。"),
    "technology": ("tech", ["技术指标可以实现。", "交付期限可以保证。", "验收标准明确，可以实施。"],
                   "技术协议写明接口版本。"),
}  # fmt: skip
PRICES, LARGE = [18_000, 36_500, 72_000, 128_600, 245_000, 386_000, 620_000], 620_000
SECRETS = ("signed", "decided_next", "review")  # the first that goes so far is a core secret
LONG_AGO = 55  # working days after which the originals of a signed contract are on file
WAITS = {"approve_too": 1, "file": 8}  # working days; other steps take one or two
DELAYS = [0, 0, 0, 1, 5]  # working days for which what is under way has lain; the last is too many
SCAN = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


class Clock:
    """The demo's days lie in the past, and its moments with them: a few minutes from deed to deed."""

    def __init__(self):
        self.now, self.told = timezone.make_aware(datetime(2000, 1, 1)), 0

    def tick(self, day: date) -> datetime:
        began = datetime.combine(day, time(8, 40)) + timedelta(minutes=day.toordinal() * 37 % 160)
        self.now = max(self.now + timedelta(minutes=4), timezone.make_aware(began))
        return self.now

    def date_notices(self) -> None:
        """What was told since the last time was told now."""
        fresh = Notice.objects.filter(pk__gt=self.told)
        fresh.update(told_at=self.now)
        self.told = max([self.told, *fresh.values_list("pk", flat=True)])


@dataclass
class Walk:
    """One contract on its way: which step it takes on which day."""

    people: dict[str, User]
    dice: random.Random
    clock: Clock
    customer: Customer
    end: str
    level: int
    days: list[date]
    steps: list[str]
    day: date = field(init=False)
    contract: Contract = field(init=False)

    @property
    def next_day(self) -> date:
        return self.days[0]

    def go_on(self) -> None:
        self.day = self.days.pop(0)
        getattr(self, self.steps.pop(0))()
        self.clock.date_notices()

    def draft(self) -> None:
        self.by = Actor(self.customer.owner)
        kind = self.dice.choice(list(THINGS))
        unit, delivery, things = THINGS[kind]
        thing = self.dice.choice(things)
        terms = {
            "title": f"{self.customer.short_name}{' ' if thing[0].isascii() else ''}{thing}合同",
            "kind": kind,
            "level": self.level,
            "delivery": delivery.format(self.dice.choice([30, 45, 60, 90])),
            "warranty": "质保期为验收合格之日起十二个月。",
            "liability": "逾期一方每日按逾期部分金额的万分之五支付违约金，累计不超过合同总额的百分之十。",
            "disputes": "协商不成的，向被告所在地有管辖权的人民法院提起诉讼。",
            "starts_on": self.day,
            "ends_on": self.day + timedelta(days=364),
        }
        self.contract = actions.draft(self.customer, by=self.by, on=self.day, **terms)
        self.fill(thing, unit)

    def fill(self, thing: str, unit: str) -> None:
        price = Decimal(LARGE if self.end == "leader" else self.dice.choice(PRICES))
        quantity = Decimal(self.dice.randint(1, 3) if unit == "套" else 1)
        items = [{"name": thing, "specification": "按技术协议", "unit": unit, "quantity": quantity, "price": price}]
        items[0]["tax_rate"] = Decimal(13 if self.contract.kind == Kind.SALES else 6)
        total = quantity * price
        first, second = (total * Decimal(share) / 10 for share in (3, 6))
        shares = [("预付款", "合同生效后 7 日内", first, 10), ("验收款", "验收合格后 15 日内", second, 90)]
        shares.append(("质保金", "质保期满后 7 日内", total - first - second, 470))
        plan = [
            {"name": n, "condition": c, "amount": a, "due_on": self.day + timedelta(days=d)} for n, c, a, d in shares
        ]
        cost = (total * Decimal(self.dice.randint(58, 80)) / 100).quantize(Decimal("0.01"))
        seen = self.contract.version
        self.contract = actions.revise(
            self.contract, by=self.by, seen=seen, terms={"cost": cost}, items=items, instalments=plan
        )

    def move(self, name: str, by: Actor | None = None, **data) -> None:
        self.contract = LIFECYCLE.perform(name, self.contract, by=by or self.by, on=self.day, **data)
        at = self.clock.tick(self.day)
        MoveLog.objects.filter(pk=MoveLog.objects.of(self.contract).latest("pk").pk).update(at=at)
        frozen = Version.objects.filter(object_id=self.contract.pk, frozen_at__date=timezone.localdate())
        frozen.update(frozen_at=at)

    def submit(self) -> None:
        self.move("submit")

    def opinions(self, only: int = 9) -> None:
        fresh = Contract.objects.get(pk=self.contract.pk)
        for opinion in opinions_of(fresh)[:only]:
            account, remarks, condition = REVIEWERS[opinion.department.discipline]
            by = Actor(self.people[account])
            sets = self.dice.random() < 0.2
            verdict = Verdict.CONDITIONS if sets else Verdict.AGREE
            given = give_opinion(
                opinion, verdict, by=by, on=self.day, note=self.dice.choice(remarks),
                conditions=[condition] if sets else [],
            )  # fmt: skip
            Opinion.objects.filter(pk=given.pk).update(given_at=self.clock.tick(self.day))
            for row in given.conditions.all():
                meet(row, by=by, on=self.day)

    def one_opinion(self) -> None:
        self.opinions(only=1)

    def approve(self) -> None:
        self.move("approve", Actor(self.people["chief"]), note="同意，请抓紧落实。")

    def approve_too(self) -> None:
        if self.contract.awaits == Contract.Awaits.LEADER:
            self.move("approve", Actor(self.people["leader"]), note="同意。")

    def send_back(self) -> None:
        self.move("return", Actor(self.people["chief"]), note="付款节点再与客户确认，违约责任调低比例。")

    def rework(self) -> None:
        terms = {"liability": "逾期一方每日按逾期部分金额的万分之三支付违约金，累计不超过合同总额的百分之五。"}
        self.contract = actions.revise(self.contract, by=self.by, seen=self.contract.version, terms=terms)

    def refuse(self) -> None:
        self.move("refuse", Actor(self.people["chief"]), note="客户资信不符合要求。")

    def void(self) -> None:
        self.move("void", note="客户取消采购。")

    def release(self) -> None:
        self.move("release")

    def sign(self) -> None:
        scan = SimpleUploadedFile(f"{self.contract.number}-签字盖章.pdf", SCAN)
        names: dict[str, Any] = {"our_signatory": "郑国栋", "their_signatory": self.customer.legal_representative}
        code = check_code(self.contract.signing.version.sha256)
        self.move("sign", scan=scan, code=code, signed_on=self.day, method="paper", **names)

    def file(self) -> None:
        place = f"档案柜 A-{self.dice.randint(1, 20):02}"
        who = "assistant" if self.level <= Level.CONFIDENTIAL else self.customer.owner.username
        actions.file_originals(self.contract, by=Actor(self.people[who]), on=self.day, place=place)


def walks(people: dict[str, User], customers: list[Customer], today: date) -> list[Walk]:
    """What becomes of each contract and when, up to the last working day before today."""
    dice, clock = random.Random(11), Clock()
    special = SpecialDay.objects.as_mapping()
    days = [day for n in range(400, 0, -1) if is_working(day := today - timedelta(days=n), special)]
    active = [customer for customer in customers if customer.state == Customer.State.ACTIVE]
    ends = [end for end, count in PLAN.items() for _ in range(count)]
    dice.shuffle(ends)
    secret = {ends.index(end) for end in SECRETS}
    found = []
    for n, end in enumerate(ends):
        customer = dice.choice(active)
        level = Level.CORE if n in secret else max(customer.level, Level.CONFIDENTIAL)
        if n in secret and end == "signed":
            customer = next(one for one in active if one.level == Level.CORE)
        is_over = end in ("signed", "filed", "refused", "void")
        ago = dice.randint(14, 245) if is_over else 0
        if end == "signed" and dice.random() < 0.35:
            ago = dice.randint(9, 26)  # so that the month has something to show
        if end == "signed" and ago > LONG_AGO:
            end = "filed"
        steps = ["draft", *STEPS[end]]
        waits = [WAITS.get(step) or (dice.randint(1, 2) if is_over else 1) for step in steps]
        start = len(days) - 1 - (ago or sum(waits[1:]) + dice.choice(DELAYS))
        taken = [days[min(start + sum(waits[1 : k + 1]), len(days) - 1)] for k in range(len(steps))]
        found.append(Walk(people, dice, clock, customer, end, level, taken, steps))
    return found


def make_contracts(people: dict[str, User], customers: list[Customer], today: date) -> None:
    on_the_way = walks(people, customers, today)
    while on_the_way := [walk for walk in on_the_way if walk.steps]:
        min(on_the_way, key=attrgetter("next_day")).go_on()
    Notice.objects.filter(dispatches=None).exclude(key__endswith=":escalated").update(read_at=timezone.now())
    for person in people.values():
        newest = Notice.objects.for_person(person).values("pk")[:4]
        Notice.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(read_at=None)
