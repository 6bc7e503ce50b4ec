"""The work desk and the inbox."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.home import desk
from bizdept.home.forms import InboxForm, SearchForm
from bizdept.people.models import Post
from bizdept.web import questions
from bizdept.web.pages import actor_of
from contracts import figures


def index(request):
    """What waits for me; how the section stands; what I began and where it is."""
    user, today, at = request.user, timezone.localdate(), moment()
    sells, reviews = figures.concern(user), user.holds(Post.REVIEWER, for_others=True)
    duties, moves = desk.waiting(user), desk.last_moves() if sells else []
    records = desk.seen_by(user, map(desk.key_of, [*duties, *moves]), at)
    tasks = desk.tasks(duties, records, today)
    sums = figures.sums(user, today, at) if sells else None
    context = {
        "today": today,
        "now": timezone.localtime(),
        "approvals": [task for task in tasks if task.duty.what.is_approval],
        "tasks": [task for task in tasks if not task.duty.what.is_approval],
        "late": sum(task.days_left < 0 for task in tasks),
        "decides": reviews or user.holds(Post.CHIEF, Post.LEADER, for_others=True),
        "works": sells or user.holds(Post.ASSISTANT),
        "started": figures.begun_by(user, at) if sells else [],
        "figures": figures.of_month(sums, today) if sums else [],
        "months": figures.by_month(sums, today) if sums else [],
        "latest": desk.feed(moves, records),
        "calendar_note": desk.note_on_years(duties),
        "chiefs_alone": desk.chiefs_without_delegate(user),
        "keeps_accounts": user.holds(Post.ADMINISTRATOR),
    }
    return render(request, "home/desk.html", context)


def inbox(request):
    """Approvals: what waits for me, with what I need to decide beside it; what I decided; what I began."""
    user, today, at = request.user, timezone.localdate(), moment()
    form = InboxForm(request.GET)
    box, item = form.chosen_box, form.chosen_item
    context = {
        "box": box,
        "boxes": InboxForm.BOXES,
        "task": None,
        "tasks": [],
        "deeds": [],
        "started": [],
        "pane": None,
        "is_chosen": False,
    }
    if box == "waiting":
        duties = desk.waiting(user, only_approvals=True)
        context["tasks"] = tasks = desk.tasks(duties, desk.seen_by(user, map(desk.key_of, duties), at), today)
        chosen = next((task for task in tasks if task.duty.pk == item), tasks[0] if tasks else None)
        context |= {"task": chosen, "is_chosen": chosen is not None and chosen.duty.pk == item}
        if item is not None and not context["is_chosen"]:
            messages.info(request, _("That approval is done, or no longer yours."))
        if chosen:
            context["pane"] = next(iter(questions.brief(questions.Asked(chosen.record, user))), None)
            log.look(chosen.record, by=actor_of(request), what="brief")
    elif box == "mine":
        context["started"] = figures.started_by(user, at, desk.SHOWN)
    else:
        context["deeds"] = desk.decided_by(user, at) if box == "decided" else desk.copied_to(user, at)
    return render(request, "home/inbox.html", context)


def search(request):
    """The box on top: a record's number leads to it, other words to the customers that they name."""
    text = SearchForm(request.GET).text
    found = questions.numbered(questions.Sought(text, request.user)) if text else []
    if found:
        return redirect(found[0].record)
    return redirect(f"{desk.list_for(request.user, text)}?{urlencode({'q': text})}")


def suggest(request):
    """What the box on top offers while somebody types: a fragment, for this person alone."""
    text = SearchForm(request.GET).text
    groups = desk.offers(request.user, text)
    log.searched((hit.record for group in groups for hit in group.found), by=actor_of(request))
    context = {"groups": groups, "text": text, "count": sum(len(group.found) for group in groups)}
    return render(request, "home/parts/offers.html", context)
