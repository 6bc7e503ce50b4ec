"""Every address × every principal × GET and POST, by the table in doors.py. An address without a row fails."""

import re
import zipfile
from dataclasses import replace
from html import unescape
from http.cookies import SimpleCookie
from io import BytesIO
from urllib.parse import parse_qs, unquote_plus

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.urls import Resolver404, get_resolver, path, resolve

from bizdept.audit.models import AuditEntry
from bizdept.notices.models import Notice
from tests.company import undone
from tests.house import doors
from tests.house.planted import Markers
from tests.house.scene import PRINCIPALS, Scene, fingerprint

A_RECORD = re.compile(r'data-record="(?:contracts|customers)\.\w+:\d+|HT-\d{4}-\d{4}|KH-\d{5}')
A_WAY_IN = re.compile(r'data-record="(?:contracts|customers)\.\w+:\d+|/(?:contracts|customers)/\d+')
A_LINK = re.compile(r'href="(/[^"#]*)')
OF_A_RECORD = re.compile(r"/(?:contracts|customers)/\d+/|/files/\d+/")
KNOWS_NO_RECORD = {"administrator", "officer", "personnel", "nobody"}


def refuse_writes(allowed: tuple[str, ...]):
    """GET writes nothing but logs, sessions and cache."""

    def execute(run, sql, params, many, context):
        written = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)"?', sql)
        if written and not written[1].startswith(allowed):
            raise AssertionError(f"A GET wrote: {sql[:80]}")
        return run(sql, params, many, context)

    return execute


def words_of(response) -> str:
    """All that an answer tells: the page, the headers, the cells of a workbook."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    told = " ".join(f"{name}: {value}" for name, value in response.items())
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return told + " ".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    return told + content.decode(errors="replace")


class Visitor:
    """One principal at every door; what goes wrong is gathered, so that one run tells all."""

    def __init__(self, scene: Scene, who: str, markers: Markers | None = None):
        self.scene, self.who, self.cells, self.wrong = scene, who, 0, []
        self.markers, self.links = markers or Markers(), set()
        self.session = Client(raise_request_exception=False)
        if who != "nobody":
            self.session.force_login(scene.people[who], backend=site.AUTHENTICATION_BACKENDS[0])
        self.cookies = {name: morsel.value for name, morsel in self.session.cookies.items()}
        self.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
        self.signed = fingerprint(scene.signed)
        self.unknown = scene.secrets() - scene.knows(who)

    def browser(self) -> Client:
        """The same session, and nothing remembered of the page before."""
        self.session.cookies = SimpleCookie(self.cookies)
        return self.session

    def visit_all(self):
        for name, rows in doors.DOORS.items():
            for row in rows:
                for query in ("", *row.queries):
                    self.visit(name, row, "get", query)
                self.visit(name, row, "post")

    def follow(self):
        """What the pages lead to beyond the table's addresses: one of each kind of link, by its name and its query."""
        known: set[tuple] = set()
        for link in sorted(self.links):
            place, _mark, query = unescape(link).partition("?")
            try:
                key = (resolve(place).view_name, tuple(sorted(parse_qs(query, keep_blank_values=True))))
            except Resolver404:
                continue
            if key in known:
                continue
            known.add(key)
            with undone():
                response = self.browser().get(unescape(link))
                if told := self.markers.seen_by(self.who, words_of(response)):
                    self.wrong.append(f"{self.who} follows {link} and is shown {told}")
            if response.status_code >= 500:
                self.wrong.append(f"{self.who} follows {link}: {response.status_code}")
            self.cells += 1

    def visit(self, name: str, row: doors.Row, method: str, query: str = ""):
        self.cells += 1
        address = doors.target(name, row, self.scene) + query
        with undone():
            lines = AuditEntry.objects.count()
            if method == "get":
                with connection.execute_wrapper(refuse_writes(row.writes)):
                    response = self.browser().get(address)
            else:
                told_before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                response = self.browser().post(address, row.data(self.scene))
                self.wrong += self.markers.told(self.scene, told_before, f"{self.who} POST {name} {address}")
                if fingerprint(self.scene.signed) != self.signed:
                    self.wrong.append(f"{self.who} POST {name} {address} changes what is signed")
            words, expected = words_of(response), row.answer(self.who, method)
            self.links |= set(A_LINK.findall(words)) if response.status_code == 200 else set()
            here = f"{self.who} {method.upper()} {name} {address}"
            if response.status_code != expected:
                self.wrong.append(f"{here}: {response.status_code} instead of {expected}")
            typed = unquote_plus(query)
            if told := sorted(secret for secret in self.unknown if secret in words and secret not in typed):
                self.wrong.append(f"{here} tells {told}")
            if told := self.markers.seen_by(self.who, words):
                self.wrong.append(f"{here} shows {told}")
            known = A_WAY_IN if self.who in row.numbers else A_RECORD
            shown = (found[0] for found in known.finditer(words) if found[0] not in typed)
            if self.who in KNOWS_NO_RECORD and not row.by_paper and (number := next(shown, "")):
                self.wrong.append(f"{here} shows {number}")
            if row.logs and self.who != "nobody" and expected in (403, 404) and response.status_code == expected:
                fresh = AuditEntry.objects.filter(seq__gt=lines)
                if not fresh.filter(kind="refusal", actor=self.scene.people[self.who].pk).exists():
                    self.wrong.append(f"{here}: the refusal is not in the log")
            shows = row.looks and method == "get" and response.status_code == 200 and OF_A_RECORD.match(address)
            if shows and not AuditEntry.objects.filter(seq__gt=lines, kind="look").exists():
                self.wrong.append(f"{here}: the look is not in the log")


SAMPLE = {"owner", "expired", "reviewer", "administrator"}  # on PostgreSQL; all of them on SQLite


@pytest.mark.parametrize("who", [p if p in SAMPLE else pytest.param(p, marks=pytest.mark.once) for p in PRINCIPALS])
def test_each_principal_gets_the_answers_of_the_table(scene, markers, who):
    visitor = Visitor(scene, who, markers)
    visitor.visit_all()
    visitor.follow()
    assert not visitor.wrong, "\n".join(visitor.wrong)
    assert visitor.cells > 200


def test_every_address_has_its_row():
    assert doors.addresses() == set(doors.DOORS)


def test_every_package_with_addresses_has_rows():
    assert {name.partition(":")[0] for name in doors.DOORS if ":" in name} == {
        entry.namespace for entry in get_resolver().url_patterns if getattr(entry, "namespace", None)
    }


def test_an_address_without_a_row_is_found():
    class Site:
        url_patterns = [*get_resolver().url_patterns, path("new/", lambda request: None, name="new")]

    assert doors.addresses(Site) - set(doors.DOORS) == {"new"}


def test_a_get_that_writes_is_found(company):
    watched = connection.execute_wrapper(refuse_writes(doors.FREE_TO_WRITE))
    with pytest.raises(AssertionError, match="A GET wrote"), watched:
        company.customer()


@pytest.mark.parametrize(
    "name, lie",
    [
        ("contracts:detail", {"sees": doors.DRAFT | {"foreign"}}),
        ("contracts:detail", {"sees": doors.DRAFT - {"granted"}}),
        ("contracts:edit", {"may": doors.OWNER | {"chief"}}),
    ],
)
def test_a_wrong_row_is_found(scene, name, lie):
    found = []
    for who in ("foreign", "granted", "chief"):
        visitor = Visitor(scene, who)
        visitor.visit(name, replace(doors.DOORS[name][0], **lie), "get")
        found += visitor.wrong
    assert found


def test_a_secret_that_is_told_is_found(scene, monkeypatch):
    monkeypatch.setattr(Scene, "knows", lambda self, who: {"Secret draft"} if who == "owner" else set())
    visitor = Visitor(scene, "chief")
    visitor.visit("contracts:detail", doors.DOORS["contracts:detail"][0], "get")
    assert any("tells" in line for line in visitor.wrong)


def test_there_is_a_cell_for_each(capsys):
    cells = sum(len(rows) * 2 + sum(len(row.queries) for row in rows) for rows in doors.DOORS.values())
    assert cells * len(PRINCIPALS) > 3000, cells * len(PRINCIPALS)
