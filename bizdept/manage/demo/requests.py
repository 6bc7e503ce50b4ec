"""The demo company's requests to see (8.2.2): two that wait, one that was granted, one that was refused."""

from datetime import date, timedelta

from bizdept.people.actor import Actor
from bizdept.people.models import User
from confidentiality.actions.requests import ask
from confidentiality.lifecycle.requests import LIFECYCLE
from contracts.models import Contract
from customers.models import Customer


def make_requests(people: dict[str, User], customers: list[Customer], today: date) -> None:
    kept = [c for c in customers if c.owner == people["li"] and c.state == Customer.State.ACTIVE]
    contract = Contract.objects.filter(owner=people["li"], state=Contract.State.SIGNED).order_by("pk").first()
    wishes = [
        ("zhao", kept[0].name, "该客户的子公司向我询价，需了解既往报价和付款习惯", 30, "grant"),
        ("sun", kept[1].name, "同一集团的采购项目，投标前核对历史联系情况", 14, "refuse"),
        ("zhao", kept[2].name, "客户转介绍到我这里，跟进前查阅沟通记录", 14, ""),
        ("sun", contract.number if contract else kept[3].name, "起草同类合同，参照付款和质保条款", 7, ""),
    ]
    by = Actor(people["li"])
    for account, sought, purpose, days, answer in wishes:
        wish = ask(sought, purpose, days, by=Actor(people[account]), on=today)
        if answer == "grant":
            LIFECYCLE.perform("grant", wish, by=by, on=today, until=today + timedelta(days=days))
        elif answer == "refuse":
            LIFECYCLE.perform("refuse", wish, by=by, on=today, note="该项目由我统一对接，有需要请直接找我。")
