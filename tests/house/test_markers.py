"""A marker in every text: whoever may not be shown it finds it nowhere, nor by searching or sorting for it; and with
any one filter taken away it is found (reliability.md, rows 1 and 2; 8.2.2).

The crawl itself is that of test_doors.py: every address, every principal, GET and POST, notices, and what its pages
lead to.
"""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.template import engines

from bizdept.access import doors as rights
from bizdept.access.levels import Level
from bizdept.access.models import Guarded
from bizdept.access.sources import Source
from bizdept.notices.models import NoticeQuerySet
from bizdept.prepared import Prepared
from bizdept.web.columns import sortable
from bizdept.web.imports.models import ImportBatchQuerySet
from bizdept.web.lists.listing import LISTINGS
from bizdept.web.lists.models import BatchRun
from bizdept.web.templatetags.bizdept import register
from bizdept.web.works.models import Work
from confidentiality.models import PaperNumber
from confidentiality.models.incidents import IncidentQuerySet
from confidentiality.rules import grants as grant_rules
from customers import shown as customers_shown
from tests.house import doors, planted
from tests.house.planted import MARKER, Markers
from tests.house.scene import PRINCIPALS, Scene
from tests.house.test_doors import Visitor, words_of

pytestmark = pytest.mark.once
NONSENSE = "qz9999zq"


def test_every_text_has_its_marker(markers):
    assert not markers.untold, "who may be shown these?\n" + "\n".join(sorted(markers.untold))
    of = {marker.label for marker in markers.by_text.values()}
    empty = {model._meta.label for model in planted.planted_models()} - of
    assert not empty, f"no row of the scene holds a text of {empty}"
    assert len(markers.by_text) > 400, len(markers.by_text)


def test_the_markers_stand_on_the_pages(scene, markers):
    """The control: whoever may read them does."""
    found = set()
    for who in ("owner", "chief", "officer", "leader", "administrator"):
        browser = Visitor(scene, who).browser
        for name, rows in doors.DOORS.items():
            for row in rows:
                if row.answer(who, "get") == 200:
                    told = set(MARKER.findall(words_of(browser().get(doors.target(name, row, scene)))))
                    found |= {marker for marker in told & markers.by_text.keys()}
    shown = {(markers.by_text[text].label, markers.by_text[text].field) for text in found}
    assert len(shown) > 90, sorted(shown)


# ── searching and sorting

SEARCHERS = ("foreign", "expired", "other_chief", "finance", "officer", "administrator", "personnel")


@pytest.mark.parametrize("who", SEARCHERS)
def test_searching_for_what_is_hidden_finds_what_nonsense_finds(scene, markers, who):
    """Neither a row, nor a count, nor another sentence: on every list, in the search of all and while typing."""
    visitor, wrong = Visitor(scene, who), []
    hidden = one_of_each(markers, who)
    for address, about in places():
        plain = answer(visitor, address, NONSENSE)
        for marker in hidden:
            if about(marker) and answer(visitor, address, marker.text) != plain:
                wrong.append(f"{who} finds {marker} by {address}")
    assert not wrong, "\n".join(wrong)


def test_what_one_may_see_is_found(scene, markers):
    """The control of the same: by its own words, by whoever may."""
    visitor = Visitor(scene, "owner")
    sought = ("customers.Customer", "name", scene.jia.pk)
    name = next(m for m in markers.by_text.values() if (m.label, m.field, m.pk) == sought)
    found = [
        address
        for address, _about in places()
        if answer(visitor, address, name.text) != answer(visitor, address, NONSENSE)
    ]
    assert {"/customers/", "/contracts/", "/search/suggest/"} <= set(found)


def one_of_each(markers: Markers, who: str) -> list[planted.Marker]:
    kinds = {(marker.label, marker.field): marker for marker in markers.hidden_from(who)}
    return [marker for (label, _field), marker in kinds.items() if "Historical" not in label]


def places() -> list[tuple[str, Callable]]:
    """Where one searches, and for what it is tried there."""
    found: list[tuple[str, Callable]] = [
        (listing.home, lambda marker, app=listing.model._meta.app_label: marker.label.startswith(app))
        for listing in LISTINGS.values()
    ]
    return [*found, ("/search/suggest/", lambda marker: True)]


def answer(visitor: Visitor, address: str, sought: str) -> str:
    """What one reads there, without the words that were typed."""
    response = visitor.browser().get(address, {"q": sought})
    read = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", response.content.decode())
    return f"{response.status_code} {' '.join(read.split())}".replace(sought, "…")


def test_no_list_sorts_by_what_it_does_not_show(scene):
    """`?sort=` of any column of the table, shown or not, and of other tables': the order stays as it was."""
    wrong = []
    for listing in LISTINGS.values():
        for who in ("owner", "officer"):
            visitor = Visitor(scene, who)
            plain = rows_of(visitor, listing.home, "")
            names = {f.attname for f in listing.model._meta.concrete_fields} | {"owner__password", "owner__phone"}
            for name in names - sortable(listing.columns).keys():
                for word in (name, f"-{name}"):
                    if rows_of(visitor, listing.home, word) != plain:
                        wrong.append(f"{listing.home}?sort={word} as {who}")
    assert not wrong, wrong


def rows_of(visitor: Visitor, address: str, sort: str) -> list[str]:
    response = visitor.browser().get(address, {"sort": sort} if sort else {})
    return planted.RECORD.findall(words_of(response))


# ── with any one filter taken away


def guarded_models() -> list[type[Guarded]]:
    return [
        m for m in apps.get_models() if issubclass(m, Guarded) and m.sources.__func__ is not Guarded.sources.__func__
    ]


def everything(cls, reader, at):
    yield Source.of("everything", cls, Level.NAMED)


@pytest.fixture
def forgetful():
    """What was put into SQL before is not asked again."""

    def forget():
        Prepared.forget_all()
        rights.reasons_of.cache_clear()
        for loader in engines["django"].engine.template_loaders:
            loader.reset()

    forget()
    yield forget
    forget()


@pytest.mark.parametrize("model", guarded_models(), ids=lambda model: model._meta.label)
def test_without_a_models_own_filter_it_is_seen(scene, markers, monkeypatch, forgetful, model):
    shut = [visit for visit in to_records(scene, model) if visit[2]]
    assert not first_leak(scene, markers, shut)
    monkeypatch.setattr(model, "sources", classmethod(everything))
    forgetful()
    assert first_leak(scene, markers, to_records(scene, model))


def to_records(scene: Scene, model) -> Iterator[tuple[str, str, bool]]:
    """The pages of the scene's records of that kind and who may not open them; then its lists."""
    for record in model._base_manager.all():
        name = (
            model._meta.label
            if (model._meta.label, record.pk) in scene.roots
            else model._meta.concrete_model._meta.label
        )
        shown_to = scene.roots.get((name, record.pk), planted.NOBODY)
        yield from ((who, record.get_absolute_url(), True) for who in PRINCIPALS if who not in shown_to | {"nobody"})
    homes = [listing.home for listing in LISTINGS.values() if listing.model is model]
    yield from ((who, home, False) for home in homes for who in PRINCIPALS if who != "nobody")


def first_leak(scene: Scene, markers: Markers, visits: Iterable[tuple[str, str, bool]]) -> str:
    """The first of these pages that shows somebody what they may not see, or opens where it `is_shut`."""
    for who, address, is_shut in visits:
        response = Visitor(scene, who).browser().get(address)
        if told := markers.seen_by(who, words_of(response)):
            return f"{who} at {address}: {told}"
        if is_shut and response.status_code == 200:
            return f"{who} at {address}"
    return ""


def blind(model: type[models.Model]) -> Callable:
    """Whoever looks for rows of that table isn't asked whose they are."""

    def take_away(patch):
        honest = models.QuerySet.filter

        def filter_of(self, *conditions, **given):
            if self.model is model:
                given = {name: value for name, value in given.items() if name != "person"}
            return honest(self, *conditions, **given)

        patch.setattr(models.QuerySet, "filter", filter_of)

    return take_away


FILTERS: dict[str, tuple[Callable, tuple[tuple[str, str], ...]]] = {
    "levels within a record": (
        lambda patch: patch.setattr(Guarded, "reach", property(lambda self: Level.NAMED)),
        (("granted", "customers:detail"), ("assistant", "customers:detail")),
    ),
    "the mask of a contact": (
        lambda patch: patch.setitem(register.filters, "mask", lambda value: value),
        (("granted", "customers:detail"),),
    ),
    "the mask in a history": (
        lambda patch: patch.setattr(customers_shown, "mask", lambda value: value),
        (("granted", "customers:history"),),
    ),
    "whose notices": (
        lambda patch: patch.setattr(NoticeQuerySet, "for_person", lambda self, person: self.order_by("-pk")),
        (("foreign", "home:notices"),),
    ),
    "whose imports": (
        lambda patch: patch.setattr(ImportBatchQuerySet, "of", lambda self, person, kind: self.filter(kind=kind)),
        (("foreign", "customers:import"), ("foreign", "customers:import_check")),
    ),
    "whose batch": (
        blind(BatchRun),
        (("foreign", "customers:batch_result"),),
    ),
    "whose work": (
        blind(Work),
        (("foreign", "home:work"),),
    ),
    "whose report of a leak": (
        lambda patch: patch.setattr(IncidentQuerySet, "reported_by", lambda self, person: self.order_by("-pk")),
        (("owner", "confidentiality:incidents:mine"), ("owner", "confidentiality:incidents:own")),
    ),
    "what a register of papers calls them": (
        lambda patch: patch.setattr(PaperNumber, "__str__", lambda self: self.title),
        (("officer", "confidentiality:register:index"), ("officer", "confidentiality:register:detail")),
    ),
    "which grants": (
        lambda patch: patch.setattr(grant_rules, "scopes_of", lambda user: ["all"]),
        (("other_chief", "confidentiality:grants"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_without_another_filter_it_is_seen(scene, markers, monkeypatch, forgetful, name):
    take_away, where = FILTERS[name]
    visits = [(who, doors.target(at, row, scene), False) for who, at in where for row in doors.DOORS[at]]
    assert not first_leak(scene, markers, visits)
    take_away(monkeypatch)
    forgetful()
    assert first_leak(scene, markers, visits)
