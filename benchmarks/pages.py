"""Which pages are measured, as whom, and how much each may cost beside the floor (performance.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True)
class Page:
    """One address that one person asks for. `most` is the target: times the floor's list."""

    name: str
    address: str
    reader: str
    label: str
    most: float
    kind: str
    is_partial: bool = False

    @property
    def kind_of_page(self) -> str:
        """The name without what differs from size to size."""
        return self.name.partition(", page")[0]


QUERIES = {"list": 8, "search": 8, "record": 12, "home": 10, "partial": 12}


def pages(told: dict[str, Any]) -> Iterator[Page]:
    """All pages for one volume, as `scouting` has told of it."""
    words = {name: quote(word) for name, word in told["words"].items()}
    for reader in told["readers"]:
        yield from of_reader(reader, words)


def of_reader(reader: dict[str, Any], words: dict[str, str]) -> Iterator[Page]:
    def page(name: str, address: str, most: float, kind: str, is_partial: bool = False) -> Page:
        return Page(name, address, reader["name"], reader["label"], most, kind, is_partial)

    deep = min(40, max(reader["customers"] // 25, 1))
    yield page("customers list", "/customers/", 4, "list")
    yield page("contracts list", "/contracts/", 4, "list")
    yield page(f"customers, page {deep}", f"/customers/?page={deep}", 4, "list")
    yield page("contracts by state", "/contracts/?state=signed", 4, "list")
    yield page("customers by grade, sorted", "/customers/?grade=A&sort=name", 4, "list")
    yield page("customers, all sorted", "/customers/?sort=name", 4, "list")
    yield page("contracts on a board", "/contracts/?layout=board", 4, "list")
    yield page("search, a rare word", f"/customers/?q={words['rare']}", 4.5, "search")
    yield page("search, a tenth match", f"/customers/?q={words['tenth']}", 4.5, "search")
    yield page("search, initials", f"/customers/?q={words['initials']}", 4.5, "search")
    yield page("search contracts, rare", f"/contracts/?q={words['rare']}", 4.5, "search")
    yield page("customer record", f"/customers/{reader['customer']}/", 4, "record")
    yield page("customer record, from the list", f"/customers/{reader['customer']}/?list=page%3D1", 4, "record")
    yield page("contract record", f"/contracts/{reader['contract']}/", 4, "record")
    yield page("home", "/", 4, "home")
    yield page("partial: comment", f"/contracts/{reader['contract']}/comment/", 2.5, "partial", True)
    yield page("partial: the box on top, rare", f"/search/suggest/?q={words['rare']}", 2.5, "partial", True)
    yield page("partial: the box on top, a tenth", f"/search/suggest/?q={words['tenth']}", 2.5, "partial", True)
    yield page("partial: suggestions", f"/contracts/customers/?q={words['tenth']}", 2.5, "partial", True)
