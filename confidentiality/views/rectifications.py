"""The pages of what is to be put right: the list, and one of them."""

from django.utils.translation import gettext as _

from bizdept.access.doors import may_see
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import list_page
from bizdept.web.pages import actor_of, move_page, visible_or_404
from confidentiality.lifecycle.rectifications import LIFECYCLE
from confidentiality.listing import RECTIFICATIONS
from confidentiality.models import Rectification
from confidentiality.papers import supervision as papers
from confidentiality.rules import rectifications as rules
from confidentiality.shown.files import files_of
from confidentiality.views.records import evidence_page, record_page


def fetch(request, pk) -> Rectification:
    return visible_or_404(request, Rectification, pk)


def index(request):
    return list_page(
        request, RECTIFICATIONS, empty=_("Nothing is to be put right"),
        empty_lead=_("What an inspection finds, and what follows from a leak, stands here until somebody checked it."),
    )  # fmt: skip


def detail(request, pk):
    row = fetch(request, pk)
    about = row.incident or row.inspection
    return record_page(
        request, RECTIFICATIONS, row, "confidentiality/rectification.html",
        about=about if may_see(request.user, about) else None,
        files=files_of(row),
        may_add=rules.is_responsible(actor_of(request), row),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def add_file(request, pk):
    row = fetch(request, pk)
    return evidence_page(request, RECTIFICATIONS, row, rules.is_responsible)


def printed(request, pk):
    """整改通知单."""
    row = fetch(request, pk)
    name = f"{row.reference()}.pdf"
    return paper_page(request, row, lambda mark: papers.rectification_notice(row, mark=mark), name)
