"""What the list of contracts shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _

from bizdept.access.levels import Level
from bizdept.web.columns import Column

COLUMNS = [
    Column("number", _("contract number"), lambda c: c.number, sort=("number",), card="x nowrap"),
    Column("title", _("contract"), lambda c: (c.title, c.customer.name), "link", ("title",)),
    Column("customer", _("customer"), lambda c: c.customer.name, sort=("customer__name",), shown=False),
    Column("kind", _("kind of contract"), lambda c: c.get_kind_display(), card="x nowrap", sort=("kind",)),
    Column("amount", _("amount, yuan"), lambda c: c.amount, "money", ("amount",), "tl"),
    Column("state", _("state"), lambda c: c.get_state_display(), "state", ("state",), "g"),
    Column("owner", _("drafter"), lambda c: c.owner, "person", ("owner__name",), "r"),
    Column("opened", _("drafted on"), lambda c: c.opened_on, "day", ("opened_on",), "x"),
    Column("starts", _("term from"), lambda c: c.starts_on, "day", ("starts_on",), shown=False),
    Column("ends", _("term until"), lambda c: c.ends_on, "day", ("ends_on",), shown=False),
    Column("level", _("level"), lambda c: Level(c.level).label, "level", ("level",)),
]
