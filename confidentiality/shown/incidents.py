"""What the pages show beside a leak: who is involved, what was added, measures, sanctions, records affected."""

from bizdept.people.models import User
from bizdept.web.questions import Sought, numbered
from confidentiality.models import Incident
from confidentiality.shown.files import files_of

MOST_LINKED = 10  # numbers that a leak names and that are looked for: each is a question to every chapter


def beside(incident: Incident, person: User) -> dict:
    more = {"records": records_of(incident, person), "files": files_of(incident)}
    return of_record(incident) | more


def of_record(incident: Incident) -> dict:
    """What belongs to a leak, as page and paper show it."""
    return {
        "involved": [row.person for row in incident.involved.select_related("person").order_by("pk")],
        "words": list(incident.words.select_related("by").order_by("pk")),
        "measures": list(incident.measures.with_people()),
        "sanctions": list(incident.sanctions.select_related("person", "by").order_by("pk")),
    }


def records_of(incident: Incident, person: User) -> list[tuple[str, str]]:
    """Each number that is affected, once; the first of them with the record's address for whoever may see it."""
    numbers = list(dict.fromkeys(incident.numbers))
    linked = [(number, address_of(number, person)) for number in numbers[:MOST_LINKED]]
    return linked + [(number, "") for number in numbers[MOST_LINKED:]]


def address_of(number: str, person: User) -> str:
    hits = numbered(Sought(number, person))
    return hits[0].record.get_absolute_url() if hits else ""


def told_reporter(incident: Incident) -> dict:
    """All that whoever reported is shown: where it stands, their own words, and what they may read of others'."""
    words = [word for word in incident.words.order_by("pk") if word.is_open]
    return {"incident": incident, "words": words, "is_closed": incident.state == Incident.State.CLOSED}
