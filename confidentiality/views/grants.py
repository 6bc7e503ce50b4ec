"""The register of grants (8.2.2), what one person can see, and the quarterly review."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.levels import highest_level
from bizdept.audit.clock import moment
from bizdept.people.models import User
from bizdept.web.course import logs_of, steps
from bizdept.web.forms import Nothing
from bizdept.web.pages import acting, actor_of, admit, form_page, move_page, posted, visible_or_404
from bizdept.web.readers.forms import DayForm
from confidentiality.actions import grants as actions
from confidentiality.actions.registers import Register
from confidentiality.columns.grants import GRANTS
from confidentiality.forms.grants import EndForm, GrantFilter
from confidentiality.lifecycle.reviews import LIFECYCLE
from confidentiality.models import GrantReview
from confidentiality.rules import grants as rules
from confidentiality.rules.registers import most_at_once
from confidentiality.shown import grants as shown
from confidentiality.shown import reviews
from confidentiality.shown.log import LOG, TAKEN, address_about
from confidentiality.shown.past import then_of
from confidentiality.views.registers import file_of


def only_readers(request) -> None:
    admit(request, bool(rules.scopes_of(request.user)), "confidentiality.grants")


def index(request):
    only_readers(request)
    form, at = GrantFilter(request.GET, user=request.user), moment()
    if (kind := form.good("export")) and not form.errors:
        most = most_at_once(timezone.localdate(at))
        rows = shown.in_words(shown.found(form, at, most + 1), request.user, at)
        register = Register("confidentiality.grants", _("Register of grants"), GRANTS)
        return file_of(request, register, rows[:most], kind, form.asked(), at=at, has_more=len(rows) > most)
    log.read("grants", by=actor_of(request), filter=form.asked())
    context = {"form": form, "page": shown.page(form, at), "reviews": reviews.reviews_for(request.user, at)}
    return render(request, "confidentiality/grants.html", context)


def end(request, kind, pk):
    """End one grant: the officer any, the others those that they may give."""
    only_readers(request)
    row = shown.grant_by(kind, pk, moment())
    by = acting(request, lambda actor: row is not None and rules.may_end_grant(actor, row))
    if row is None or not rules.may_end_grant(by, row):
        if row is not None:
            log.refused(row.content_object, by=by, what="confidentiality.end_grant")
        raise Http404
    form, back = EndForm(posted(request)), reverse("confidentiality:grants")

    def save():
        actions.end_grant(row, form.cleaned_data["note"], by=by, at=moment())
        return back

    told = shown.in_words([row], request.user, moment())[0]
    return form_page(
        request, form, save=save, template="confidentiality/end_grant.html", done=_("It is closed to them."), row=told,
        back=back,
    )  # fmt: skip


def person(request, pk):
    """What one person can see: posts, NDA, grants, and counts by kind and right; no record is named."""
    only_readers(request)
    whom = get_object_or_404(User, pk=pk)
    if not rules.may_read_of(request.user, whom):
        log.refused(whom, by=actor_of(request), what="confidentiality.person")
        raise Http404
    at = moment()
    form = DayForm(request.GET, on=timezone.localdate(at))
    day = form.day_asked
    told = {"day": day.isoformat()} if day else {}
    log.read("grants", by=actor_of(request), person=whom.pk, **told)
    if day and day < form.on:
        then = then_of(whom, request.user, day, at)
        return render(
            request, "confidentiality/person_then.html", {"whom": whom, "form": form, "day": day, "then": then}
        )
    context = {
        "form": form, "whom": whom, "posts": shown.posts_of(whom), "grants": shown.grants_of(whom, request.user, at),
        "reached": shown.reached_by(whom, at), "highest": highest_level(whom, timezone.localdate(at)),
        "log": address_about(LOG, request.user, whom), "taken": address_about(TAKEN, request.user, whom),
    }  # fmt: skip
    return render(request, "confidentiality/person.html", context)


def review(request, pk):
    found, at = visible_or_404(request, GrantReview, pk), moment()
    log.read("grants", by=actor_of(request), review=found.pk)
    by = acting(request, lambda actor: rules.may_review(actor, found))
    rows = shown.in_words(reviews.in_review(found, at), request.user, at)
    confirmed = {one.grant: one for one in found.confirmed.select_related("by")}
    context = {
        "record": found, "by": by, "moves": LIFECYCLE.open_to(by, found),
        "steps": steps(LIFECYCLE, found, logs_of(found)), "may_review": rules.may_review(by, found),
        "rows": [(row, confirmed.get(row.label), rules.may_confirm(by, found, row.grant)) for row in rows],
    }  # fmt: skip
    return render(request, "confidentiality/review.html", context)


def confirm(request, pk, kind, grant):
    """Say that one grant is still needed."""
    found, row = visible_or_404(request, GrantReview, pk), shown.grant_by(kind, grant, moment())
    by = acting(request, lambda actor: row is not None and rules.may_confirm(actor, found, row))
    if row is None:
        raise Http404
    admit(request, rules.may_confirm(by, found, row), "confidentiality.confirm_grant", found)
    told = shown.in_words([row], request.user, moment())[0]

    def save():
        return actions.confirm(found, row, by=by, at=moment())

    return form_page(
        request, Nothing(posted(request)), save=save, template="confidentiality/confirm_grant.html",
        done=_("Confirmed."), row=told, back=found.get_absolute_url(),
    )  # fmt: skip


def review_move(request, pk, name):
    return move_page(request, LIFECYCLE, visible_or_404(request, GrantReview, pk), name)
