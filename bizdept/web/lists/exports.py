"""A list as a file, within the export rule (8.2.2): at once, or ordered, approved, written by a worker, handed out."""

import hashlib
import shutil
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from bizdept.access.levels import Level
from bizdept.access.models import Taken
from bizdept.access.taken import MARKED_FROM, Mark, enter, new_mark
from bizdept.audit.chain import note, sealed
from bizdept.audit.clock import moment
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User, holders, with_stand_ins
from bizdept.refusal import Reason, refuse
from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.lists import rules
from bizdept.web.lists.forms import ListForm
from bizdept.web.lists.listing import LISTINGS, Listing
from bizdept.web.lists.rows import rows_meeting
from bizdept.web.works.actions import KEPT, actor_of, asked, end, order, release
from bizdept.web.works.models import Work
from bizdept.web.works.progress import Progress

KIND = "lists.export"
CHUNK = 1000  # rows that are remembered at a time
ASIDE = ("export", "columns", "page", "count", "layout", "saved")  # what a file's conditions don't consist of


@dataclass(frozen=True)
class Wish:
    """What somebody wants as a file: which list, under which conditions, with which columns."""

    listing: Listing
    form: ListForm
    columns: list[Column]
    kind: str  # xlsx or csv

    @classmethod
    def of(cls, work: Work, person: User) -> "Wish":
        """What was ordered, as this person would be shown it."""
        told, listing = work.told, LISTINGS[work.told["list"]]
        by_name = {column.name: column for column in listing.columns}
        columns = [by_name[name] for name in told["columns"] if name in by_name]
        return cls(listing, listing.form(QueryDict(told["query"]), person), columns, told["kind"])

    @property
    def title(self) -> str:
        return str(self.listing.title)

    @property
    def label(self) -> str:
        """The records as the chain names them."""
        return self.listing.model._meta.label_lower

    @property
    def query(self) -> str:
        """Conditions, view, order and picked rows, as an address has them."""
        return self.words(name for name in self.form.fields if name not in ASIDE)

    @property
    def address(self) -> str:
        """The page that orders it."""
        return f"{self.listing.home}export/?{self.words(name for name in self.form.fields if name != 'page')}"

    def words(self, names: Iterable[str]) -> str:
        """What the address says under these names, as far as it could be read."""
        kept, data = QueryDict(mutable=True), self.form.data
        for name in names:
            if self.form.good(name) is not None and name in data:
                kept.setlist(name, data.getlist(name) if isinstance(data, QueryDict) else [data[name]])
        return kept.urlencode()

    def rows(self, at: datetime) -> Any:
        """Every row that the person may see at that moment and that meets the conditions, in their order."""
        return rows_meeting(self.listing.model, self.form, self.listing.columns, at=at)

    def told(self) -> dict[str, Any]:
        """What a worker must know to find the same rows and columns again."""
        names = [column.name for column in self.columns]
        return {"list": self.listing.name, "query": self.query, "columns": names, "kind": self.kind}


# Ordered, and decided on


@sealed()
def order_export(wish: Wish, count: int, *, by: Actor, on: date, reason: str = "") -> Work:
    """Let a worker write a file of so many rows; where it needs approval, once somebody has given it.

    A second press finds what the first one ordered. Refused for core secrets, for too many rows, and where nobody
    is there to approve it.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.person.pk)  # two presses at once meet here
    told, at = wish.told(), moment()
    for work in Work.objects.open_of(by.person).filter(name=KIND):
        if told.items() <= work.told.items():
            return work
    refuse(rules.reasons_against_rows(has_core(wish.rows(at)), wish.kind, count))
    asks = rules.Limits.on(on).asks(count, by.person)
    deciders = rules.who_decide(by.person) if asks else []
    if asks and not deciders:
        refuse([Reason("nobody", _("Nobody is there who could approve it."))])
    told |= {"rows": count, "reason": reason}
    work = order(KIND, by=by, title=wish.title, back_to=wish.listing.home, told=told, asks=asks)
    note("record", "export.order", by.person, by=by, of=wish.label, rows=count, work=work.pk, asks=asks)
    people = [one for one in with_stand_ins(deciders) if one != by.person]
    tell(of_work(work, one, "asked", lambda: _("%(who)s asks to take %(count)d rows out of a list."), "decide/")
         for one in people)  # fmt: skip
    return work


@sealed()
def approve(work: Work, *, by: Actor, on: date) -> Work:
    """8.2.2: let it leave, once, with what was asked for. PermissionDenied for whoever isn't asked; Refused where it
    was decided before."""
    work = asked(work)
    if not rules.may_decide(by.renewed(), work.person):
        raise PermissionDenied
    note("record", "export.approve", work.person, by=by, work=work.pk, rows=work.told["rows"])
    tell([of_work(work, work.person, "approved", lambda: _("Your file of %(count)d rows is approved."))])
    return release(work, {"approved_by": by.person.pk})


@sealed()
def decline(work: Work, why: str, *, by: Actor, at: datetime) -> None:
    """8.2.2: let it stay, for a reason that the person reads. As `approve`."""
    work = asked(work)
    if not rules.may_decide(by.renewed(), work.person):
        raise PermissionDenied
    note("record", "export.decline", work.person, by=by, work=work.pk, rows=work.told["rows"])
    with translation.override(work.person.language or settings.LANGUAGE_CODE):
        trouble = _("%(who)s declined: %(why)s") % {"who": by, "why": why}
    end(work, Work.Stage.FAILED, at=at, trouble=trouble)
    tell([of_work(work, work.person, "declined", lambda: _("Your file of %(count)d rows was declined."))])


def of_work(work: Work, person: User, word: str, text, page: str = "") -> News:
    """A notice about a file that was ordered; it names neither list nor conditions."""
    words = {"who": work.person, "count": work.told["rows"]}
    return News(person, f"export:{work.pk}:{word}", lambda: text() % words, f"{work.get_absolute_url()}{page}")


def has_core(rows) -> bool:
    return rows.filter(level__gte=Level.CORE).order_by().exists()


# Written


def place_of(work: Work) -> Path:
    return work.folder / f"list.{work.told['kind']}"


def ids_of(work: Work) -> Path:
    """Which records the file holds, as eight bytes each: asked about again before it is handed out."""
    return work.folder / "ids"


def sha256_of(work: Work) -> str:
    with place_of(work).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop(work: Work) -> None:
    """Nothing of it stays."""
    for path in (place_of(work), ids_of(work)):
        path.unlink(missing_ok=True)
    for aside in work.folder.glob("sheet-*"):  # of a worker that was killed
        shutil.rmtree(aside, ignore_errors=True)


def make(work: Work, progress: Progress, *, on: date) -> str:
    """Write the file as the one who ordered it, by their rights as of now, and note it with rows, filter and hash.

    The rows are found first, as ids; then they are fetched a thousand at a time, each time asking anew whether they
    are still open. Refused for core secrets, and where the list has grown beyond what was asked for.
    """
    if work.told.get("file") and place_of(work).exists():  # a worker that died after its commit
        return work.get_absolute_url()
    drop(work)
    by = actor_of(work)
    wish, limits = Wish.of(work, by.person), rules.Limits.on(on)
    if wish.form.errors:  # whom it names has left: without the condition it would be more than was asked for
        refuse([Reason("conditions", _("The list no longer knows one of the conditions. Order it anew."))])
    found = wish.rows(moment())
    ids = array("Q", found.values_list("pk", flat=True).iterator(chunk_size=10_000))
    refuse(rules.reasons_against_rows(has_core(found), wish.kind, len(ids)))
    if limits.asks(len(ids), by.person):
        known = work.told["rows"]
        most = rules.most_approved(known) if "approved_by" in work.told else limits.approval
        refuse(rules.reasons_against_growth(len(ids), known, most))
    kept, mark = array("Q"), new_mark(by, moment())
    level = level_of(found)
    rows = passed(wish, ids, kept, work, progress)
    if wish.kind == "xlsx":
        sheets.write_xlsx(place_of(work), wish.title, wish.columns, rows, on_file(mark, level))
    else:
        sheets.write_csv(place_of(work), wish.columns, rows)
    ids_of(work).write_bytes(kept.tobytes())
    finish(work, wish, len(kept), mark, level, by=by, free=limits.free)
    return work.get_absolute_url()


def level_of(rows) -> int:
    """The highest level among these rows."""
    return rows.order_by().aggregate(highest=Max("level"))["highest"] or Level.OPEN


def on_file(mark: Mark, level: int) -> str:
    """What a workbook says of its highest level, and of whoever takes it: from `confidential` on (8.2.2). CSV has no
    place for it that would not be read as a row; its name carries both, and the register knows its bytes."""
    return f"{Level(level).label} · {mark}" if level >= MARKED_FROM else ""


def name_of(title: str, mark: Mark, level: int, kind: str) -> str:
    return sheets.leveled(f"{title} {mark.trace}.{kind}", level)


def passed(wish: Wish, ids: array, kept: array, work: Work, progress: Progress) -> Iterator[Any]:
    """The rows by these ids, in their order, as far as the person may see them at that moment; `kept` notes them."""
    model: Any = wish.listing.model
    for start in range(0, len(ids), CHUNK):
        progress.tell(start, len(ids), "export")
        records = model.objects.among(actor_of(work).person, ids[start : start + CHUNK].tolist(), moment())
        for pk in ids[start : start + CHUNK]:
            record = records.get(pk)
            if record is not None and record.level < Level.CORE:
                kept.append(pk)
                yield record
    progress.tell(len(ids), len(ids), "export")


@sealed()
def finish(work: Work, wish: Wish, count: int, mark: Mark, level: int, *, by: Actor, free: int) -> None:
    """Note that the file is there, tell the chief of a large one, and the person that it waits for them."""
    sha256 = sha256_of(work)
    size = place_of(work).stat().st_size
    file = {"name": name_of(wish.title, mark, level, wish.kind), "rows": count, "size": size, "sha256": sha256}
    file |= {"trace": mark.trace, "level": level, "conditions": wish.form.asked()}
    work.told |= {"file": file}
    work.save(update_fields=["told"])
    note_made(by, wish, count, sha256, mark, free=free, key=f"{work.pk}", work=work.pk)
    tell([of_work(work, work.person, "ready", lambda: _("Your file of %(count)d rows is there, for a week."))])


@sealed()
def note_left(wish: Wish, count: int, sha256: str, mark: Mark, level: int, *, by: Actor, free: int, key: str) -> None:
    """8.2.2: a list leaves the house as it is made: a line of the log, and a row of the register."""
    facts: dict[str, Any] = {"level": level, "rows": count, "conditions": wish.form.asked()}
    row = enter(mark, Taken.How.LIST, by=by, sha256=sha256, record=wish.label, **facts)
    note_made(by, wish, count, sha256, mark, free=free, key=key, level=level, row=row)


def note_made(by: Actor, wish: Wish, count: int, sha256: str, mark: Mark, *, free: int, key: str, **data) -> None:
    """8.2.2: a list has become a file: how many rows, what was asked for, which bytes. The chief hears of many."""
    facts: dict[str, Any] = {
        "of": wish.label,
        "rows": count,
        "filter": wish.form.asked(),
        "sha256": sha256,
        "trace": mark.trace,
    }
    note("look", "look.export", by.person, by=by, **facts, **data)
    if count > free:
        tell_chief(by, count, wish.title, key)


def tell_chief(by: Actor, count: int, title: str, key: str) -> None:
    """The chief above somebody hears that many rows left the house."""

    def text() -> str:
        return _("%(who)s took %(count)d rows out of the list “%(title)s”.") % words

    words = {"who": by.person, "count": count, "title": title}
    chiefs = (c for c in holders(Post.CHIEF, by.person.department_id) if c != by.person)
    tell(News(chief, f"export:{by.person.pk}:{key}", text) for chief in chiefs)


# Handed out


def is_open(work: Work, person: User, at: datetime) -> bool:
    """Whether the file is there and the person may still see every row in it, none of which became a core secret."""
    if not work.file or not place_of(work).exists() or not ids_of(work).exists():
        return False
    if work.ended_at is None or at > work.ended_at + KEPT or sha256_of(work) != work.file["sha256"]:
        return False
    ids, model = array("Q", ids_of(work).read_bytes()), LISTINGS[work.told["list"]].model
    rows: Any = model.objects.visible_to(person, at).filter(level__lt=Level.CORE).order_by()
    return all(
        rows.filter(pk__in=ids[start : start + CHUNK].tolist()).count() == len(ids[start : start + CHUNK])
        for start in range(0, len(ids), CHUNK)
    )


@sealed()
def note_taken(work: Work, *, by: Actor) -> None:
    """8.2.2: the file was handed out: each time a line of the log, and a row of the register."""
    file, mark = work.file, Mark(str(by), moment(), work.file["trace"])
    of = LISTINGS[work.told["list"]].model._meta.label_lower
    facts = {"rows": file["rows"], "level": file["level"]}
    row = enter(mark, Taken.How.LIST, by=by, sha256=file["sha256"], record=of, conditions=file["conditions"], **facts)
    told = {"sha256": file["sha256"], "trace": mark.trace, "work": work.pk, "row": row}
    note("look", "look.export_file", by.person, by=by, of=of, **facts, **told)
