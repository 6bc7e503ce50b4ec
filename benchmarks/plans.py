"""How the database answers the lists, counts and searches: EXPLAIN (ANALYZE, BUFFERS) of what the pages really ask."""

import sys

import django

django.setup()

from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.pages import Page, of_reader
from benchmarks.scouting import readers, words
from benchmarks.tables import keep
from bizdept.people.models import User

TABLES = ('FROM "customers_customer"', 'FROM "contracts_contract"')
LEAST = 2.0  # milliseconds from which on a plan is kept
KINDS = ("list", "search")
TIMES = ("Planning Time", "Execution Time")


def asked(client: Client, page: Page) -> list[str]:
    """What a page asks of the two large tables."""
    with CaptureQueriesContext(connection) as captured:
        client.get(page.address)
    return [query["sql"] for query in captured if any(table in query["sql"] for table in TABLES)]


def explained(words_of_query: str) -> tuple[float, str]:
    """Milliseconds of planning and execution, and the plan; infinity and the bare plan where it takes too long."""
    try:
        lines = answered(f"EXPLAIN (ANALYZE, BUFFERS) {words_of_query}")
    except OperationalError:
        return float("inf"), "\n".join(answered(f"EXPLAIN {words_of_query}"))
    return sum(float(line.split(":")[1].split()[0]) for line in lines if line.startswith(TIMES)), "\n".join(lines)


def answered(words_of_query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(words_of_query)
        return [line for (line,) in cursor.fetchall()]


def main(size: str) -> None:
    told, text = words(), []
    print(f"## Plans at {size}\n\nPlanning and execution, query by query; plans-{size}.txt has those from 2 ms on.\n")
    print("| page | as | ms |\n|---|---|---|")
    for reader in readers():
        client = Client(raise_request_exception=False)  # what takes too long is told of as such
        client.force_login(User.objects.get(username=reader.name))
        for page in of_reader(vars(reader), told):
            if page.kind not in KINDS:
                continue
            client.get(page.address)
            found = [(query, *explained(query)) for query in asked(client, page)]
            print(f"| {page.name} | {page.label} | {' + '.join(f'{ms:.1f}' for _query, ms, _plan in found)} |")
            for query, ms, plan in (one for one in found if one[1] >= LEAST):
                text.append(f"── {page.name}, as {page.label}: {ms:.1f} ms\n{query}\n\n{plan}\n")
    keep(f"plans-{size}.txt", "\n".join(text))


if __name__ == "__main__":
    main(sys.argv[1])
