"""What the list of requests about people's data shows, and what a copy of somebody's data consists of."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of a request", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("contact", _("contact"), lambda r: (str(r.contact), str(r.department)), "link"),
    Column("right", _("what is asked"), lambda r: r.get_right_display(), sort=("right",)),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("owner", _("taken down by"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("opened", _("asked on"), lambda r: r.opened_on, "day", ("opened_on",)),
    Column("done", _("answered on"), lambda r: r.done_on, "day", ("done_on",), "x"),
]
COPY = [
    Column("what", pgettext_lazy("of a copy of one's data", "what"), lambda line: line.what),
    Column("text", pgettext_lazy("of a copy of one's data", "content"), lambda line: line.text),
    Column("day", pgettext_lazy("of a copy of one's data", "day"), lambda line: line.day, "day"),
    Column("origin", pgettext_lazy("of a copy of one's data", "where it stands"), lambda line: line.origin),
]
