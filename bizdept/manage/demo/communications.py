"""What was said to the customers of the demo company: invented, the same each time."""

import random
from datetime import date, datetime, time, timedelta

from bizdept.calendar.rules import SHANGHAI
from bizdept.people.actor import Actor
from bizdept.people.history import keep_many
from bizdept.people.models import User
from customers.actions import record_communication
from customers.models import Communication, Contact, Customer

Kind = Communication.Kind
SAID = [
    (Kind.CALL, "介绍了新一代设备，客户要一份产品资料。", "寄产品资料"),
    (Kind.VISIT, "到现场看了生产线，两台旧机明年要换。\n客户关心停机时间。", "给出更换方案"),
    (Kind.MESSAGE, "客户问备件的价格和交货期。", "发备件报价"),
    (Kind.MEETING, "与采购和技术一起过了方案，付款节点还要再谈。", "修改付款节点"),
    (Kind.CALL, "回访上次交付：运行正常，操作工还要培训一次。", "安排培训"),
    (Kind.MAIL, "发去报价单，客户下周内部讨论。", "问讨论结果"),
    (Kind.VISIT, "节前拜访，客户今年预算已定，明年一季度再启动。", ""),
    (Kind.LETTER, "寄去邀请函，请客户来公司参观。", "确认来访人数"),
]
TALKED_TO = 90  # customers
WAITING = 4  # of li's, for whom the next step lies ahead


def make_communications(people: dict[str, User], customers: list[Customer], today: date) -> None:
    dice = random.Random(11)
    kept = [customer for customer in customers if customer.state == Customer.State.ACTIVE]
    there: dict[int, list[Contact]] = {}
    for contact in Contact.objects.filter(customer__in=kept).order_by("pk"):
        there.setdefault(contact.customer_id, []).append(contact)
    by_keeper: dict[User, list[Communication]] = {}
    for customer in dice.sample(kept, TALKED_TO):
        day = customer.opened_on
        for kind, words, step in dice.sample(SAID, dice.randint(1, 5)):
            day += timedelta(days=dice.randint(1, 60))
            if day >= today:
                break
            talk = said(customer, dice.choice(there[customer.pk]), day, kind, words)
            if step:
                talk.next_step, talk.next_on = step, min(day + timedelta(days=7), today - timedelta(days=1))
            by_keeper.setdefault(customer.owner, []).append(talk)
    for keeper, talks in by_keeper.items():
        keep_many(talks, by=Actor(keeper), reason="create")
    for number, customer in enumerate([c for c in kept if c.owner == people["li"]][:WAITING], 1):
        kind, words, step = SAID[number]
        at = datetime.combine(today, time(9, number), SHANGHAI)
        fields = {"kind": kind, "happened_on": today, "contact": there[customer.pk][0], "text": words}
        fields |= {"next_step": step, "next_on": today + timedelta(days=2 * number)}
        record_communication(customer, fields, by=Actor(people["li"]), at=at)


def said(customer: Customer, contact: Contact, day: date, kind: str, words: str) -> Communication:
    at = datetime.combine(day, time(16, 30), SHANGHAI)
    told = {"author": customer.owner, "entered_by": customer.owner, "entered_at": at, "happened_on": day}
    return Communication(customer=customer, contact=contact, kind=kind, text=words, **told)
