"""The pages of alerts (8.2.2): the list, one alert, its moves, and letting somebody go on."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log, pace
from bizdept.audit.clock import moment
from bizdept.web.course import logs_of, steps, timeline
from bizdept.web.forms import Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from confidentiality.forms.alerts import AlertFilter
from confidentiality.lifecycle.alerts import LIFECYCLE
from confidentiality.models import AccessAlert
from confidentiality.rules.log import reads_alerts
from confidentiality.shown import alerts as shown


def fetch(request, pk) -> AccessAlert:
    return visible_or_404(request, AccessAlert, pk)


def index(request):
    admit(request, reads_alerts(request.user), "confidentiality.alerts")
    form = AlertFilter(request.GET)
    page = shown.page(request.user, form.states, form.number, moment())
    return render(request, "confidentiality/alerts.html", {"form": form, "page": page})


def detail(request, pk):
    alert, at = fetch(request, pk), moment()
    log.read("alert", by=actor_of(request), alert=alert.pk)
    by = acting(request, lambda actor: bool(LIFECYCLE.open_to(actor, alert)))
    logs = logs_of(alert)
    context = {
        "record": alert,
        "by": by,
        "moves": LIFECYCLE.open_to(by, alert),
        "steps": steps(LIFECYCLE, alert, logs),
        "timeline": timeline(LIFECYCLE, logs, []),
        "log": shown.log_of(alert, request.user),
        "is_held": shown.is_held(alert, at),
        "may_lift": pace.may_lift(by, alert.person),
    }
    return render(request, "confidentiality/alert.html", context)


def lift(request, pk):
    """Let whoever was stopped go on for today."""
    alert, by = fetch(request, pk), actor_of(request)
    admit(request, pace.may_lift(by, alert.person), "confidentiality.lift", alert)

    def save():
        pace.lift(alert.person, by=by, on=timezone.localdate(moment()))
        return alert

    return form_page(
        request, Nothing(posted(request)), save=save, template="confidentiality/lift.html",
        done=_("They may go on today."), record=alert,
    )  # fmt: skip


def move(request, pk, name):
    return move_page(request, LIFECYCLE, fetch(request, pk), name)
