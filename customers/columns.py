"""What the list of customers shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _

from bizdept.access.levels import Level
from bizdept.web.columns import Column

COLUMNS = [
    Column("name", _("customer name"), lambda c: (c.name, c.where), "link", ("name",)),
    Column("code", _("unified social credit code"), lambda c: c.code, only_export=True),
    Column("grade", _("grade"), lambda c: c.grade, sort=("grade",), card="g"),
    Column("state", _("state"), lambda c: c.get_state_display(), "state", ("state",)),
    Column("industry", _("industry"), lambda c: c.industry, card="x", sort=("industry",)),
    Column("kind", _("kind of enterprise"), lambda c: c.kind, only_export=True),
    Column("region", _("region"), lambda c: c.region, only_export=True),
    Column("address", _("address"), lambda c: c.address, only_export=True),
    Column("legal_representative", _("legal representative"), lambda c: c.legal_representative, only_export=True),
    Column("registered_capital", _("registered capital"), lambda c: c.registered_capital, only_export=True),
    Column("founded", _("founded on"), lambda c: c.founded_on, "day", ("founded_on",), "x"),
    Column("opened", _("file opened on"), lambda c: c.opened_on, "day", ("opened_on",), "x"),
    Column("owner", _("keeper"), lambda c: c.owner, "person", ("owner__name",), "r"),
    Column("level", _("level"), lambda c: Level(c.level).label, "level", ("level",)),
]
