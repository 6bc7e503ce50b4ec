"""What the list of people shows and sorts by."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column

COLUMNS = [
    Column("name", pgettext_lazy("of a person", "name"), lambda row: row.person.name, sort=("name",)),
    Column("department", _("department"), lambda row: row.person.department, sort=("department__name", "name")),
    Column("posts", _("posts"), lambda row: row.posts),
    Column("factor", _("second factor"), lambda row: row.factor),
    Column("nda", _("NDA"), lambda row: row.nda, sort=("nda_until", "name")),
    Column("seen", _("last sign-in"), lambda row: row.person.last_login, "moment", ("last_login", "name")),
]
