"""What the library, the rounds of reading and the readings show, sort by and export."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.access.levels import Level
from bizdept.web.columns import Column

NUMBER = pgettext_lazy("of a material", "number")
LEVEL = Column("level", _("level"), lambda r: Level(r.level).label, "level", ("level",))
MATERIAL_COLUMNS = [
    Column("number", NUMBER, lambda r: r.number, sort=("number",), card="x nowrap"),
    Column(
        "title", pgettext_lazy("of a material", "title"), lambda r: (r.title, r.get_kind_display()), "link", ("title",)
    ),
    LEVEL,
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column(
        "edition", pgettext_lazy("of a material", "version"), lambda r: r.edition or "", "number", ("edition",), "x"
    ),
    Column("holds_from", _("holds from"), lambda r: r.holds_from, "day", ("holds_from",), "x"),
    Column("owner", pgettext_lazy("of a material", "keeper"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("department", _("department"), lambda r: r.department, "text", ("department__name",), "x"),
    Column("category", _("category"), lambda r: r.get_category_display(), "text", ("category",), "x", shown=False),
    Column("opened", _("entered on"), lambda r: r.opened_on, "day", ("opened_on",), "x", shown=False),
]
ROUND_COLUMNS = [
    Column("code", NUMBER, lambda r: (r.code, r.title), "link", ("code",)),
    LEVEL,
    Column("state", _("state"), lambda r: r.get_state_display(), "state", card="g"),
    Column("until", _("to be confirmed until"), lambda r: r.read_until, "day", ("read_until",), "x"),
    Column("asked", pgettext_lazy("a round of reading", "asked"), lambda r: r.asked, "number", ("asked",)),
    Column(
        "confirmed", pgettext_lazy("a round of reading", "confirmed"), lambda r: r.confirmed, "number", ("confirmed",)
    ),
    Column("open", pgettext_lazy("a round of reading", "not yet"), lambda r: r.waiting, "number"),
    Column("holds_from", _("holds from"), lambda r: r.holds_from, "day", ("holds_from",), "x"),
]
READING_COLUMNS = [
    Column("number", pgettext_lazy("of a reading", "number"), lambda r: r.reference(), card="x nowrap"),
    Column("what", _("what is read"), lambda r: (str(r), r.title), "link", ("material_version__code",)),
    Column("owner", _("who reads"), lambda r: r.owner, "person", ("owner__name",), "r"),
    Column("department", _("department"), lambda r: r.department, "text", ("department__name",), "x"),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("due", pgettext_lazy("of a reading", "until"), lambda r: r.due_on, "day", ("due_on",)),
    Column(
        "confirmed",
        pgettext_lazy("of a reading", "confirmed"),
        lambda r: r.confirmed_at,
        "moment",
        ("confirmed_at",),
        "x",
    ),
]
