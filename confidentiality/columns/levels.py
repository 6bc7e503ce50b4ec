"""What the register of levels shows in a file: numbers and levels, and never a title or a reason."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column
from confidentiality.columns.log import level_of

LEVELS = [
    Column("day", _("day"), lambda r: r.day, "day"),
    Column("number", pgettext_lazy("of a record", "number"), lambda r: r.number),
    Column("kind", _("kind of record"), lambda r: r.kind),
    Column("state", pgettext_lazy("of a level", "what became of it"), lambda r: r.said),
    Column("before", _("level before"), lambda r: level_of(r.before)),
    Column("after", _("level after"), lambda r: level_of(r.after)),
    Column("until", _("level holds until"), lambda r: r.until or "", "day"),
    Column("wanted", pgettext_lazy("of a level", "wanted by"), lambda r: r.wanted_by),
    Column("decided", _("decided by"), lambda r: r.decided_by),
    Column("code", pgettext_lazy("of a change", "reason under"), lambda r: r.code),
]
