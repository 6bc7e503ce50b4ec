"""The register of papers and media as those see it who handle them, as the officer does, and stock-takings."""

from django.utils.translation import gettext_lazy as _

from bizdept.web.lists.listing import Listing
from confidentiality.columns.papers import COUNT_COLUMNS, PAPER_COLUMNS, REGISTER_COLUMNS
from confidentiality.forms.papers import PaperFilter, RegisterFilter, StocktakingFilter
from confidentiality.lifecycle import papers as lives
from confidentiality.models import Paper, PaperNumber, Stocktaking

PAPERS = Listing(
    name="papers",
    model=Paper,
    filters=PaperFilter,
    columns=PAPER_COLUMNS,
    title=_("Papers and media"),
    home="/confidentiality/papers/",
    template="confidentiality/list.html",
    article="8.2.3",
    lifecycle=lives.PAPERS,
)
REGISTER = Listing(
    name="register",
    model=PaperNumber,
    filters=RegisterFilter,
    columns=REGISTER_COLUMNS,
    title=_("Register by numbers"),
    home="/confidentiality/register/",
    template="confidentiality/list.html",
    article="8.2.3",
    lifecycle=lives.PAPERS,
)
STOCKTAKINGS = Listing(
    name="stocktakings",
    model=Stocktaking,
    filters=StocktakingFilter,
    columns=COUNT_COLUMNS,
    title=_("Stock-taking"),
    home="/confidentiality/stocktakings/",
    template="confidentiality/list.html",
    article="8.2.3",
    lifecycle=lives.STOCKTAKINGS,
)
