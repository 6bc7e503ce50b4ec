"""The register of NDAs as a list: what it shows, and what may be done to many of them."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from bizdept.people.actor import Actor
from bizdept.web.lists.batch import of_move
from bizdept.web.lists.listing import Listing
from confidentiality.columns.ndas import COLUMNS
from confidentiality.forms.ndas import NdaFilter, PapersForm
from confidentiality.lifecycle.ndas import LIFECYCLE
from confidentiality.models import Nda
from confidentiality.rules import ndas as rules


def keeps(user) -> bool:
    return rules.may_keep_ndas(Actor(user))


def papers_form(data, *, user):
    """What is alike in several papers that are registered at once; a scan belongs to one."""
    return PapersForm(data)


NDAS = Listing(
    name="ndas",
    model=Nda,
    filters=NdaFilter,
    columns=COLUMNS,
    title=_("NDAs"),
    home="/confidentiality/ndas/",
    template="confidentiality/ndas/index.html",
    article="8.2.1",
    lifecycle=LIFECYCLE,
    batch=(replace(of_move(LIFECYCLE, "register_nda", offered=keeps), form=papers_form),),
)
