"""What the access log and the register of what left show in a file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.levels import Level
from bizdept.web.columns import Column


def level_of(number) -> str:
    return "" if number is None else str(Level(number).label)


LOG = [
    Column("seq", pgettext_lazy("access log", "line"), lambda t: t.line.seq, "number"),
    Column("at", _("time"), lambda t: t.at, "moment"),
    Column("who", _("person"), lambda t: t.who),
    Column("what", _("what"), lambda t: t.what),
    Column("note", pgettext_lazy("access log", "of what"), lambda t: t.note),
    Column("number", pgettext_lazy("of a record", "number"), lambda t: t.number),
    Column("level", _("level"), lambda t: level_of(t.level)),
    Column("why", _("by which right"), lambda t: t.why),
    Column("address", _("from which address"), lambda t: t.address),
]
TAKEN = [
    Column("trace", _("trace"), lambda t: t.trace),
    Column("at", _("time"), lambda t: t.at, "moment"),
    Column("person", _("person"), lambda t: str(t.person)),
    Column("how", _("how"), lambda t: str(t.get_how_display())),
    Column("number", pgettext_lazy("of a record", "number"), lambda t: t.number or t.kind),
    Column("part", pgettext_lazy("of what left", "file or version"), lambda t: t.part_label),
    Column("level", _("level"), lambda t: level_of(t.level)),
    Column("rows", _("rows"), lambda t: t.rows or "", "number"),
    Column("conditions", _("conditions"), lambda t: t.conditions),
    Column("sha256", _("SHA-256 of the file"), lambda t: t.sha256),
    Column("address", _("from which address"), lambda t: t.address),
]
