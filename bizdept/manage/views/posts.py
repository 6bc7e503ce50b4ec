"""Posts: given, signed or declined, ended."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import forms, hands, rules, shown
from bizdept.manage.actions import posts
from bizdept.manage.views.door import only
from bizdept.manage.views.people import address_of, fetch
from bizdept.people.models import Appointment
from bizdept.people.rules import may_sign
from bizdept.web.pages import form_page, posted


def give(request, pk):
    by, person = only(request, rules.may_keep_accounts, "give_post"), fetch(pk)
    today = timezone.localdate()
    initial = {"department": person.department, "since": today}
    form = forms.PostForm(posted(request), initial=initial, tree=shown.tree())

    def save():
        given = form.cleaned_data
        posts.give_post(person, given["post"], given["department"], since=given["since"], by=by, on=today)
        return address_of(person)

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("The post is given."), creates=True,
        title=_("Give a post"), subject=person, back=address_of(person), move="manage.give_post", clause="1.2",
        verb=_("Give the post"), sentences=[
            _("Section chief, senior leader, confidentiality officer and administrator count once somebody else has"
              " signed: a chief, leader or officer."),
        ],
    )  # fmt: skip


def end(request, pk):
    by = only(request, rules.may_keep_accounts, "end_post")
    row = get_object_or_404(Appointment.objects.select_related("person", "department"), pk=pk)
    today = timezone.localdate()
    form = forms.EndForm(posted(request), initial={"ended_on": today})

    def save():
        posts.end_post(row, form.cleaned_data["ended_on"], by=by, on=today)
        return address_of(row.person)

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("The end of the post is written down."),
        title=_("End a post"), subject=row.person, appointment=row, back=address_of(row.person),
        move="manage.end_post", verb=_("End the post"), tone="bad", clause="1.2",
    )  # fmt: skip


def signatures(request):
    """1.3.1: powerful posts that wait for a second hand."""
    by = only(request, rules.may_sign_posts, "signatures")
    return render(request, "manage/signatures.html", {"awaited": hands.awaited(by)})


def to_decide(request, pk: int, what: str):
    """Who asks, and the powerful post that they may sign: neither their own nor one that they gave."""
    by = only(request, rules.may_sign_posts, what)
    row = hands.powerful_appointment(pk)
    if row is None:
        raise Http404
    only(request, lambda actor: may_sign(actor, row), what, row)
    return by, row


def sign(request, pk):
    by, row = to_decide(request, pk, "sign_post")

    def save():
        posts.sign_post(row, by=by, on=timezone.localdate())
        return reverse("manage:signatures")

    return form_page(
        request, forms.Nothing(posted(request)), save=save, template="manage/ask.html", done=_("Signed."),
        title=_("Sign the appointment"), subject=row.person, appointment=row, back=reverse("manage:signatures"),
        move="manage.sign_post", verb=_("Sign"), tone="ok", clause="1.3.1", fresh=True,
        sentences=[_("With your signature the post counts at once. Your name stands under it.")],
    )  # fmt: skip


def decline(request, pk):
    by, row = to_decide(request, pk, "decline_post")
    form = forms.DeclineForm(posted(request))

    def save():
        posts.decline_post(row, form.cleaned_data["reason"], by=by, on=timezone.localdate())
        return reverse("manage:signatures")

    return form_page(
        request, form, save=save, template="manage/ask.html", done=_("Declined."), title=_("Decline the appointment"),
        subject=row.person, appointment=row, back=reverse("manage:signatures"), move="manage.decline_post",
        verb=_("Decline"), tone="bad", clause="1.3.1",
        sentences=[_("The post is not given. Whoever gave it is told why.")],
    )  # fmt: skip
