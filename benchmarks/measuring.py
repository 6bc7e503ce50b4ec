"""Asking for pages in turns, ours and the floor's, and reckoning what each cost."""

import statistics
from dataclasses import dataclass, field

from benchmarks.pages import Page
from benchmarks.servers import PASSWORD, Site
from benchmarks.visitor import Answer, Visitor

WARM = 3  # before queries are counted
WARMING = 24  # requests that don't count: every thread has its connection and its templates then


@dataclass
class Measured:
    """What one page cost in each round, in milliseconds of CPU a request."""

    page: Page
    answer: Answer
    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    @property
    def ours(self) -> list[float]:
        return [web + database for web, database in zip(self.web, self.database, strict=True)]

    @property
    def ratios(self) -> list[float]:
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def cost(self) -> float:
        return statistics.median(self.ours)


def used(before: dict[str, float], after: dict[str, float], count: int) -> tuple[float, float]:
    """Milliseconds a request, of the web processes and of the database's."""
    grown = {name: spent - before.get(name, 0.0) for name, spent in after.items()}
    parts = (sum(v for name, v in grown.items() if name.startswith(kind)) for kind in ("web", "database"))
    web, database = (part * 1000 / count for part in parts)
    return web, database


class Run:
    """All pages of one volume, measured in rounds."""

    def __init__(self, ours: Site, floor: Site, pages: list[Page], *, rounds: int, each: int):
        self.ours, self.floor, self.rounds, self.each = ours, floor, rounds, each
        self.at_floor = Visitor(floor.port).sign_in("floor", PASSWORD, "username")
        names = sorted({page.reader for page in pages})
        self.visitors = {name: Visitor(ours.port).sign_in(name, PASSWORD) for name in names}
        self.measured = [Measured(page, self.first(page)) for page in pages]

    def first(self, page: Page) -> Answer:
        visitor = self.visitors[page.reader]
        for _worker in range(WARM):  # each process remembers some facts of the house for half a minute
            visitor.ask(page.address, partial=page.is_partial)
        answer = visitor.ask(page.address, counted=True, partial=page.is_partial)
        if answer.status != 200:
            print(f"   {page.address} answers {page.reader} ({page.label}) with {answer.status}", flush=True)
        return answer

    def warm(self) -> None:
        for _turn in range(WARMING):
            self.at_floor.ask("/")
            for visitor in list(self.visitors.values())[:2]:
                visitor.ask("/customers/")
        for one in self.answered:
            self.visitors[one.page.reader].ask(one.page.address, partial=one.page.is_partial)

    def go(self) -> list[Measured]:
        self.warm()
        for turn in range(self.rounds):
            print(f"   round {turn + 1} of {self.rounds}", flush=True)
            for one in self.answered:
                self.measure(one)
        return self.measured

    @property
    def answered(self) -> list[Measured]:
        """Those that came at all; the others stand in the table with what they said instead."""
        return [one for one in self.measured if one.answer.status == 200]

    def measure(self, one: Measured) -> None:
        """Ours and the floor's by turns, so that whatever disturbs the machine disturbs both."""
        visitor, page = self.visitors[one.page.reader], one.page
        before, floor_before = self.ours.spent(), self.floor.spent()
        for _request in range(self.each):
            visitor.ask(page.address, partial=page.is_partial)
            self.at_floor.ask("/")
        web, database = used(before, self.ours.spent(), self.each)
        one.web.append(web)
        one.database.append(database)
        one.floor.append(sum(used(floor_before, self.floor.spent(), self.each)))

    def empty(self) -> float:
        """What an empty page costs at the floor."""
        before = self.floor.spent()
        for _request in range(self.each * 5):
            self.at_floor.ask("/empty/")
        return sum(used(before, self.floor.spent(), self.each * 5))
