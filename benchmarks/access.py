"""What the doors cost (target 5): page 1, count and one check, for people who see little and much; beside guardian."""

import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection
from guardian.backends import ObjectPermissionBackend

from benchmarks.scouting import readers
from bizdept.access.doors import may_see
from bizdept.people.models import User
from contracts.models import Contract, ContractGrant
from customers.models import Customer

TIMES, COUNTED = 30, 1001


class Taken:
    """Milliseconds that the database took to answer, query by query."""

    def __init__(self):
        self.spans: list[float] = []

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.spans.append((time.perf_counter() - began) * 1000)


def measured(work: Callable[[], object]) -> tuple[float, float, float]:
    """(median ms of SQL, median ms of CPU of this process, queries) of one call."""
    sql, own, counts = [], [], []
    work()
    for _turn in range(TIMES):
        taken, began = Taken(), time.process_time()
        with connection.execute_wrapper(taken):
            work()
        own.append((time.process_time() - began) * 1000)
        sql.append(sum(taken.spans))
        counts.append(len(taken.spans))
    return statistics.median(sql), statistics.median(own), statistics.median(counts)


def works(user: User) -> dict[str, Callable[[], object]]:
    """What is asked of the doors, and of guardian."""
    some = Contract.objects.visible_page(user).records[-1]
    newest = Contract.objects.order_by("-opened_on", "-pk")[:COUNTED]
    other = next((contract for contract in newest if not may_see(user, contract)), some)
    backend = ObjectPermissionBackend()
    return {
        "page 1 of contracts": lambda: Contract.objects.as_list().visible_page(user),
        "page 1 of customers": lambda: Customer.objects.as_list().visible_page(user),
        "count up to 1,001": lambda: Contract.objects.visible_to(user).order_by()[:COUNTED].count(),
        "may see one: yes": lambda: may_see(user, some),
        "may see another": lambda: may_see(user, other),
        "guardian has_perm": lambda: backend.has_perm(fresh(user), "contracts.view_contract", some),
    }


def fresh(user: User) -> User:
    """Without what guardian remembers of an earlier question."""
    return User(**{name: value for name, value in vars(user).items() if name in COLUMNS})


COLUMNS = [field.attname for field in User._meta.concrete_fields]


def main(size: str) -> None:
    type(ContractGrant.objects).is_generic = lambda _grants: False  # what guardian asks of its own manager
    print(f"## Access at {size}\n\nMedians of {TIMES}: ms of SQL, ms of CPU in Python, queries.\n")
    found: dict[str, dict[str, tuple[float, float, float]]] = {}
    for reader in readers():
        user = User.objects.get(username=reader.name)
        _posts = user.standings  # looked up once a request
        for name, work in works(user).items():
            found.setdefault(name, {})[reader.label] = measured(work)
    labels = list(next(iter(found.values())))
    print(f"| | {' | '.join(labels)} | slowest/fastest |\n|{'---|' * (len(labels) + 2)}")
    for name, by_reader in found.items():
        cells = [f"{sql:.1f} + {own:.1f}, {count:g}" for sql, own, count in by_reader.values()]
        times = [sql for sql, _own, _count in by_reader.values()]
        print(f"| {name} | {' | '.join(cells)} | {max(times) / min(times):.1f} |")
    print()


if __name__ == "__main__":
    main(sys.argv[1])
