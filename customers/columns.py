"""What the list of customers shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _

from bizdept.access.levels import Level
from bizdept.web.columns import Column

COLUMNS = [
    Column("name", _("customer name"), lambda c: (c.name, c.where), "link", ("name",)),
    Column("code", _("unified social credit code"), lambda c: c.code, shown=False),
    Column("number", _("file number"), lambda c: c.reference(), shown=False),
    Column("short_name", _("short name"), lambda c: c.short_name, shown=False),
    Column("grade", _("grade"), lambda c: c.grade, sort=("grade",), card="g"),
    Column("state", _("state"), lambda c: c.get_state_display(), "state", ("state",)),
    Column("industry", _("industry"), lambda c: c.industry, card="x", sort=("industry",)),
    Column("kind", _("kind of enterprise"), lambda c: c.kind, shown=False),
    Column("region", _("region"), lambda c: c.region, shown=False),
    Column("address", _("address"), lambda c: c.address, shown=False),
    Column("legal_representative", _("legal representative"), lambda c: c.legal_representative, shown=False),
    Column("registered_capital", _("registered capital"), lambda c: c.registered_capital, shown=False),
    Column("found_by", _("channel"), lambda c: c.get_found_by_display(), shown=False),
    Column("website", _("website"), lambda c: c.website, shown=False),
    Column("founded", _("founded on"), lambda c: c.founded_on, "day", ("founded_on",), "x"),
    Column("opened", _("file opened on"), lambda c: c.opened_on, "day", ("opened_on",), "x"),
    Column("owner", _("keeper"), lambda c: c.owner, "person", ("owner__name",), "r"),
    Column("department", _("department"), lambda c: c.department, sort=("department__name",), shown=False),
    Column("level", _("level"), lambda c: Level(c.level).label, "level", ("level",)),
]
