"""What the register of NDAs shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("person", _("person"), lambda r: (str(r.owner), r.reference()), "link", ("owner__name",)),
    Column("department", _("department"), lambda r: r.department, sort=("department__name",), card="x"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state", "until"), "g"),
    Column(
        "text",
        pgettext_lazy("of an NDA's text", "version"),
        lambda r: r.text.number if r.text else "",
        "number",
        ("text__number",),
        "x",
    ),
    Column("how", _("how it was signed"), lambda r: r.get_how_display(), card="x"),
    Column("signed_on", _("signed on"), lambda r: r.signed_on, "day", ("signed_on",), "x"),
    Column("until", _("in force until"), lambda r: r.until, "day", ("until",)),
    Column("paper_number", _("number on the paper"), lambda r: r.paper_number, card="x", shown=False),
    Column("place", _("where the paper lies"), lambda r: r.place, card="x", shown=False),
    Column("opened", _("drawn up on"), lambda r: r.opened_on, "day", ("opened_on",), "x", shown=False),
]
