"""What the list of leaks shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.levels import Level
from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of a leak", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("title", _("what happened"), lambda r: (r.title, r.get_kind_display()), "link", ("title",)),
    Column("department", _("department"), lambda r: str(r.department), "text", ("department__name",), "r"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("owner", _("handled by"), lambda r: r.owner, "person", ("owner__name",), "x"),
    Column("opened", _("reported on"), lambda r: r.opened_on, "day", ("opened_on",), "x"),
    Column("level", _("level"), lambda r: Level(r.level).label, "level", ("level",), "x"),
]
