"""What the list of rectifications shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of a rectification", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("text", _("what is to be put right"), lambda r: (str(r), str(r.department)), "link", ("text",)),
    Column("owner", _("who puts it right"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("due", pgettext_lazy("of a rectification", "until"), lambda r: r.due_on, "day", ("due_on",)),
    Column("done", _("put right on"), lambda r: r.done_on, "day", ("done_on",), "x"),
    Column("checked", _("checked on"), lambda r: r.checked_on, "day", ("checked_on",), "x"),
]
