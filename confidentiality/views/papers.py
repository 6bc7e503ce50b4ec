"""The pages of the register of papers and media, and of counting them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.web.handed import paper_page
from bizdept.web.lists.page import list_page
from bizdept.web.pages import actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from confidentiality.actions import papers as actions
from confidentiality.forms import papers as forms
from confidentiality.lifecycle import papers as lives
from confidentiality.listing import PAPERS, REGISTER, STOCKTAKINGS
from confidentiality.models import Paper, PaperNumber, Stocktaking
from confidentiality.papers import supervision as forms_on_paper
from confidentiality.rules import papers as rules
from confidentiality.shown.files import files_of
from confidentiality.views.records import ask_page, evidence_page, record_page

NEW = "confidentiality:papers:new"
COUNTS = "confidentiality:stocktakings:index"


def fetch(request, pk) -> Paper:
    return visible_or_404(request, Paper, pk)


def index(request):
    by = actor_of(request)
    others = [(_("Stock-taking"), reverse(COUNTS))] if rules.may_start_count(by) else []
    return list_page(
        request, PAPERS, others=others, new_address=reverse(NEW) if rules.may_enter(by) else "",
        new_label=_("Enter a paper"), empty=_("Nothing is in the register"),
        empty_lead=_("Originals, copies and disks that are confidential: where each lies, who keeps it, who has it."),
    )  # fmt: skip


def detail(request, pk):
    thing, by = fetch(request, pk), actor_of(request)
    return record_page(
        request, PAPERS, thing, "confidentiality/paper.html", may_move=rules.may_keep(by, thing),
        files=files_of(thing), is_by_number=False, copy_of=rules.copied_by(thing, by),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, lives.PAPERS, fetch(request, pk), name)


def new(request):
    by = actor_of(request)
    admit(request, rules.may_enter(by), "confidentiality.enter_paper")
    form = forms.EnterForm(posted(request), initial={"keeper": by.person.pk})

    def save():
        return actions.enter(form.facts(), form.cleaned_data["keeper"], by=by, on=timezone.localdate())

    return ask_page(
        request, PAPERS, form, save=save, title=_("Enter a paper"), move="confidentiality.enter_paper",
        done=_("It is in the register."), back=reverse("confidentiality:papers:index"),
        lead=_("It gets its number now; whoever keeps it answers for it until somebody else does."),
    )  # fmt: skip


def put_elsewhere(request, pk):
    thing, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_keep(by, thing), "confidentiality.put_elsewhere", thing)
    form = forms.ElsewhereForm(posted(request), initial={"place": thing.place, "keeper": thing.owner_id})

    def save():
        seen = SeenForm(request.POST).seen
        return actions.put_elsewhere(thing, **form.cleaned_data, by=by, on=timezone.localdate(), seen=seen)

    return ask_page(
        request, PAPERS, form, save=save, title=_("Place and keeper"), move="confidentiality.put_elsewhere",
        done=_("The register says so now."), back=thing.get_absolute_url(), record=thing, creates=False,
        lead=_("A new keeper is told, and answers for it from now on."),
    )  # fmt: skip


def add_file(request, pk):
    thing = fetch(request, pk)
    return evidence_page(request, PAPERS, thing, rules.may_keep)


def loan_slip(request, pk):
    """原件借阅单."""
    thing = fetch(request, pk)
    name = f"{thing.number}-loan.pdf"
    return paper_page(request, thing, lambda mark: forms_on_paper.loan_slip(thing, mark=mark), name)


def destruction_form(request, pk):
    """销毁审批表."""
    thing = fetch(request, pk)
    name = f"{thing.number}-destruction.pdf"
    return paper_page(request, thing, lambda mark: forms_on_paper.destruction_form(thing, mark=mark), name)


# ── the officer's register


def register(request):
    return list_page(
        request, REGISTER, empty=_("Nothing is in the register"),
        empty_lead=_("Numbers, levels, places and keepers; what a paper is called stays with those who handle it."),
    )  # fmt: skip


def entry(request, pk):
    row = visible_or_404(request, PaperNumber, pk)
    return record_page(request, REGISTER, row, "confidentiality/paper.html", is_by_number=True)


# ── counting


def fetch_count(request, pk) -> Stocktaking:
    return visible_or_404(request, Stocktaking, pk)


def counts(request):
    may = rules.may_start_count(actor_of(request))
    return list_page(
        request, STOCKTAKINGS, new_address=reverse("confidentiality:stocktakings:new") if may else "",
        new_label=_("Count a place"), empty=_("Nothing was counted yet"),
        empty_lead=_("Somebody goes through a place and looks for each thing that should lie there."),
    )  # fmt: skip


def new_count(request):
    by = actor_of(request)
    admit(request, rules.may_start_count(by), "confidentiality.start_count")
    form = forms.CountForm(posted(request))

    def save():
        return actions.start_count(form.cleaned_data["place"], by=by, on=timezone.localdate())

    return ask_page(
        request, STOCKTAKINGS, form, save=save, title=_("Count a place"), move="confidentiality.start_count",
        done=_("Now go and look for each."), back=reverse(COUNTS),
        lead=_("The list holds what should lie there by the register, as far as you may see it."),
    )  # fmt: skip


def count(request, pk):
    row = fetch_count(request, pk)
    return record_page(
        request, STOCKTAKINGS, row, "confidentiality/stocktaking.html", lines=row.lines_in_order(),
        may_fill_in=rules.may_write_lines(actor_of(request), row),
    )  # fmt: skip


def fill_in(request, pk):
    row, by = fetch_count(request, pk), actor_of(request)
    admit(request, rules.may_write_lines(by, row), "confidentiality.write_lines", row)
    form = forms.LinesForm(posted(request), lines=row.lines_in_order())

    def save():
        return actions.write_lines(row, form.answers(), by=by, seen=SeenForm(request.POST).seen)

    return form_page(
        request, form, save=save, template="confidentiality/count.html", done=_("The answers are kept."), record=row,
        listing=STOCKTAKINGS,
    )  # fmt: skip


def move_count(request, pk, name):
    return move_page(request, lives.STOCKTAKINGS, fetch_count(request, pk), name)
