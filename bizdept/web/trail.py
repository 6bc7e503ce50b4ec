"""Lines of the access log in words: who did what to which record, by which right, from where (8.2.2).

A record is told by its number and level. It is named by a link for whoever may see it, and by nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.labels import PEOPLE, kind_in_words, numbers_of, open_among
from bizdept.access.levels import Level
from bizdept.access.models import GLASS, AccessLog, Guarded
from bizdept.access.reading import GRANT, WHY
from bizdept.people.models import User
from bizdept.web.words import deed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DID: dict[str, "StrOrPromise"] = {
    "look.open": pgettext_lazy("access log", "opened it"),
    "look.read": pgettext_lazy("access log", "opened it to read and confirm it"),
    "look.brief": pgettext_lazy("access log", "saw it in brief"),
    "look.readers": pgettext_lazy("access log", "looked who may see it"),
    "look.communications": pgettext_lazy("access log", "read the communications"),
    "look.communication": pgettext_lazy("access log", "read a communication"),
    "look.version": pgettext_lazy("access log", "opened version %(number)s"),
    "look.history": pgettext_lazy("access log", "opened the history"),
    "look.file": pgettext_lazy("access log", "downloaded file %(file)s"),
    "look.print": pgettext_lazy("access log", "printed it"),
    "look.unmask": pgettext_lazy("access log", "unmasked: %(field)s"),
    "look.export": pgettext_lazy("access log", "exported a list of %(rows)s rows"),
    "look.export_file": pgettext_lazy("access log", "fetched a list of %(rows)s rows"),
    "look.export_log": pgettext_lazy("access log", "exported %(rows)s rows of a register"),
    "look.list": pgettext_lazy("access log", "read what is handed over"),
    "look.receipts": pgettext_lazy("access log", "printed %(rows)s rows of the register of NDAs"),
    "look.looks": pgettext_lazy("access log", "read what a leaver looked at"),
    "look.search": pgettext_lazy("access log", "found “%(core)s” by a search: %(count)s"),
    "look.log": pgettext_lazy("access log", "read the access log"),
    "look.grants": pgettext_lazy("access log", "read the register of grants"),
    "look.levels": pgettext_lazy("access log", "read the register of levels"),
    "look.taken": pgettext_lazy("access log", "read the register of what left"),
    "look.alert": pgettext_lazy("access log", "opened an alert"),
    "look.glass": pgettext_lazy("access log", "read about an emergency"),
    "access.breakglass": pgettext_lazy("access log", "opened it in an emergency"),
    "grant.view": pgettext_lazy("access log", "opened it to %(to)s"),
    "grant.end": pgettext_lazy("access log", "ended the grant of %(to)s"),
    "grant.confirm": pgettext_lazy("access log", "confirmed the grant of %(to)s"),
    "level.raise": pgettext_lazy("access log", "raised the level from “%(before)s” to “%(after)s”"),
    "level.keep": pgettext_lazy("access log", "kept the level “%(after)s” on"),
    "level.propose": pgettext_lazy("access log", "proposed to lower the level from “%(before)s” to “%(after)s”"),
    "level.lower": pgettext_lazy("access log", "lowered the level from “%(before)s” to “%(after)s”"),
    "level.refuse": pgettext_lazy("access log", "refused to lower the level to “%(after)s”"),
    "level.withdraw": pgettext_lazy("access log", "withdrew the proposal to lower the level to “%(after)s”"),
    "level.lapse": pgettext_lazy("access log", "let the proposal to lower the level to “%(after)s” lapse"),
    "access.lift": pgettext_lazy("access log", "let %(to)s go on"),
    "access.stop": pgettext_lazy("access log", "was stopped after %(limit)s records in an hour"),
    "access.stopped": pgettext_lazy("access log", "was refused, being stopped"),
}
UNMASKED: dict[str, "StrOrPromise"] = {
    "phone": pgettext_lazy("access log", "telephone number"),
    "account": pgettext_lazy("access log", "bank account"),
    "contact": pgettext_lazy("access log", "telephone number, mail, WeChat of a contact"),
}
RIGHTS: dict[str, Any] = WHY | {
    "grant": GRANT,
    "opinion": pgettext_lazy("access log", "gave an opinion"),
    "leader": gettext_lazy("senior leader"),
    "keeper": gettext_lazy("keeper"),
    "section": gettext_lazy("of the section that they lead"),
    GLASS: pgettext_lazy("access log", "emergency"),
}
TONES = {  # of what leaves the house, of what was hidden, of what was refused; looking on has none
    "look.file": ("warn", "download"), "look.print": ("warn", "printer"), "look.export": ("warn", "file-spreadsheet"),
    "look.export_file": ("warn", "file-spreadsheet"), "look.export_log": ("warn", "file-spreadsheet"),
    "look.unmask": ("warn", "eye"), "level.lower": ("warn", "shield-lock"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One line in words."""

    line: AccessLog
    who: str
    what: str
    note: str  # of a refusal: what was refused; of a list: of which records
    tone: str
    icon: str
    number: str
    level: int | None
    record: Guarded | None  # for whoever may see it
    why: str

    @property
    def at(self) -> datetime:
        return self.line.at

    @property
    def address(self) -> str:
        return self.line.address


def in_words(lines: Iterable[AccessLog], person: User, at: datetime) -> list[Told]:
    """These lines, as they are shown to this person. One query for the people, two for each kind of records."""
    lines = list(lines)
    labels = {line.record for line in lines}
    numbers, known = numbers_of(labels), open_among(labels, person, at)
    people = User.objects.in_bulk({pk for line in lines for pk in people_of(line)})
    return [told(line, people, numbers.get(line.record, ""), known.get(line.record)) for line in lines]


def people_of(line: AccessLog) -> set[int]:
    about = line.record.partition(":")[2] if line.record.startswith(PEOPLE) else ""
    return {line.actor, line.principal, line.data.get("to"), int(about) if about.isdecimal() else None} - {None}


def told(line: AccessLog, people: dict[int, User], number: str, record: Guarded | None) -> Told:
    who, principal = people.get(line.actor, "—"), people.get(line.principal, "—")
    name = str(who) if line.actor == line.principal else _("%(name)s for %(principal)s") % {
        "name": who, "principal": principal
    }  # fmt: skip
    tone, icon = ("bad", "ban") if line.kind == "refusal" else TONES.get(line.action, ("", ""))
    return Told(
        line, name, did(line, people), note_of(line), tone, icon, number, line.data.get("level"), record,
        " · ".join(str(RIGHTS.get(name, name)) for name in line.data.get("right", "").split(",") if name),
    )  # fmt: skip


def did(line: AccessLog, people: dict[int, User]) -> str:
    if line.action not in DID:
        return _("was refused") if line.kind == "refusal" else line.action
    to: Any = people.get(line.data.get("to", 0), "—")
    words = {"number": "", "file": "", "rows": "", "limit": ""} | line.data
    words |= {"field": str(UNMASKED.get(line.data.get("field", "phone"), line.data.get("field")))}
    words |= {name: str(Level(line.data[name]).label) for name in ("before", "after") if name in line.data}
    words |= {"to": to, "count": len(line.data.get("hits", ())), "core": str(Level.CORE.label)}
    return str(DID[line.action]) % words


def note_of(line: AccessLog) -> str:
    """What a line says besides: of a refusal what was wanted, of a list which records it held, of which day."""
    if of := line.data.get("of"):
        return kind_in_words(of) or of
    if day := line.data.get("day"):
        return _("as on %s") % day
    if line.kind != "refusal" or line.action in DID:
        return ""
    what = line.action.rpartition(".")[2]
    return _("opening it") if what == "open" else deed(what)
