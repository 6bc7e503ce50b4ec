"""The customers of the demo company: put together from invented words, the same each time."""

import random
from datetime import date, datetime, time, timedelta

from stdnum.cn import uscc

from bizdept.access.levels import Level
from bizdept.audit.chain import note
from bizdept.calendar.rules import SHANGHAI
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.people.models import Post, User
from bizdept.workflow.models import MoveLog
from customers.models import Contact, Customer

COUNT = 320
REGIONS = ["江州", "临海", "清源", "东岭", "南渡", "北川", "西陵", "云溪", "明湖", "平阳", "青浦", "安陵"]
WORDS = ["明澜", "海川", "恒裕", "徽光", "长泰", "瑞祥", "云栖", "润禾", "凤城", "金岭", "广陵", "南湖", "星辰", "远航",
         "鼎盛", "华茂", "宏图", "嘉禾", "乾元", "天工", "信达", "同创", "立信", "博雅", "康宁", "泰和", "永固", "新桥"]  # fmt: skip
TRADES = [("精密制造", "装备制造"), ("物流", "物流"), ("食品", "食品"), ("电子科技", "电子"), ("纺织", "纺织"), ("汽车配件", "汽车零部件"),
          ("医药", "医药"), ("生物技术", "生物"), ("化工", "化工"), ("建工", "建筑"), ("新能源", "新能源"), ("软件", "软件"),
          ("环保设备", "环保"), ("农业机械", "农业")]  # fmt: skip
FORMS = ["有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司"]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙", ["伟", "芳", "敏", "静", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛"]
POSITIONS = ["采购经理", "总经理", "生产总监", "信息部经理", "财务经理", "设备科长"]
POOL_EVERY, FROZEN_EVERY = 11, 53
LONG_AGO = timedelta(days=90)  # so that the desk shows newer ones
SECRET = 24  # the one whose file is a core secret
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(dice: random.Random) -> str:
    """A social credit code that passes the check, of a region that does not exist."""
    body = "91999999MA" + "".join(dice.choice(ALPHABET) for _ in range(7))
    return body + uscc.calc_check_digit(body)


def make_customers(people: dict[str, User], today: date) -> list[Customer]:
    dice = random.Random(7)
    keepers = [people["li"], people["li"], people["zhao"], people["sun"]]
    rows: list[Customer] = []
    taken: set[tuple[str, str, str]] = set()
    while len(rows) < COUNT:
        region, word, (trade, industry) = dice.choice(REGIONS), dice.choice(WORDS), dice.choice(TRADES)
        name = f"{region}{word}{trade}{dice.choice(FORMS)}"
        if (region, word, trade) in taken:
            continue
        taken.add((region, word, trade))
        rows.append(one(dice, keepers[len(rows) % 4], name, f"{word}{trade[:2]}", region, industry, len(rows), today))
    saved = keep_many(rows, by=Actor(people["chief"]), reason="create")
    for customer in saved:
        if customer.state != Customer.State.ACTIVE:
            write_move(customer, people["chief"], min(customer.opened_on, today - LONG_AGO))
    contacts = [contact(dice, customer, first) for customer in saved for first in (True, False)[: dice.randint(1, 2)]]
    keep_many(contacts, by=Actor(people["li"]), reason="create")
    return saved


def write_move(customer: Customer, chief: User, on: date) -> None:
    """The one move of what lies in the pool or is frozen: a state to which no move led would look forged."""
    name = "release" if customer.state == Customer.State.POOL else "freeze"
    log = MoveLog.objects.create(
        record=customer, about=customer, move=name, source=Customer.State.ACTIVE, target=customer.state,
        version=customer.version, by=chief, post=Post.CHIEF, on=on, at=datetime.combine(on, time(10), SHANGHAI),
    )  # fmt: skip
    note("move", f"customers.{name}", customer, by=Actor(chief), row=log, to=customer.state)


def one(dice, keeper, name, short, region, industry, count, today) -> Customer:
    S = Customer.State
    state = S.POOL if count % POOL_EVERY == 5 else (S.FROZEN if count % FROZEN_EVERY == 50 else S.ACTIVE)
    row = Customer(
        name=name,
        short_name=short,
        code=code(dice),
        grade=dice.choices("ABCD", (2, 4, 6, 3))[0],
        industry=industry,
        kind="有限责任公司",
        region=region,
        address=f"{region}市样板区创业路 {dice.randint(1, 400)} 号",
        legal_representative=dice.choice(SURNAMES) + dice.choice(GIVEN),
        registered_capital=f"{dice.choice([100, 300, 500, 1000, 2000, 5000]):,} 万元人民币",
        founded_on=date(dice.randint(1998, 2023), dice.randint(1, 12), dice.randint(1, 28)),
        phone=f"0999-555{dice.randint(1000, 9999)}",
        website=f"www.example{count}.com",
        found_by=dice.choice(Customer.Source.values),
        owner=keeper,
        department=keeper.department,
        level=Level.CORE if count == SECRET else (Level.INTERNAL if dice.random() < 0.2 else Level.CONFIDENTIAL),
        opened_on=today - timedelta(days=dice.randint(1, 780)),
        **{"state": state},
    )
    row.derive()
    return row


def contact(dice, customer, is_main) -> Contact:
    return Contact(
        customer=customer,
        name=dice.choice(SURNAMES) + dice.choice(GIVEN),
        position=dice.choice(POSITIONS),
        phone=f"199{dice.randint(10_000_000, 99_999_999)}",
        email="",
        is_main=is_main,
    )
