"""What a contract of the volume is about: with whom, over what, for how much; nothing of it is written yet."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

from django.contrib.contenttypes.models import ContentType

from bizdept.access.levels import Level
from bizdept.manage.volume import lives
from bizdept.manage.volume.customers import Written
from bizdept.manage.volume.lives import Life
from bizdept.manage.volume.people import House
from bizdept.people.bulk import like
from bizdept.people.models import Company
from contracts.models import Contract, Instalment, Item, Kind, LibraryClause
from contracts.rules import amount_of, clauses_for, usual_terms
from customers.models import Customer

LINE, PAYMENT = Item(), Instalment()  # blank ones, copied
SMALL, LARGE = Decimal(50_000), Decimal(500_000)  # 3.3.3: below it no department is asked; from it on the leader is
PRICES = ([6_800, 12_500, 18_600, 24_900, 36_000, 45_500], [68_000, 128_600, 245_000, 386_000], [620_000, 1_280_000, 3_450_000])  # fmt: skip
HOW_LARGE = (78, 16, 6)
THINGS = {  # by kind: unit, and what is sold
    Kind.SALES: ("套", ["伺服压装机", "立式加工中心", "智能仓储货架", "视觉检测设备", "变频控制柜", "工业机器人", "精密轴承", "液压站"]),
    Kind.SOFTWARE: ("套", ["MES 二期实施", "仓储管理系统", "质量追溯平台", "设备联网平台"]),
    Kind.SERVICE: ("项", ["产线改造技术服务", "能耗诊断服务", "工艺优化咨询"]),
    Kind.MAINTENANCE: ("年", ["运维服务", "设备维保服务"]),
}  # fmt: skip
INSTALMENTS = [("预付款", "合同生效后 7 日内", 3, 10), ("验收款", "验收合格后 15 日内", 6, 90), ("质保金", "质保期满后 7 日内", 1, 470)]  # fmt: skip


@dataclass
class Draft:
    """One contract that is being made: what it is, and what becomes of it."""

    contract: Contract
    customer: Customer
    life: Life
    items: list[Item]
    plan: list[Instalment]


@dataclass
class Words:
    """What is the same in all contracts: the house's own terms, clauses and name."""

    ours: Company = field(default_factory=Company.ours)
    terms: dict[str, str] = field(default_factory=usual_terms)
    clauses: dict[str, list[LibraryClause]] = field(default_factory=lambda: {k: clauses_for(k) for k in Kind.values})

    @cached_property
    def kinds(self) -> dict[str, int]:
        """The numbers of content types."""
        models = ContentType.objects.get_for_models(Contract, Customer)
        return {str(model._meta.model_name): kind.pk for model, kind in models.items()}


def begun(numbers, total: int, house: House, written: Written, words: Words, dice: Random, on: date) -> list[Draft]:
    """The drafts of one chunk, each with a customer whose file was open by then."""
    days = [lives.day_of(number, total, on) for number in numbers]
    picked = [pick_customer(day, written, dice) for day in days]
    files = Customer.objects.in_bulk(set(picked))
    ends = lives.ends(numbers, total, dice)
    rows = zip(days, picked, ends, strict=True)
    return [begin(end, day, files[pk], house, words, dice) for day, pk, end in rows]


def pick_customer(day: date, written: Written, dice: Random) -> int:
    """A file that was open on that day; some customers order much more than others."""
    among = bisect_left(written.opened, day.toordinal()) or 1
    return written.active[int(among * dice.random() ** 1.5)]


def begin(end: str, day: date, customer: Customer, house: House, words: Words, dice: Random) -> Draft:
    kind = dice.choice(list(THINGS))
    unit, things = THINGS[kind]
    wanted = 2 if end == "leader" else dice.choices((0, 1, 2), HOW_LARGE)[0]
    items = [line(dice, unit, dice.choice(things), wanted, kind) for _item in range(dice.choice((1, 1, 1, 2, 3)))]
    if wanted == 0:
        items = items[:1]
    amount = sum((item.amount for item in items), Decimal())
    section = house.places[customer.department_id]
    owner = house.people[customer.owner_id]
    life = lives.live(end, max(day, customer.opened_on), section, owner, amount >= SMALL, amount >= LARGE, house, dice)
    opened_on = life.opened.date()
    contract = Contract(
        customer_id=customer.pk,
        owner_id=owner.pk,
        department_id=customer.department_id,
        level=int(max(customer.level, Level.CONFIDENTIAL)),
        title=f"{customer.short_name}{items[0].name}合同",
        kind=str(kind),
        amount=amount,
        starts_on=opened_on,
        ends_on=opened_on + timedelta(days=364),
        cost=(amount * dice.randint(58, 80) / 100).quantize(Decimal("0.01")),
        opened_on=opened_on,
        **words.terms,
        **life.holds,
    )
    return Draft(contract, customer, life, items, plan_of(amount, opened_on))


def line(dice: Random, unit: str, thing: str, how_large: int, kind: str) -> Item:
    price, quantity = Decimal(dice.choice(PRICES[how_large])), Decimal(dice.choice((1, 1, 1, 2)) if how_large else 1)
    item = like(
        LINE,
        name=thing, specification="按技术协议", unit=unit, quantity=quantity, price=price,
        tax_rate=Decimal(13 if kind == Kind.SALES else 6),
    )  # fmt: skip
    item.amount = amount_of(quantity, price)
    return item


def plan_of(amount: Decimal, day: date) -> list[Instalment]:
    shares = [(amount * share / 10).quantize(Decimal("0.01")) for _name, _when, share, _days in INSTALMENTS]
    shares[-1] = amount - sum(shares[:-1])
    return [
        like(PAYMENT, name=name, condition=when, amount=share, due_on=day + timedelta(days=days))
        for (name, when, _share, days), share in zip(INSTALMENTS, shares, strict=True)
    ]
