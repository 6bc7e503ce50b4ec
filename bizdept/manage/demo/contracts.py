"""The contracts of the demo company: each walked through the same moves as real ones, day by day."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bizdept.access.levels import Level
from bizdept.notices.models import Notice
from bizdept.people.actor import Actor
from bizdept.people.models import User
from bizdept.workflow.models import MoveLog, Opinion, Verdict, Version
from bizdept.workflow.review import give_opinion, meet, opinions_of
from contracts import actions
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract, Kind
from customers.models import Customer

PLAN = {  # how far each goes: how many of them
    "signed": 26, "filed": 10, "out": 5, "approved": 5, "leader": 3, "decided_next": 4, "review": 6, "returned": 4,
    "second_round": 3, "drafting": 5, "refused": 2, "void": 3,
}  # fmt: skip
THINGS = {
    Kind.SALES: ["伺服压装机", "立式加工中心", "智能仓储货架", "视觉检测设备", "变频控制柜"],
    Kind.SOFTWARE: ["MES 二期实施", "仓储管理系统", "质量追溯平台", "设备联网平台"],
    Kind.SERVICE: ["产线改造技术服务", "能耗诊断服务", "工艺优化咨询"],
    Kind.MAINTENANCE: ["年度运维服务", "设备维保服务"],
}
REMARKS = ["预付款比例满足现金流要求。", "条款与模板一致，无异议。", "技术指标可以实现。", "同意。"]
SCAN = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


class Walk:
    """One contract on its way; every step is a day or two after the one before."""

    def __init__(self, people: dict[str, User], dice: random.Random, today: date, customer: Customer):
        self.people, self.dice, self.today, self.customer = people, dice, today, customer
        self.by = Actor(customer.owner)

    def go(self, end: str, start: date) -> Contract:
        self.day = start
        self.draft()
        stops = {"drafting": [], "void": ["void"], "review": ["submit"], "decided_next": ["submit", "opinions"]}
        reviewed = ["submit", "opinions", "decide"]
        steps = stops.get(end) or {
            "returned": ["submit", "some", "send_back"],
            "second_round": ["submit", "opinions", "send_back", "rework", "submit"],
            "refused": ["submit", "opinions", "refuse"],
            "leader": ["submit", "opinions", "approve"],
            "approved": reviewed,
            "out": [*reviewed, "release"],
            "signed": [*reviewed, "release", "sign"],
            "filed": [*reviewed, "release", "sign", "file"],
        }.get(end, [])
        for step in steps:
            self.day = min(self.day + timedelta(days=self.dice.randint(1, 3)), self.today)
            getattr(self, step)()
        return self.contract

    def draft(self) -> None:
        kind = self.dice.choice(list(THINGS))
        thing = self.dice.choice(THINGS[kind])
        terms = {
            "title": f"{self.customer.short_name}{thing}合同",
            "kind": kind,
            "level": Level.CONFIDENTIAL,
            "delivery": f"乙方于签订后 {self.dice.choice([30, 45, 60, 90])} 日内送达甲方所在地，运费由乙方承担。",
            "warranty": "质保期为验收合格之日起十二个月。",
            "liability": "逾期一方每日按逾期部分金额的万分之五支付违约金，累计不超过合同总额的百分之十。",
            "disputes": "协商不成的，向被告所在地有管辖权的人民法院提起诉讼。",
            "starts_on": self.day,
            "ends_on": self.day + timedelta(days=365),
        }
        self.contract = actions.draft(self.customer, by=self.by, on=self.day, **terms)
        self.fill(thing)

    def fill(self, thing: str) -> None:
        price = Decimal(self.dice.choice([18_000, 36_500, 72_000, 128_600, 245_000, 386_000, 620_000]))
        quantity = Decimal(self.dice.randint(1, 3))
        items = [{"name": thing, "specification": "按技术协议", "unit": "套", "quantity": quantity, "price": price}]
        items[0]["tax_rate"] = Decimal(6 if self.contract.kind in (Kind.SERVICE, Kind.SOFTWARE) else 13)
        total = quantity * price
        first, second = (
            (total * Decimal("0.3")).quantize(Decimal("0.01")),
            (total * Decimal("0.6")).quantize(Decimal("0.01")),
        )
        shares = [("预付款", "合同生效后 7 日内", first, 10), ("验收款", "验收合格后 15 日内", second, 90)]
        shares.append(("质保金", "质保期满后 7 日内", total - first - second, 420))
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
        self.set_clock()

    def set_clock(self) -> None:
        """The demo's days lie in the past: its moments do too."""
        self.minutes = getattr(self, "minutes", 0) + 7
        at = timezone.make_aware(datetime.combine(self.day, time(9, 10))) + timedelta(minutes=self.minutes % 400)
        at = min(at, timezone.now())
        about = {"object_id": self.contract.pk}
        MoveLog.objects.filter(pk=MoveLog.objects.of(self.contract).latest("pk").pk).update(at=at)
        Version.objects.filter(**about, frozen_at__date=timezone.localdate()).update(frozen_at=at)

    def submit(self) -> None:
        self.move("submit")

    def opinions(self, only: int = 9) -> None:
        fresh = Contract.objects.get(pk=self.contract.pk)
        for opinion in opinions_of(fresh)[:only]:
            reviewer = {"legal": "legal", "finance": "finance", "technology": "tech"}[opinion.department.discipline]
            by = Actor(self.people[reviewer])
            sets = self.dice.random() < 0.2
            verdict = Verdict.CONDITIONS if sets else Verdict.AGREE
            words = ["技术协议须写明接口版本。"] if sets else []
            given = give_opinion(
                opinion, verdict, by=by, on=self.day, note=self.dice.choice(REMARKS), conditions=words
            )
            at = timezone.make_aware(datetime.combine(self.day, time(10, 5 + self.dice.randint(0, 50))))
            Opinion.objects.filter(pk=given.pk).update(given_at=at)
            for condition in given.conditions.all():
                meet(condition, by=by, on=self.day)

    def some(self) -> None:
        self.opinions(only=1)

    def approve(self) -> None:
        self.move("approve", Actor(self.people["chief"]), note="同意，请抓紧落实。")

    def decide(self) -> None:
        self.approve()
        if self.contract.awaits == Contract.Awaits.LEADER:
            self.move("approve", Actor(self.people["leader"]), note="同意。")

    def send_back(self) -> None:
        self.move("return", Actor(self.people["chief"]), note="付款节点再与客户确认，违约责任补充上限。")

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
        self.move("sign", scan=scan, signed_on=self.day, method="paper", **names)

    def file(self) -> None:
        place = f"档案柜 A-{self.dice.randint(1, 20):02}"
        actions.file_originals(self.contract, by=Actor(self.people["assistant"]), on=self.day, place=place)


def make_contracts(people: dict[str, User], customers: list[Customer], today: date) -> None:
    dice = random.Random(11)
    active = [customer for customer in customers if customer.state == Customer.State.ACTIVE]
    ends = [end for end, count in PLAN.items() for _ in range(count)]
    dice.shuffle(ends)
    finished = {"signed", "filed", "refused", "void"}
    starts = sorted(
        (today - timedelta(days=dice.randint(20, 360) if end in finished else dice.randint(2, 6)), n)
        for n, end in enumerate(ends)
    )
    for start, n in starts:
        end = ends[n]
        walk = Walk(people, dice, today, dice.choice(active))
        walk.go(end, start)
    Notice.objects.filter(dispatches=None).exclude(key__endswith=":escalated").update(read_at=timezone.now())
    for person in people.values():
        newest = Notice.objects.for_person(person).values("pk")[:4]
        Notice.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(read_at=None)
