"""The pages of readings: who is to read what; and the rounds, by numbers."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.doors import rights_to
from bizdept.audit.clock import moment
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import beside, list_page
from bizdept.web.pages import actor_of, move_page, visible_or_404
from confidentiality.lifecycle.readings import READINGS as LIFE
from confidentiality.listing import READINGS, ROUNDS
from confidentiality.models import Reading, ReadingRound
from confidentiality.papers import materials as on_paper
from confidentiality.shown import materials as shown
from confidentiality.views.records import record_page


def fetch(request, pk) -> Reading:
    return visible_or_404(request, Reading, pk)


def fetch_round(request, pk) -> ReadingRound:
    return visible_or_404(request, ReadingRound, pk)


def may_open(user, row: ReadingRound) -> bool:
    """Whether somebody may read what the round is about."""
    return bool(rights_to(user, row.as_version(), moment()))


def index(request):
    return list_page(
        request, READINGS, empty=_("Nothing is to be read and confirmed"),
        empty_lead=_("When a version is put in force that everybody reads, it waits here until its day."),
    )  # fmt: skip


def detail(request, pk):
    """What is to be read, until when; the way to it for whoever may open it."""
    reading = fetch(request, pk)
    version = reading.material_version
    return record_page(
        request, READINGS, reading, "confidentiality/reading.html", version=version,
        may_open=bool(rights_to(request.user, version, moment())),
    )  # fmt: skip


def move(request, pk, name):
    reading = fetch(request, pk)
    return move_page(request, LIFE, reading, name)


def rounds(request):
    return list_page(
        request, ROUNDS, empty=_("Nobody is asked to read anything"),
        empty_lead=_("Whoever puts a version in force says who reads and confirms it, and until when."),
    )  # fmt: skip


def one_round(request, pk):
    """Who has confirmed when, who has not: by departments, and those who are missing by name."""
    row = fetch_round(request, pk)
    log.look(row, by=actor_of(request))
    context = {
        "record": row, "listing": ROUNDS, "may_open": may_open(request.user, row), "version": row.as_version(),
        "beside": beside(request, ROUNDS, pk), **shown.coverage(row),
    }  # fmt: skip
    return render(request, "confidentiality/round.html", context)


def printed(request, pk):
    """制度阅读确认表."""
    row = fetch_round(request, pk)
    name = f"{row.code.replace('/', '-')}-readers.pdf"
    is_open = may_open(request.user, row)
    return paper_page(
        request, row, lambda mark: on_paper.readers_form(row, may_open=is_open, mark=mark), name, part=row.number
    )
