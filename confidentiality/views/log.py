"""The page of the access log (8.2.2): who looked at, took or was refused what; reading it is itself a line of it."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.web.pages import actor_of
from confidentiality.actions.registers import Register
from confidentiality.columns.log import LOG
from confidentiality.forms.log import LogFilter
from confidentiality.rules.registers import most_at_once
from confidentiality.shown import log as shown
from confidentiality.views.registers import file_of


def index(request):
    form, at = LogFilter(request.GET, user=request.user), moment()
    if (kind := form.good("export")) and not form.errors:
        return take(request, form, kind, at)
    found = shown.lines(form, at)
    log.read("log", by=actor_of(request), filter=form.asked())
    return render(request, "confidentiality/log.html", {"form": form, "lines": found})


def take(request, form: LogFilter, kind: str, at):
    most = most_at_once(timezone.localdate(at))
    found = shown.lines_of_file(form, at, most)
    register = Register("confidentiality.log", _("Access log"), LOG)
    return file_of(request, register, found.told, kind, form.asked(), at=at, has_more=found.next is not None)
