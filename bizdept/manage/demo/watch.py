"""The demo company's access log (8.2.2): some looks, a file and a list that left, an alert, a review of grants."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from bizdept.access import log
from bizdept.access.models import Taken
from bizdept.access.taken import enter, new_mark
from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.people.models import User
from confidentiality.actions.alerts import raise_alert
from confidentiality.actions.grants import open_review
from confidentiality.rules.alerts import Beyond, Tally
from customers.models import Customer

HERE = "192.168.10.21"


def make_watch(people: dict[str, User], customers: list[Customer], at: datetime, today: date) -> None:
    by = {name: Actor(people[name], address=HERE) for name in ("li", "chief", "assistant", "zhao")}
    kept = [c for c in customers if c.owner == people["li"] and c.state == Customer.State.ACTIVE]
    for name, record, what in (
        ("li", kept[0], "open"), ("chief", kept[0], "open"), ("assistant", kept[1], "open"), ("chief", kept[1], "history"),
        ("li", kept[2], "communications"), ("zhao", kept[0], "open"),
    ):  # fmt: skip
        seen = Customer.objects.with_rights(people[name], record.pk)
        if seen.rights:
            log.look(seen, by=by[name], what=what)
    log.refused(kept[1], by=by["zhao"], what="customers.customer.open")
    take_a_list(by["zhao"], at)
    tally = Tally(first=(1, at - timedelta(minutes=40)), last=(2, at))
    raise_alert(people["zhao"], Beyond("exports", 4, 3), tally, at=at)
    section = people["chief"].department
    if section is not None:
        open_review(section, False, at=at, on=today)


def take_a_list(by: Actor, at: datetime) -> None:
    mark, sha256 = new_mark(by, at), hashlib.sha256(b"demo").hexdigest()
    facts = {"level": 2, "rows": 36, "conditions": "view=mine"}
    row = enter(mark, Taken.How.LIST, by=by, sha256=sha256, record="customers.customer", **facts)
    told: dict[str, Any] = {
        "of": "customers.customer",
        "filter": "view=mine",
        "sha256": sha256,
        "trace": mark.trace,
        "row": row,
    }
    note("look", "look.export", by.person, by=by, rows=36, level=2, **told)
