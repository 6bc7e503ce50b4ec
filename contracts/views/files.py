"""A contract's files, and where its signed paper lies."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.files.models import Attachment
from bizdept.web.forms import Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, posted, posted_files
from contracts import actions, forms, rules
from contracts.views.records import fetch


def add_file(request, pk):
    contract, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_edit(by, contract), "contracts.add_file", contract)
    form = forms.ContractFileForm(posted(request), posted_files(request))

    def save():
        given = form.cleaned_data
        actions.add_file(contract, given.pop("file"), by=by, **given)
        return contract

    return form_page(
        request, form, save=save, template="contracts/file.html", done=_("The file is added."), creates=True,
        record=contract,
    )  # fmt: skip


def remove_file(request, pk, file):
    contract, by = fetch(request, pk), actor_of(request)
    admit(request, rules.may_edit(by, contract), "contracts.remove_file", contract)
    attachment = get_object_or_404(Attachment.objects.of(contract).up_to(contract.reach), pk=file)

    def save():
        actions.remove_file(contract, attachment, by=by, on=timezone.localdate())
        return contract

    return form_page(
        request, Nothing(posted(request)), save=save, template="contracts/remove_file.html",
        done=_("The file is taken away."), record=contract, attachment=attachment,
    )  # fmt: skip


def originals(request, pk):
    contract = fetch(request, pk)
    by = acting(request, lambda actor: rules.is_drafter_or_assistant(actor, contract))
    admit(request, rules.is_drafter_or_assistant(by, contract), "contracts.originals", contract)
    form = forms.OriginalsForm(posted(request))

    def save():
        actions.file_originals(contract, by=by, on=timezone.localdate(), place=form.cleaned_data["place"])
        return contract

    return form_page(
        request, form, save=save, template="contracts/originals.html", done=_("The originals are on file."),
        record=contract,
    )  # fmt: skip
