"""What the register shows, sorts by and exports: with titles for those who handle papers, by numbers for others."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.levels import Level
from bizdept.web.columns import Column

NUMBER = pgettext_lazy("of a paper", "number")
REST = [
    Column("level", _("level"), lambda r: Level(r.level).label, "level", ("level",)),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("place", _("place"), lambda r: r.place, "text", ("place",), "x"),
    Column("owner", pgettext_lazy("of a paper", "keeper"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("borrower", _("lent to"), lambda r: r.borrower, "person", ("borrower__name",), "x"),
    Column("until", _("lent until"), lambda r: r.lent_until, "day", ("lent_until",), "x"),
    Column("copies", _("how many"), lambda r: r.copies, "number", ("copies",), "x", shown=False),
    Column("belongs", _("record it belongs to"), lambda r: r.belongs_to, "text", ("belongs_to",), "x", shown=False),
    Column("opened", _("entered on"), lambda r: r.opened_on, "day", ("opened_on",), "x", shown=False),
    Column("destroyed", _("destroyed on"), lambda r: r.destroyed_on, "day", ("destroyed_on",), "x", shown=False),
]
PAPER_COLUMNS = [
    Column("number", NUMBER, lambda r: r.number, sort=("number",), card="x nowrap"),
    Column(
        "title", pgettext_lazy("of a paper", "title"), lambda r: (r.title, r.get_kind_display()), "link", ("title",)
    ),
    *REST,
]
REGISTER_COLUMNS = [
    Column("number", NUMBER, lambda r: (r.number, r.get_kind_display()), "link", ("number",)),
    *(column for column in REST if column.name != "belongs"),
]
COUNT_COLUMNS = [
    Column("number", pgettext_lazy("of a stock-taking", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("what", _("what is counted"), lambda r: (str(r), ""), "link", ("place",)),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("owner", _("who counts"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("opened", _("begun on"), lambda r: r.opened_on, "day", ("opened_on",), "x"),
    Column("finished", _("finished on"), lambda r: r.finished_on, "day", ("finished_on",), "x"),
]
