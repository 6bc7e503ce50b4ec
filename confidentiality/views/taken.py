"""The register of what left the house (8.2.2): by person, for a machine that was lost; by trace, for a paper found."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.web.pages import actor_of
from confidentiality.actions.registers import Register
from confidentiality.columns.log import TAKEN
from confidentiality.forms.log import TakenFilter
from confidentiality.rules.registers import most_at_once
from confidentiality.shown import taken as shown
from confidentiality.views.registers import file_of


def index(request):
    form, at = TakenFilter(request.GET, user=request.user), moment()
    if (kind := form.good("export")) and not form.errors:
        most = most_at_once(timezone.localdate(at))
        rows, has_more = shown.rows_of_file(form, at, most)
        register = Register("confidentiality.taken", _("What left the house"), TAKEN)
        return file_of(request, register, rows, kind, form.asked(), at=at, has_more=has_more)
    page = shown.page(form, at)
    log.read("taken", by=actor_of(request), filter=form.asked())
    return render(request, "confidentiality/taken.html", {"form": form, "page": page, "person": form.good("person")})
