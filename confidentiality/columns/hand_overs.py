"""What the list of hand-overs shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("number", pgettext_lazy("of a hand-over", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("owner", _("who hands over"), lambda r: (r.owner, r.department), "link", ("owner__name",)),
    Column("why", _("why"), lambda r: r.get_why_display(), card="r"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column(
        "last_day",
        pgettext_lazy("of somebody who leaves", "last day"),
        lambda r: r.last_day,
        "day",
        ("last_day",),
        "r",
    ),
    Column("opened", pgettext_lazy("of a hand-over", "begun on"), lambda r: r.opened_on, "day", ("opened_on",), "x"),
]
