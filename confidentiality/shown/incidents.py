"""What the pages show beside a leak: who is involved, what was added, measures, sanctions, records affected."""

from bizdept.files.models import Attachment
from bizdept.people.models import User
from bizdept.web.questions import Sought, numbered
from confidentiality.models import Incident


def beside(incident: Incident, person: User) -> dict:
    return {
        "involved": [row.person for row in incident.involved.select_related("person").order_by("pk")],
        "words": list(incident.words.select_related("by").order_by("pk")),
        "measures": list(incident.measures.with_people()),
        "sanctions": list(incident.sanctions.select_related("person", "by").order_by("pk")),
        "records": records_of(incident, person),
        "files": list(Attachment.objects.of(incident).with_who().up_to(incident.reach)),
    }


def records_of(incident: Incident, person: User) -> list[tuple[str, str]]:
    """Each number that is affected, with the record's address for whoever may see it."""
    found = []
    for number in incident.numbers:
        hits = numbered(Sought(number, person))
        found.append((number, hits[0].record.get_absolute_url() if hits else ""))
    return found


def told_reporter(incident: Incident) -> dict:
    """All that whoever reported is shown: where it stands, their own words, and what they may read of others'."""
    words = [word for word in incident.words.order_by("pk") if word.is_open]
    return {"incident": incident, "words": words, "is_closed": incident.state == Incident.State.CLOSED}
