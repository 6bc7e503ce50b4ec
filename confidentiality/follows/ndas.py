"""What the clock does for NDAs (8.2.1): whoever is to sign has one drawn up, and nobody is surprised by an end."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.regulation.labels import in_labels
from confidentiality.actions.ndas import draw_up_owed
from confidentiality.models import Nda, NdaText

STAGES = (7, 30, 60)  # days before the end; of several that were reached meanwhile the last is told alone


def draw_up_those_owed(*, on: date) -> int:
    """For whoever came, whose NDA ends soon, or who is to sign a new text: on the strength of the text that holds."""
    text = NdaText.objects.on(on)
    return draw_up_owed(by=Actor(text.put_in_force_by), on=on) if text else 0


def remind_of_ends(*, on: date) -> int:
    """60, 30 and 7 days before what somebody signed opens nothing any more; each once for each NDA."""
    return tell(ends_of(on))


def ends_of(on: date) -> Iterator[News]:
    rows = Nda.objects.running().filter(owner__is_active=True).select_related("owner")
    for nda in rows.order_by("pk"):
        last = nda.owner.nda_until or nda.until
        left = (last - on).days
        stage = next((stage for stage in STAGES if left <= stage), None)
        if stage is not None and left >= 0:
            yield News(nda.owner, f"nda:{nda.pk}:{last:%Y%m%d}:{stage}", text_of(last), "/confidentiality/ndas/mine/")


def text_of(last: date):
    def text() -> str:
        words = {"day": date_format(last, "DATE_FORMAT")}
        told = _("Your NDA holds until %(day)s. Without a new one, what is above “%(internal)s” is closed after it.")
        return in_labels(told, **words)

    return text
