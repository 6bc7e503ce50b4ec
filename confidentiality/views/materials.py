"""The pages of the section library: the list, one material, its versions and their drafts."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.people.actor import Actor
from bizdept.web.forms import Nothing
from bizdept.web.lists.page import list_page
from bizdept.web.pages import acting, actor_of, admit, move_page, posted, posted_files, visible_or_404
from bizdept.web.presses import SeenForm
from confidentiality.actions import materials as actions
from confidentiality.forms import materials as forms
from confidentiality.lifecycle.materials import MATERIALS
from confidentiality.lifecycle.readings import READINGS
from confidentiality.listing import LIBRARY
from confidentiality.models import Material, MaterialVersion, Reading
from confidentiality.rules import materials as rules
from confidentiality.shown import materials as shown
from confidentiality.views.records import ask_page, record_page

NEW = "confidentiality:library:new"


def fetch(request, pk) -> Material:
    return visible_or_404(request, Material, pk)


def fetch_version(request, pk) -> MaterialVersion:
    return visible_or_404(request, MaterialVersion, pk)


def index(request):
    by = actor_of(request)
    return list_page(
        request, LIBRARY, new_address=reverse(NEW) if rules.may_keep_materials(by) else "",
        new_label=_("Take in a material"), empty=_("Nothing is in the library"),
        empty_lead=_("Price lists, technical papers, budgets, personnel papers, education and the regulation's text: "
                     "each with its level, and in versions that a second hand puts in force."),
    )  # fmt: skip


def detail(request, pk):
    material, by, on = fetch(request, pk), actor_of(request), timezone.localdate()
    told = shown.beside(material, request.user, on)
    context = reading_context(request, told["holds"]) if told["holds"] else {"reading": None, "reading_moves": []}
    return record_page(
        request, LIBRARY, material, "confidentiality/material.html", may_begin=rules.may_begin_version(by, material),
        may_write=rules.may_write_draft(by, material), **told, **context,
    )  # fmt: skip


def reading_context(request, version: MaterialVersion) -> dict:
    """What somebody is to confirm of the version before their eyes: that it was, stands in the log for that."""
    by, reading = actor_of(request), shown.owed_by(version, request.user)
    if reading is not None and reading.state == Reading.State.OWED and request.method == "GET":
        opened = MaterialVersion.objects.with_rights(request.user, version.pk)
        if opened is not None and opened.rights:
            log.look(opened, by=by, what="read", always=True)
    return {"reading": reading, "reading_moves": READINGS.open_to(by, reading) if reading else []}


def version(request, pk):
    """One version, whichever: what it says, what it changed, its files. A draft is decided on here."""
    row = fetch_version(request, pk)
    context = reading_context(request, row)
    if context["reading"] is None or context["reading"].state != Reading.State.OWED:
        log.look(row, by=actor_of(request))
    by = acting(request, lambda actor: bool(moves_of(actor, row)))
    context |= shown.changes(row) | {
        "record": row, "material": row.material, "listing": LIBRARY, "by": by, "moves": moves_of(by, row),
        "may_write": row.is_draft and rules.may_write_draft(actor_of(request), row.material),
    }  # fmt: skip
    return render(request, "confidentiality/version.html", context)


def moves_of(by: Actor, row: MaterialVersion) -> list:
    return MATERIALS.open_to(by, row.material) if row.is_draft else []


def move(request, pk, name):
    return move_page(request, MATERIALS, fetch(request, pk), name)


def new(request):
    by = actor_of(request)
    admit(request, rules.may_keep_materials(by), "confidentiality.take_in")
    form = forms.MaterialForm(posted(request), posted_files(request))

    def save():
        return actions.take_in(form.facts(), form.words(), form.files_given(), by=by, on=timezone.localdate())

    return ask_page(
        request, LIBRARY, form, save=save, title=_("Take in a material"), move="confidentiality.take_in",
        done=_("It is in the library as a draft. Whoever puts it in force is asked."), back=LIBRARY.home,
        lead=_("It gets its number now. You keep it; chief or leader put it in force, never whoever wrote it."),
    )  # fmt: skip


def new_version(request, pk):
    material, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_write(by, material), "confidentiality.begin_version", material)
    latest = material.versions.in_force().order_by("-number").first()
    form = forms.VersionForm(posted(request), posted_files(request), initial={"text": latest.text if latest else ""})

    def save():
        seen = SeenForm(request.POST).seen
        return actions.begin_version(
            material, form.words(), form.files_given(), by=by, on=timezone.localdate(), seen=seen
        )

    return ask_page(
        request, LIBRARY, form, save=save, title=_("Draft a version"), move="confidentiality.begin_version",
        done=_("Drafted. Whoever puts it in force is asked."), back=material.get_absolute_url(), record=material,
        lead=_("The version in force holds on until the new one is put in force; its files do not come along."),
    )  # fmt: skip


def edit(request, pk):
    material, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_write_draft(by, material), "confidentiality.revise_version", material)
    draft = material.draft
    is_first = not material.edition
    words = {"changes": draft.changes, "text": draft.text}
    facts = {"kind": material.kind, "title": material.title, "level": material.level, "category": material.category}
    kind = forms.FirstDraftForm if is_first else forms.DraftForm
    form = kind(posted(request), initial=words | (facts if is_first else {}))

    def save():
        seen = SeenForm(request.POST).seen
        given = form.facts() if is_first else {}
        return actions.revise(material, given, form.words(), by=by, on=timezone.localdate(), seen=seen)

    return ask_page(
        request, LIBRARY, form, save=save, title=_("Edit the draft"), move="confidentiality.revise_version",
        done=_("Saved."), back=material.get_absolute_url(), record=material, creates=False,
        lead=_("Whoever writes at it does not put it in force."),
    )  # fmt: skip


def add_file(request, pk):
    material, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_write_draft(by, material), "confidentiality.add_to_version", material)
    form = forms.OneFileForm(posted(request), posted_files(request))

    def save():
        actions.add_file(material, form.cleaned_data["file"], by=by, on=timezone.localdate())
        return material.draft

    return ask_page(
        request, LIBRARY, form, save=save, title=_("Add a file"), move="confidentiality.add_to_version",
        done=_("The file is added."), back=material.draft.get_absolute_url(), record=material,
        lead=_("It is as confidential as the material itself, and part of the version once that is in force."),
    )  # fmt: skip


def remove_file(request, pk, file):
    material, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_write_draft(by, material), "confidentiality.remove_from_version", material)
    attachment = next((one for one in material.draft.files if one.pk == file), None)
    if attachment is None:
        raise Http404
    form = Nothing(posted(request))

    def save():
        actions.remove_file(material, attachment, by=by, on=timezone.localdate())
        return material.draft

    return ask_page(
        request, LIBRARY, form, save=save, title=_("Take the file away"), move="confidentiality.remove_from_version",
        done=_("The file is no part of it any more."), back=material.draft.get_absolute_url(), record=material,
        creates=False, lead=attachment.name,
    )  # fmt: skip
