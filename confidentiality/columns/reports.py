"""What the list of monthly reports shows, sorts by and exports."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.columns import Column


def of(name: str):
    return lambda report: report.figures.get(name, 0)


COLUMNS = [
    Column("month", _("month"), lambda r: (str(r), r.reference()), "link", ("month",)),
    Column("state", _("state"), lambda r: r.get_state_display(), "state", ("state",), "g"),
    Column("incidents", _("leaks reported"), of("incidents"), "number", card="r"),
    Column("findings", _("findings overdue"), of("findings_overdue"), "number", card="x"),
    Column("papers", _("papers lent too long"), of("papers_late"), "number", card="x"),
    Column("owner", _("officer"), lambda r: r.owner, "person", ("owner__name",), "x"),
]
