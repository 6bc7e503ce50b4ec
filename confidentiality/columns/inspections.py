"""What the list of inspections shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of an inspection", "number"), lambda r: r.reference(), card="x nowrap"),
    Column(
        "what", _("inspection"), lambda r: (str(r.department), r.get_area_display()), "link", ("department__name",)
    ),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("due", _("to be done until"), lambda r: r.due_on, "day", ("due_on",), "r"),
    Column("done", _("inspected on"), lambda r: r.done_on, "day", ("done_on",), "x"),
    Column("owner", _("who inspects"), lambda r: r.owner, "person", ("owner__name",)),
]
