"""The pages of inspections: the list, the plan with its checklists, one inspection and its answers."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.web.forms import Nothing
from bizdept.web.handed import paper_page
from bizdept.web.lists.page import list_page
from bizdept.web.pages import actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.presses import SeenForm
from confidentiality.actions import inspections as actions
from confidentiality.forms import inspections as forms
from confidentiality.lifecycle.inspections import LIFECYCLE
from confidentiality.listing import INSPECTIONS
from confidentiality.models import Area, Checklist, Inspection, Rhythm
from confidentiality.papers import supervision as papers
from confidentiality.rules import inspections as rules
from confidentiality.shown import inspections as shown
from confidentiality.views.records import ask_page, evidence_page, record_page

PLAN = "confidentiality:inspections:plan"


def fetch(request, pk) -> Inspection:
    return visible_or_404(request, Inspection, pk)


def index(request):
    is_officer = rules.is_officer(actor_of(request))
    others, new_address = [(_("Plan and checklists"), reverse(PLAN))], reverse("confidentiality:inspections:new")
    return list_page(
        request, INSPECTIONS, others=others if is_officer else [], new_label=_("Order an inspection"),
        new_address=new_address if is_officer else "",
        empty=_("No inspections"), empty_lead=_("The plan says how often each department is inspected."),
    )  # fmt: skip


def detail(request, pk):
    inspection, by = fetch(request, pk), actor_of(request)
    return record_page(
        request, INSPECTIONS, inspection, "confidentiality/inspection.html", **shown.beside(inspection),
        may_fill_in=rules.may_fill_in(by, inspection), may_add=rules.may_inspect(by, inspection),
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)


def new(request):
    by = actor_of(request)
    admit(request, rules.is_officer(by), "confidentiality.plan_inspection")
    form = forms.PlanForm(posted(request))

    def save():
        return actions.plan(**form.cleaned_data, by=by, on=timezone.localdate())

    return ask_page(
        request, INSPECTIONS, form, save=save, title=_("Order an inspection"), move="confidentiality.plan_inspection",
        done=_("It is planned."), back=reverse("confidentiality:inspections:index"),
        lead=_("Nobody inspects their own department: the officer's own is inspected by the leader."),
    )  # fmt: skip


# ── the plan


def plan(request):
    by = actor_of(request)
    admit(request, rules.is_officer(by), "confidentiality.see_plan")
    return render(request, "confidentiality/plan.html", {"listing": INSPECTIONS} | shown.the_plan())


def add_rhythm(request):
    by = actor_of(request)
    admit(request, rules.is_officer(by), "confidentiality.set_rhythm")
    form = forms.RhythmForm(posted(request))

    def save():
        actions.set_rhythm(**form.cleaned_data, by=by, on=timezone.localdate())
        return reverse(PLAN)

    return ask_page(
        request, INSPECTIONS, form, save=save, title=_("Set how often"), move="confidentiality.set_rhythm",
        done=_("It is in the plan."), back=reverse(PLAN),
        lead=_("The first inspection is opened tonight, and then one with each month or quarter that begins."),
    )  # fmt: skip


def end_rhythm(request, pk):
    by = actor_of(request)
    admit(request, rules.is_officer(by), "confidentiality.end_rhythm")
    rhythm = get_object_or_404(Rhythm.objects.in_order(), pk=pk)

    def save():
        actions.end_rhythm(rhythm, by=by, on=timezone.localdate())
        return reverse(PLAN)

    return ask_page(
        request, INSPECTIONS, Nothing(posted(request)), save=save, title=_("Take it out of the plan"), creates=False,
        move="confidentiality.end_rhythm", done=_("It is out of the plan."), back=reverse(PLAN),
        lead=f"{rhythm.department} · {rhythm.get_area_display()} · {rhythm.get_every_display()}",
    )  # fmt: skip


def checklist(request, area):
    by = actor_of(request)
    admit(request, rules.is_officer(by), "confidentiality.write_checklist")
    if area not in Area.values:
        raise Http404
    items = shown.items_of(area, Checklist.objects.newest_of(area))
    form = forms.ChecklistForm(posted(request), initial={"items": "\n".join(items)})

    def save():
        actions.write_checklist(area, form.cleaned_data["items"], by=by, on=timezone.localdate())
        return reverse(PLAN)

    return ask_page(
        request, INSPECTIONS, form, save=save, title=_("Checklist: %s") % Area(area).label, creates=False,
        move="confidentiality.write_checklist", done=_("The new version holds from the next inspection on."),
        back=reverse(PLAN), lead=_("Inspections that are planned keep the version that they were planned with."),
    )  # fmt: skip


# ── doing one


def fill_in(request, pk):
    inspection, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_fill_in(by, inspection), "confidentiality.fill_in", inspection)
    form = forms.AnswersForm(posted(request), lines=inspection.lines())

    def save():
        return actions.fill_in(inspection, form.answers(), by=by, seen=SeenForm(request.POST).seen)

    return form_page(
        request, form, save=save, template="confidentiality/fill_in.html", done=_("The answers are kept."),
        record=inspection, listing=INSPECTIONS,
    )  # fmt: skip


def add_finding(request, pk):
    inspection, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_fill_in(by, inspection), "confidentiality.give_finding", inspection)
    unset = set(rules.unset_findings(inspection))
    lines = [line for line in inspection.lines() if line["number"] in unset]
    form = forms.FindingForm(posted(request), lines=lines)

    def save():
        actions.give_finding(inspection, **form.cleaned_data, by=by, on=timezone.localdate())
        return inspection

    return ask_page(
        request, INSPECTIONS, form, save=save, title=_("Let somebody put it right"), record=inspection,
        move="confidentiality.give_finding", done=_("It is given to them."), back=inspection.get_absolute_url(),
        lead=_("They are told, and reminded; whoever inspected looks at it again."),
    )  # fmt: skip


def add_file(request, pk):
    inspection = fetch(request, pk)
    return evidence_page(request, INSPECTIONS, inspection, rules.may_inspect)


def printed(request, pk):
    """保密检查记录."""
    inspection = fetch(request, pk)
    name = f"{inspection.reference()}.pdf"
    return paper_page(request, inspection, lambda mark: papers.inspection_record(inspection, mark=mark), name)
