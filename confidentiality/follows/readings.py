"""What the clock does for readings (8.2.4, 9.1): they follow the people who are here."""

from datetime import date

from bizdept.people.actor import Actor
from confidentiality.actions.readings import settle
from confidentiality.models import MaterialVersion


def follow_materials(*, on: date) -> int:
    """Of each version that is read and confirmed, whoever joined is asked, and whoever left is not any more."""
    versions = MaterialVersion.objects.asked_of().select_related("material", "put_in_force_by").order_by("pk")
    return sum(settle(version.material, by=Actor(version.put_in_force_by), on=on) for version in versions)
