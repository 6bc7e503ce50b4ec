"""Second factors: who has one, who is asked for one, and a device that was lost."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.manage import factors, forms, shown
from bizdept.manage import rules as manage
from bizdept.manage.actions import factors as actions
from bizdept.manage.notices import factors_in_words
from bizdept.manage.views.codes import show_once
from bizdept.manage.views.door import only
from bizdept.manage.views.people import address_of, fetch
from bizdept.people import rules
from bizdept.people.models import FactorRule, Post
from bizdept.web.lists import PAGE_SIZE, Rows
from bizdept.web.pages import form_page, posted


def always() -> list[str]:
    return [str(Post(post).label) for post in settings.SECOND_FACTOR_POSTS]


def index(request):
    """1.3.1: who must still set one up; what holds, what waits for a signature."""
    by, today = only(request, rules.may_see_factors, "factors"), timezone.localdate()
    form = forms.FactorFilter(request.GET, user=request.user)
    people = factors.people(form.shown_view, today, **form.conditions())
    number = form.good("page") or 1
    start = (number - 1) * PAGE_SIZE
    found = list(people[start : start + PAGE_SIZE + 1])
    count = len(found) if number == 1 and len(found) <= PAGE_SIZE else people.count()
    records = [shown.person_row(person, today) for person in found[:PAGE_SIZE]]
    rule = FactorRule.in_force()
    context = {
        "title": _("Second factors"), "form": form, "conditions": form.chips(), "sort": "",
        "rows": Rows(records, number, count, len(found) > PAGE_SIZE), "always": always(), "rule": rule,
        "waiting": [
            (row, factors_in_words(row), rules.may_decide_factors(by, row)) for row in factors.waiting()
        ],
        "decided": [(row, factors_in_words(row)) for row in factors.decided()],
        "more": factors_in_words(rule), "may_propose": rules.may_propose_factors(by),
        "may_open": manage.may_see_accounts(by),
    }  # fmt: skip
    return render(request, "manage/factors.html", context)


def propose(request):
    by, rule = only(request, rules.may_propose_factors, "propose_factors"), FactorRule.in_force()
    initial = {"everybody": "1" if rule.everybody else "0", "posts": rule.posts}
    form = forms.FactorsForm(posted(request), initial=initial, always=settings.SECOND_FACTOR_POSTS)
    is_leader = by.holds(Post.LEADER)

    def save():
        actions.propose_rule(**form.cleaned_data, by=by, at=timezone.now())
        return reverse("manage:factors")

    return form_page(
        request, form, save=save, template="manage/ask.html", creates=True,
        done=_("It holds.") if is_leader else _("It is proposed."), title=_("Who needs a second factor"),
        back=reverse("manage:factors"), move="manage.propose_factors",
        verb=_("Sign") if is_leader else _("Propose"), clause="1.3.1", fresh=True, sentences=[
            *([_("Always asked: %s.") % pgettext("between names", ", ").join(always())] if always() else []),
            _("It holds at once.") if is_leader else _("It holds once the officer or the leader has signed it."),
        ],
    )  # fmt: skip


def to_decide(request, pk: int, what: str):
    by = only(request, lambda actor: actor.holds(Post.OFFICER, Post.LEADER), what)
    row = FactorRule.objects.select_related("proposed_by").in_bulk([pk]).get(pk)
    if row is None:
        raise Http404
    only(request, lambda actor: rules.may_decide_factors(actor, row), what, row)
    return by, row


def sign(request, pk):
    by, row = to_decide(request, pk, "sign_factors")
    return deciding(
        request, row, by, True, title=_("Sign who needs a second factor"), verb=_("Sign"), done=_("Signed."),
        move="manage.sign_factors", tone="ok", fresh=True,
    )  # fmt: skip


def decline(request, pk):
    by, row = to_decide(request, pk, "decline_factors")
    return deciding(
        request, row, by, False, title=_("Decline the proposal"), verb=_("Decline"), done=_("Declined."),
        move="manage.decline_factors", tone="bad",
    )  # fmt: skip


def deciding(request, row: FactorRule, by, is_signed: bool, **more):
    def save():
        actions.decide_rule(row, is_signed, by=by, at=timezone.now())
        return reverse("manage:factors")

    words = {"who": row.proposed_by, "what": factors_in_words(row)}
    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", clause="1.3.1",
        back=reverse("manage:factors"), sentences=[
            _("%(who)s proposes to ask besides the usual posts: %(what)s.") % words,
            _("Who needs one and has none is led to the page that sets it up, at the next press."),
        ], **more,
    )  # fmt: skip


def reset(request, pk):
    """A lost device."""
    by, person = only(request, manage.may_keep_accounts, "reset_factor"), fetch(pk)

    def make():
        return actions.reset_device(person, by=by, at=timezone.now())

    return show_once(
        request, forms.Nothing(posted(request)), make=make, then=address_of, template="manage/ask.html",
        subject=person, title=_("Device lost"), back=address_of(person), move="manage.reset_factor", clause="1.3.1",
        fresh=True, verb=_("Take the second factor away"), tone="bad", sentences=[
            _("Password, second factor and paper codes go, and the person is signed out everywhere."),
            _("You see one half of a one-time code once, the confidentiality officer the other: with both the person"
              " chooses a new password and sets up a new device."),
        ],
    )  # fmt: skip
