"""What the list of requests to see shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of a request to see", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("sought", _("what it is about"), lambda r: (r.sought, r.purpose), "link", ("sought",)),
    Column("owner", _("who asks"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("opened", _("asked on"), lambda r: r.opened_on, "day", ("opened_on",), "x"),
    Column("days", _("days"), lambda r: r.days, "number", ("days",), "x"),
    Column("until", _("open until"), lambda r: r.last_day, "day", ("until",), "x"),
]
