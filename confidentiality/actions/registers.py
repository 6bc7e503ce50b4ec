"""Take a register out as a file (8.2.2): within the export rule, and itself written down."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from bizdept.access.levels import Level
from bizdept.access.models import Taken
from bizdept.access.taken import enter, new_mark
from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.refusal import refuse
from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.lists.exports import name_of, on_file, tell_chief
from confidentiality.rules import registers as rules


@dataclass(frozen=True)
class Register:
    """A register as a file: its name in the chain, its title, its columns."""

    name: str
    title: str
    columns: list[Column]


@sealed()
def take_out(
    register: Register, rows: list, kind: str, conditions: str, *, has_more: bool, by: Actor, at: datetime, on: date
) -> tuple[bytes, str]:
    """The file and its name. Refused where there is more than leaves at once: a register is narrowed, not ordered.

    It holds numbers and levels, so it is confidential, and carries the mark of whoever takes it.
    """
    limits = rules.limits(on)
    refuse(rules.reasons_against_rows(len(rows), has_more, limits, by))
    mark, level = new_mark(by, at), Level.CONFIDENTIAL
    content = (
        sheets.xlsx(register.title, register.columns, rows, on_file(mark, level))
        if kind == "xlsx"
        else sheets.csv(register.columns, rows)
    )
    sha256 = hashlib.sha256(content).hexdigest()
    facts = {"level": level, "rows": len(rows)}
    row = enter(mark, Taken.How.LIST, by=by, sha256=sha256, record=register.name, conditions=conditions, **facts)
    told = {"of": register.name, "filter": conditions, "sha256": sha256, "trace": mark.trace, "row": row}
    note("look", "look.export_log", by.person, by=by, **facts, **told)
    if len(rows) > limits.free:
        tell_chief(by, len(rows), register.title, mark.trace)
    return content, name_of(register.title, mark, level, kind)
