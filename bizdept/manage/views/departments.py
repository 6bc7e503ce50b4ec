"""The tree of departments."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, rules, shown
from bizdept.manage.actions import places
from bizdept.manage.views.door import only
from bizdept.people.models import Department
from bizdept.web.pages import form_page, posted
from bizdept.web.presses import StampForm
from bizdept.workflow.history import fingerprint


def index(request):
    by = only(request, rules.may_see_accounts, "departments")
    context = {"tree": shown.tree(), "may_keep": rules.may_keep_accounts(by)}
    return render(request, "manage/departments.html", context)


def new(request):
    by = only(request, rules.may_keep_accounts, "open_department")
    form = forms.DepartmentForm(posted(request), tree=shown.tree())

    def save():
        places.open_department(form.cleaned_data, by=by)
        return reverse("manage:departments")

    return form_page(
        request, form, save=save, template="manage/form.html", done=_("The department is there."), creates=True,
        title=_("New department"), back=reverse("manage:departments"), move="manage.open_department", clause="1.2",
        parent=(_("Departments"), reverse("manage:departments")),
    )  # fmt: skip


def edit(request, pk):
    by = only(request, rules.may_keep_accounts, "revise_department")
    department = get_object_or_404(Department.objects.select_related("parent"), pk=pk)
    initial = {name: getattr(department, name) for name in ("name", "parent", "discipline", "is_section")}
    form = forms.DepartmentForm(posted(request), initial=initial, tree=shown.tree())
    seen = StampForm(request.POST).stamp

    def save():
        places.revise_department(department, form.cleaned_data, by=by, at=timezone.now(), seen=seen)
        return reverse("manage:departments")

    return form_page(
        request, form, save=save, template="manage/form.html", done=_("Saved."), title=department.name,
        subject=department, back=reverse("manage:departments"), move="manage.revise_department", clause="1.2",
        parent=(_("Departments"), reverse("manage:departments")),
        stamp=lambda: fingerprint(get_object_or_404(Department, pk=pk), rules.DEPARTMENT_FIELDS),
    )  # fmt: skip
