"""What the register of grants shows in a file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bizdept.web.columns import Column
from confidentiality.columns.log import level_of

GRANTS = [
    Column("number", pgettext_lazy("of a record", "number"), lambda r: r.number),
    Column("level", _("level"), lambda r: level_of(r.level)),
    Column("to", pgettext_lazy("of a grant", "open to"), lambda r: str(r.grant.user)),
    Column("by", pgettext_lazy("of a grant", "given by"), lambda r: str(r.grant.granted_by)),
    Column("reason", _("reason"), lambda r: r.reason),
    Column("starts", _("from"), lambda r: r.grant.starts_at, "moment"),
    Column("until", _("until"), lambda r: r.grant.expires_at, "moment"),
    Column("ended", pgettext_lazy("of a grant", "ended at"), lambda r: getattr(r.grant, "ended_at", ""), "moment"),
    Column("because", pgettext_lazy("of a grant", "why it ended"), lambda r: r.because),
]
