"""Writing in bulk (target 6): customers with history and search text beside COPY, reminders beside one statement."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import django

django.setup()

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from benchmarks import cpu
from bizdept.audit.chain import sealed
from bizdept.duties.actions import remind
from bizdept.duties.models import Duty
from bizdept.manage.volume import names
from bizdept.people import bulk
from bizdept.people.actor import Actor
from bizdept.people.history import keep, keep_many
from bizdept.people.models import User
from contracts.models import Contract
from customers.models import Contact, Customer

ROWS, DUTIES, SAVES = 100_000, 100_000, 500


class TakenBack(Exception):
    """Nothing that is measured stays."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with sealed():
            yield
            raise TakenBack
    except TakenBack:
        pass


class Spent:
    """Seconds of CPU, of this process and of its connection's at the database."""

    def __init__(self):
        connection.ensure_connection()
        self.backend = connection.connection.info.backend_pid

    def of(self, work: Callable[[], object]) -> tuple[float, float]:
        own, there = time.process_time(), cpu.spent_by(self.backend)
        work()
        return time.process_time() - own, cpu.spent_by(self.backend) - there


def customers(by: User) -> list[Customer]:
    """New files as an importer has read them, each with somebody to speak to; nothing derived yet."""
    dice, rows = Random(1), []  # the same rows each time
    for number in range(ROWS):
        row = Customer(
            **names.company(dice, number), code=names.code(dice, number), phone=names.landline(dice), owner_id=by.pk,
            department_id=by.department_id, opened_on=timezone.localdate(), website=f"www.other{number}.com",
        )  # fmt: skip
        row.to_come = [Contact(name=names.person(dice), phone=names.mobile(dice), is_main=True)]
        rows.append(row)
    return rows


def derive(rows: list[Customer]) -> None:
    for row in rows:
        row.derive()


def copied(rows: list[Customer]) -> None:
    """The least that it can take: finished rows by COPY, and their history by one INSERT … SELECT."""
    fields = Customer._meta.concrete_fields
    columns = [field.column for field in fields if field.column != "id"]
    ready = [[getattr(row, field.attname) for field in fields if field.column != "id"] for row in rows]
    quoted = ", ".join(f'"{column}"' for column in columns)
    spent = Spent()

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM customers_customer")
            (last,) = cursor.fetchone()
            with cursor.copy(f"COPY customers_customer ({quoted}) FROM STDIN") as lines:
                for row in ready:
                    lines.write_row(row)
            past = Customer.history.model
            kept = ", ".join(f'"{field.column}"' for field in past.tracked_fields)
            cursor.execute(
                f"INSERT INTO {past._meta.db_table} ({kept}, history_date, history_type, history_change_reason, "
                f"history_user_id) SELECT {kept}, now(), '+', 'import', %s FROM customers_customer WHERE id > %s",
                [rows[0].owner_id, last],
            )

    with undone():
        tell("COPY and one INSERT … SELECT, rows ready made (the floor)", *spent.of(work))


FLOOR: list[float] = []


def tell(what: str, own: float, there: float, among: list[float] | None = FLOOR) -> None:
    """One line of the table; the first of a group is what the others are held against."""
    total = own + there
    if among is not None and not among:
        among.append(total)
    ratio = f"{total / among[0]:.1f} ×" if among else ""
    print(f"| {what} | {own:.2f} + {there:.2f} = {total:.2f} | {ratio} |", flush=True)


def main() -> None:
    by = User.objects.filter(username__startswith="v", department__is_section=True).order_by("pk").last()
    spent, actor = Spent(), Actor(by)
    print(f"## In bulk\n\nSeconds of CPU, Python + database; {ROWS:,} customers, nothing of it kept.\n")
    print("| | s | |\n|---|---|---|")
    rows = customers(by)
    own, there = spent.of(lambda: derive(rows))
    derived = own, there
    copied(rows)
    tell("derive(): search text, initials, keys", *derived)
    with undone():
        tell("keep_many(): rows and history", *spent.of(lambda: keep_many(rows, by=actor, reason="import")))
        people = [person for row in rows for person in with_customer(row)]
        tell("keep_many(): as many contacts", *spent.of(lambda: keep_many(people, by=actor, reason="import")))
        codes = {"code__in": [row.code for row in rows]}
        tell("all codes looked up", *spent.of(lambda: len(Customer.objects.filter(**codes).values_list("pk", "code"))))
    saves(by, spent)
    reminders(by, spent)


def with_customer(row: Customer) -> list[Contact]:
    for person in row.to_come:
        person.customer_id = row.pk
    return row.to_come


def saves(by: User, spent: Spent) -> None:
    """A save with its history beside the same without."""
    files, floor = list(Customer.objects.order_by("pk")[:SAVES]), []

    def plain() -> None:
        for row in files:
            row.skip_history_when_saving = True
            row.save()
            del row.skip_history_when_saving

    def kept() -> None:
        for row in files:
            keep(row, by=Actor(by), reason="revise")

    with undone():
        tell(f"{SAVES} saves without history", *spent.of(plain), floor)
        tell(f"{SAVES} saves with history", *spent.of(kept), floor)


ONE_STATEMENT = """
    INSERT INTO notices_notice (person_id, key, text, address, told_at)
    SELECT owner_id, 'bench:' || c.id || ':' || n, 'x', '/', now()
    FROM contracts_contract c, generate_series(1, %s) AS n
    LIMIT %s ON CONFLICT DO NOTHING
"""


def reminders(by: User, spent: Spent) -> None:
    """Open duties that have all come due, told in one run; beside one statement that writes as many notices."""
    floor: list[float] = []
    contracts = list(Contract.objects.order_by("pk").values_list("pk", "owner_id"))
    kind = ContentType.objects.get_for_model(Contract).pk
    today = timezone.localdate()
    duties = [
        Duty(content_type_id=kind, object_id=contracts[n % len(contracts)][0], kind=f"bench.{n // len(contracts)}",
             article="2.1.6", person_id=contracts[n % len(contracts)][1], opened_on=today, due_on=today)
        for n in range(DUTIES)
    ]  # fmt: skip
    every = DUTIES // len(contracts) + 1
    with undone():
        with connection.cursor() as cursor:
            one = spent.of(lambda: cursor.execute(ONE_STATEMENT, [every, DUTIES]))
        tell(f"{DUTIES:,} notices by one statement", *one, floor)
    with undone():
        bulk.insert_rows(duties)
        tell(f"{DUTIES:,} duties come due, reminded of", *spent.of(lambda: remind(at=timezone.now())), floor)


if __name__ == "__main__":
    main()
