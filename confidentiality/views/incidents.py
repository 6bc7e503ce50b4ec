"""The pages of leaks: reporting, with a name and without; the list, one leak, what is done about it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.refusal import Refused
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import list_page
from bizdept.web.pages import actor_of, admit, form_page, move_page, posted, reasons_to_form, visible_or_404
from confidentiality.actions import incidents as actions
from confidentiality.forms import incidents as forms
from confidentiality.forms.rectifications import SetForm
from confidentiality.lifecycle.incidents import LIFECYCLE
from confidentiality.listing import INCIDENTS
from confidentiality.models import Incident
from confidentiality.models.incidents import new_code
from confidentiality.papers import supervision as papers
from confidentiality.rules import incidents as rules
from confidentiality.shown import incidents as shown
from confidentiality.views.records import ask_page, evidence_page, record_page

REPORT = "confidentiality:incidents:new"


def fetch(request, pk) -> Incident:
    return visible_or_404(request, Incident, pk)


def index(request):
    return list_page(
        request, INCIDENTS, new_address=reverse(REPORT), new_label=_("Report a leak"),
        empty=_("No leak was reported"), empty_lead=_("Everybody may report one, also without a name."),
    )  # fmt: skip


def detail(request, pk):
    incident = fetch(request, pk)
    by = actor_of(request)
    return record_page(
        request, INCIDENTS, incident, "confidentiality/incident.html", may_work_on=rules.may_work_on(by, incident),
        may_propose=rules.may_propose(by, incident), **shown.beside(incident, request.user),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


# ── reporting


def new(request):
    """Report a leak in one's own name: everybody may."""
    by = actor_of(request)
    form = forms.ReportForm(posted(request), initial={"department": by.person.department_id})

    def save():
        incident = actions.report(
            form.facts(), form.cleaned_data["involved"], by=by, at=moment(), on=timezone.localdate()
        )
        return reverse("confidentiality:incidents:own", args=[incident.pk])

    return form_page(
        request, form, save=save, template="confidentiality/report.html", creates=True, listing=INCIDENTS,
        done=_("Reported. Whoever takes it up was told; here you see where it stands."),
    )  # fmt: skip


def unnamed(request):
    """Report a leak without a name: nothing that is kept says who it was, no draft, no press, no line in a log."""
    form = forms.UnnamedForm(request.POST or None, initial={"code": new_code()})
    if request.method == "POST" and form.is_valid():
        code, people = form.cleaned_data["code"], form.cleaned_data["involved"]
        try:
            incident = actions.report_unnamed(
                form.facts(), people, code=code, at=moment(), on=timezone.localdate()
            )  # fmt: skip
        except Refused as refusal:
            reasons_to_form(form, refusal)
        else:
            return unkept(render(request, "confidentiality/unnamed_done.html", {"incident": incident, "code": code}))
    status = 422 if request.method == "POST" else 200
    return unkept(render(request, "confidentiality/unnamed.html", {"form": form}, status=status))


def follow(request):
    """Look at what one reported without a name, by the code; add words. The code is sent, and stands in no address."""
    form = forms.CodeForm(request.POST or None)
    told, status = {}, 200
    if request.method == "POST":
        status = 422
        incident = Incident.objects.by_code(form.cleaned_data["code"]) if form.is_valid() else None
        if form.is_valid() and incident is None:
            form.add_error("code", _("No report goes by this code. Look again, please."))
        elif incident is not None:
            status = say_more(form, incident)
            told = shown.told_reporter(incident)
    return unkept(render(request, "confidentiality/follow.html", {"form": form} | told, status=status))


def say_more(form, incident: Incident) -> int:
    """What was typed beside the code is added; the answer's status."""
    if not form.cleaned_data["text"].strip():
        return 200
    try:
        actions.add_own_word(incident, form.cleaned_data["text"], by=None, on=timezone.localdate())
    except Refused as refusal:
        reasons_to_form(form, refusal)
        return 422
    return 200


def unkept(response: HttpResponse) -> HttpResponse:
    """No browser keeps the page, and nobody behind it learns where somebody came from."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def mine(request):
    """What one has reported in one's own name."""
    rows = list(Incident.objects.reported_by(request.user))
    return render(request, "confidentiality/reports.html", {"rows": rows, "listing": INCIDENTS})


def own(request, pk):
    """Where one's own report stands, and what one wrote; more words."""
    incident = Incident.objects.reported_as(request.user, pk)
    if incident is None:
        log.refused(request.user, by=actor_of(request), what="confidentiality.own_report")
        raise Http404
    by, form = actor_of(request), forms.WordForm(posted(request))

    def save():
        actions.add_own_word(incident, form.cleaned_data["text"], by=by, on=timezone.localdate())
        return reverse("confidentiality:incidents:own", args=[pk])

    return form_page(
        request, form, save=save, template="confidentiality/own_report.html", creates=True, listing=INCIDENTS,
        done=_("Added."), **shown.told_reporter(incident),
    )  # fmt: skip


# ── what is done about it


def working_on(request, pk, what: str, may=rules.may_work_on):
    incident, by = fetch(request, pk), actor_of(request)
    admit(request, may(by, incident), f"confidentiality.{what}", incident)
    return incident, by


def add_word(request, pk):
    incident, by = working_on(request, pk, "add_word")
    form = forms.NoteForm(posted(request))

    def save():
        given = form.cleaned_data
        actions.add_word(incident, given["text"], by=by, on=timezone.localdate(), is_open=given["is_open"])
        return incident

    return ask_page(
        request, INCIDENTS, form, save=save, title=_("Add words"), done=_("Added."), move="confidentiality.add_word",
        lead=_("They stand with the leak and can't be changed. Whoever reported it reads those alone that you open."),
        back=incident.get_absolute_url(), record=incident,
    )  # fmt: skip


def add_involved(request, pk):
    incident, by = working_on(request, pk, "involve")
    form = forms.InvolvedForm(posted(request))

    def save():
        actions.name_involved(incident, form.cleaned_data["person"], by=by, on=timezone.localdate())
        return incident

    return ask_page(
        request, INCIDENTS, form, save=save, title=_("Name somebody as involved"), move="confidentiality.involve",
        done=_("From now on they see nothing of it."), back=incident.get_absolute_url(), record=incident,
        lead=_("From then on they see nothing of it, whatever post they hold; nothing takes it back."),
    )  # fmt: skip


def add_measure(request, pk):
    incident, by = working_on(request, pk, "put_to")
    form = SetForm(posted(request))

    def save():
        given = form.cleaned_data
        actions.set_measure(
            incident, given["text"], given["person"], given["due_on"], by=by, on=timezone.localdate()
        )  # fmt: skip
        return incident

    return ask_page(
        request, INCIDENTS, form, save=save, title=_("Set a measure"), done=_("The measure is set."),
        move="confidentiality.put_to", back=incident.get_absolute_url(), record=incident,
        lead=_("Whoever is to do it reads these words, and nothing else of the leak. Somebody else checks it."),
    )  # fmt: skip


def add_sanction(request, pk):
    incident, by = working_on(request, pk, "propose_sanction", rules.may_propose)
    form = forms.SanctionForm(posted(request))

    def save():
        actions.propose_sanction(incident, **form.cleaned_data, by=by, on=timezone.localdate())
        return incident

    return ask_page(
        request, INCIDENTS, form, save=save, title=_("Propose a sanction"), done=_("The proposal is on the record."),
        move="confidentiality.propose_sanction", back=incident.get_absolute_url(), record=incident,
        lead=_("It is a proposal: what becomes of it is decided by chapter 7, after the person was heard."),
    )  # fmt: skip


def add_file(request, pk):
    incident = fetch(request, pk)
    return evidence_page(request, INCIDENTS, incident, rules.may_work_on)


def printed(request, pk):
    """泄密事件报告."""
    incident = fetch(request, pk)
    name = f"{incident.reference()}.pdf"
    return paper_page(request, incident, lambda mark: papers.incident_report(incident, mark=mark), name)
