"""Accounts: the list, the person, and what is done to an account."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, hands, rules, shown
from bizdept.manage.actions import accounts
from bizdept.manage.columns import COLUMNS
from bizdept.manage.notices import signatories
from bizdept.manage.views.codes import show_once
from bizdept.manage.views.door import only
from bizdept.people.models import User
from bizdept.web.columns import sortable
from bizdept.web.lists import PAGE_SIZE, Rows
from bizdept.web.pages import form_page, posted
from bizdept.web.presses import StampForm
from bizdept.workflow.history import fingerprint
from confidentiality.rules.ndas import may_keep_ndas


def index(request):
    """The list of people. Administrators and officers know their colleagues, and nothing of their business."""
    by, today = only(request, rules.may_see_accounts, "people"), timezone.localdate()
    form = forms.PeopleFilter(request.GET, user=request.user)
    orders = sortable(COLUMNS)
    sort = form.good("sort") if form.good("sort") in orders else ""
    people = shown.people(form.shown_view, today, **form.conditions())
    number = form.good("page") or 1
    start = (number - 1) * PAGE_SIZE
    found = list(people.order_by(*orders.get(sort, ()), "name", "pk")[start : start + PAGE_SIZE + 1])
    count = len(found) if number == 1 and len(found) <= PAGE_SIZE else people.count()
    records = [shown.person_row(person, today) for person in found[:PAGE_SIZE]]
    context = {
        "title": _("People and posts"), "form": form, "columns": COLUMNS, "sort": sort,
        "conditions": form.chips(), "rows": Rows(records, number, count, len(found) > PAGE_SIZE),
        "may_keep": rules.may_keep_accounts(by),
    }  # fmt: skip
    return render(request, "manage/people.html", context | hands.side_of_people(by, today))


def fetch(pk: int) -> User:
    person = shown.person_of(pk, timezone.localdate())
    if person is None:
        raise Http404
    return person


def address_of(person: User) -> str:
    return reverse("manage:person", args=[person.pk])


def detail(request, pk):
    by, today = only(request, rules.may_see_accounts, "person"), timezone.localdate()
    person = fetch(pk)
    posts = shown.posts_of(person, today)
    for post in posts:
        post["signatories"] = signatories(post["row"], today) if post["waits"] else []
    context = {
        "person": person,
        "row": shown.person_row(person, today),
        "posts": posts,
        "sessions": shown.sessions_of(person, timezone.now()),
        "delegations": [(row, hands.delegation_state(row, today)) for row in hands.delegations_of(person, today)],
        "may_keep": rules.may_keep_accounts(by),
        "may_register_nda": may_keep_ndas(by) and not by.is_any_of(person.pk),
        "is_self": by.is_any_of(person.pk),
    }
    return render(request, "manage/person.html", context)


def new(request):
    by = only(request, rules.may_keep_accounts, "open_account")
    form = forms.AccountForm(posted(request), tree=shown.tree())
    return show_once(
        request, form, make=lambda: accounts.open_account(form.cleaned_data, by=by, at=timezone.now()),
        then=address_of, template="manage/form.html", clause="1.2", verb=_("Make the account"), title=_("New person"),
        back=reverse("manage:people"), move="manage.open_account",
    )  # fmt: skip


def edit(request, pk):
    by, person = only(request, rules.may_keep_accounts, "revise_account"), fetch(pk)
    initial = {name: getattr(person, name) for name in ("name", "department", "job_title", "email", "phone")}
    form = forms.PersonForm(posted(request), initial=initial, tree=shown.tree())
    seen = StampForm(request.POST).stamp

    def save():
        accounts.revise_account(person, form.cleaned_data, by=by, seen=seen)
        return address_of(person)

    return form_page(
        request, form, save=save, template="manage/form.html", done=_("Saved."), title=person.name, subject=person,
        back=address_of(person), move="manage.revise_account", clause="1.2",
        stamp=lambda: fingerprint(fetch(pk), rules.ACCOUNT_FIELDS),
    )  # fmt: skip


def close(request, pk):
    by, person = only(request, rules.may_keep_accounts, "close_account"), fetch(pk)

    def save():
        accounts.close_account(person, by=by, on=timezone.localdate())
        return address_of(person)

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html",
        done=_("The account is closed."), title=_("Close the account"), subject=person, back=address_of(person),
        move="manage.close_account", verb=_("Close the account"), tone="bad", clause="1.2",
        sentences=[
            _("The person is signed out everywhere at once and can't sign in any more."),
            _("What the person keeps stays as it is: the chief is asked at once who takes it over."),
        ],
    )  # fmt: skip


def reopen(request, pk):
    by, person = only(request, rules.may_keep_accounts, "reopen_account"), fetch(pk)

    def make():
        return accounts.reopen_account(person, by=by, at=timezone.now())

    return show_once(
        request, forms.Nothing(posted(request)), make=make, then=address_of, template="manage/ask.html",
        subject=person, title=_("Open the account again"), back=address_of(person), move="manage.reopen_account",
        clause="1.2", fresh=True, verb=_("Open it again"), sentences=[
            _("The person gets a one-time code: you see one half of it once, a second hand the other."),
            _("Posts that were not ended count again at once; powerful ones wait for a new signature."),
            _("For whomever the person stood in, they do so no more, until it is entered anew."),
        ],
    )  # fmt: skip


def password(request, pk):
    by, person = only(request, rules.may_keep_accounts, "reset_password"), fetch(pk)

    def make():
        return accounts.reset_password(person, by=by, at=timezone.now())

    return show_once(
        request, forms.Nothing(posted(request)), make=make, then=address_of, template="manage/ask.html",
        subject=person, title=_("Reset the password"), back=address_of(person), move="manage.reset_password",
        clause="1.2", fresh=True, verb=_("Reset the password"), tone="bad", sentences=[
            _("You see one half of a one-time code once; the confidentiality officer sees the other."),
            _("The person is signed out everywhere and told of it. The second factor stays."),
        ],
    )  # fmt: skip


def sessions(request, pk):
    by, person = only(request, rules.may_keep_accounts, "end_sessions"), fetch(pk)

    def save():
        accounts.end_sessions(person, by=by)
        return address_of(person)

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html",
        done=_("Signed out everywhere."), title=_("Sign out everywhere"), subject=person, back=address_of(person),
        move="manage.end_sessions", verb=_("Sign out everywhere"), tone="bad", clause="1.2",
        sentences=[_("For a lost telephone or computer. The person may sign in again by their password.")],
    )  # fmt: skip
