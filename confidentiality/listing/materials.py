"""The library, the rounds of reading, and who reads what."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.materials import MATERIAL_COLUMNS, READING_COLUMNS, ROUND_COLUMNS
from confidentiality.forms.materials import MaterialFilter, ReadingFilter, RoundFilter
from confidentiality.lifecycle.materials import MATERIALS as LIFE
from confidentiality.lifecycle.readings import READINGS as LIFE_OF_READINGS
from confidentiality.models import Material, Reading, ReadingRound

LIBRARY = Listing(
    name="library",
    model=Material,
    filters=MaterialFilter,
    columns=MATERIAL_COLUMNS,
    title=_("Section library"),
    home="/confidentiality/library/",
    template="confidentiality/list.html",
    article="8.1.1",
    lifecycle=LIFE,
)
ROUNDS = Listing(
    name="rounds",
    model=ReadingRound,
    filters=RoundFilter,
    columns=ROUND_COLUMNS,
    title=_("Who has read it"),
    home="/confidentiality/rounds/",
    template="confidentiality/list.html",
    article="9.1",
    lifecycle=LIFE_OF_READINGS,  # none of whose moves is a round's
)
READINGS = Listing(
    name="readings",
    model=Reading,
    filters=ReadingFilter,
    columns=READING_COLUMNS,
    title=_("To read and confirm"),
    home="/confidentiality/readings/",
    template="confidentiality/list.html",
    article="8.2.4",
    lifecycle=LIFE_OF_READINGS,
)
