"""The pages of a list as a file: at once, ordered from a worker, approved, handed out."""

import hashlib
from uuid import uuid4

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access import log
from bizdept.access.levels import Level
from bizdept.access.pace import refuse_if_stopped
from bizdept.access.taken import new_mark
from bizdept.audit.clock import moment
from bizdept.web import sheets
from bizdept.web.columns import Column
from bizdept.web.fresh import is_fresh, to_proof
from bizdept.web.handed import attachment
from bizdept.web.lists import exports, rules
from bizdept.web.lists.exports import Wish
from bizdept.web.lists.forms import DecisionForm, ListForm, OrderForm
from bizdept.web.lists.listing import Listing
from bizdept.web.lists.saved import Arranged, arranged
from bizdept.web.pages import acting, actor_of, as_download, form_page, posted
from bizdept.web.works.models import Work
from bizdept.web.works.pages import work_of

MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
UNMINDED = ("page", "sort", "layout", "saved", "count")  # what makes a file no longer


def wish_of(listing: Listing, form: ListForm, mine: Arranged) -> Wish:
    """What the address asks for: all columns, or those that this person sees."""
    columns: list[Column] = listing.columns if form.good("columns") else mine.columns
    return Wish(listing, form, columns, form.good("export") or "xlsx")


def is_unread(form: ListForm) -> bool:
    """Whether the address has conditions that could not be read: without them it would be more than was asked for."""
    return any(name not in UNMINDED for name in form.errors) or ("row" in form.data and not form.good("row"))


def sent_back(request, listing: Listing) -> HttpResponseBase:
    messages.error(request, _("The list no longer knows one of the conditions. Order it anew."))
    return redirect(listing.home)


def export(request, wish: Wish) -> HttpResponseBase:
    """The rows of a list as a file, within the export rule (8.2.2): noted with their number, what was asked for and
    the file's hash. What is long, or needs approval, leads to the page that orders it from a worker."""
    if is_unread(wish.form):
        return sent_back(request, wish.listing)
    refuse_if_stopped(actor_of(request))
    limits, rows = rules.Limits.on(timezone.localdate()), wish.rows(moment())
    count = rows.order_by()[: limits.inline + 1].count()
    if not limits.comes_at_once(count, request.user):
        return redirect(wish.address)
    records = list(rows[: limits.inline])
    has_core = any(
        record.level >= Level.CORE for record in records
    )  # of these very rows, not of those a moment before
    if reasons := rules.reasons_against_rows(has_core, wish.kind, count):
        for reason in reasons:
            messages.error(request, str(reason))
        return redirect(request.path)
    if count > limits.proof and not is_fresh(request):
        return to_proof(request)
    by, level = actor_of(request), max((record.level for record in records), default=Level.OPEN)
    mark = new_mark(by, moment())
    content = (sheets.xlsx(wish.title, wish.columns, records, exports.on_file(mark, level)) if wish.kind == "xlsx"
               else sheets.csv(wish.columns, records))  # fmt: skip
    sha256, key = hashlib.sha256(content).hexdigest(), uuid4().hex
    exports.note_left(wish, len(records), sha256, mark, level, by=by, free=limits.free, key=key)
    return attachment(content, MEDIA[wish.kind], exports.name_of(wish.title, mark, level, wish.kind))


def order_page(request, listing: Listing):
    """Order a long list from a worker. The conditions stand in the address, as those of the list do."""
    asked = listing.form(request.GET, request.user)
    if is_unread(asked):
        return sent_back(request, listing)
    wish = wish_of(listing, asked, arranged(listing, request.user, asked))
    today = timezone.localdate()
    limits = rules.Limits.on(today)
    count = wish.rows(moment()).order_by().count()
    asks = limits.asks(count, request.user)
    form = OrderForm(posted(request), asks=asks)

    def save() -> Work:
        reason = form.cleaned_data.get("reason", "")
        return exports.order_export(wish, count, by=actor_of(request), on=today, reason=reason)

    return form_page(
        request, form, save=save, template="lists/order.html", creates=True, fresh=count > limits.proof,
        done=_("It is asked for.") if asks else _("The file is being made."), title=_("A long list as a file"),
        wish=wish, count=count, asks=asks, back=f"{listing.home}?{wish.query}",
    )  # fmt: skip


def decide_page(request, pk: int):
    """8.2.2: let a long list leave the house, or not. For whoever is asked; for all others there is nothing here."""
    work = Work.objects.filter(pk=pk, name=exports.KIND).select_related("person").first()
    by = acting(request, lambda actor: work is not None and rules.may_decide(actor, work.person))
    if work is None or not rules.may_decide(by, work.person):
        raise Http404
    form, wish = DecisionForm(posted(request)), Wish.of(work, work.person)

    def save() -> str:
        said = form.cleaned_data
        if said["verdict"] == DecisionForm.YES:
            exports.approve(work, by=by, on=timezone.localdate())
        else:
            exports.decline(work, said["note"], by=by, at=timezone.now())
        return "/"

    return form_page(
        request, form, save=save, template="lists/decide.html", done=_("Saved."), fresh=True, title=str(work),
        work=work, wish=wish, by=by, is_open=work.stage == Work.Stage.ASKED,
    )  # fmt: skip


def file_page(request, pk: int) -> HttpResponseBase:
    """The file that a worker wrote: for the one who ordered it, and only while every row in it is theirs to see."""
    work = work_of(request, pk)
    if work.name != exports.KIND or not exports.is_open(work, request.user, moment()):
        if work.file:
            log.refused(request.user, by=actor_of(request), what="look.export_file")
        raise Http404
    refuse_if_stopped(actor_of(request))
    if not is_fresh(request):
        return to_proof(request)
    exports.note_taken(work, by=actor_of(request))
    kind, name = work.told["kind"], work.file["name"]
    response = FileResponse(exports.place_of(work).open("rb"), content_type=MEDIA[kind])
    response["Content-Disposition"] = sheets.disposition(name)
    return as_download(response)
