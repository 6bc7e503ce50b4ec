"""What contracts are on paper: the two-party text of a version, and the review form."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.taken import Mark
from bizdept.audit.chain import head, note, sealed
from bizdept.files import store
from bizdept.people.actor import Actor, who_of
from bizdept.web import pdf
from bizdept.web.course import logs_of
from bizdept.web.printed import PAPER_LANGUAGE, paper_head, printed_form
from bizdept.workflow.models import Paper, Remark, Version
from bizdept.workflow.papers import code_of, issue
from bizdept.workflow.remarks import remarks_of
from bizdept.workflow.review import opinions_of
from bizdept.workflow.versions import latest_version
from contracts.models import Contract, Kind

REVIEW_FORM = printed_form("HT-02", gettext_lazy("Contract review form"))
NUMERALS = "一二三四五六七八九"


def numeral(n: int) -> str:
    """1 … 99 as articles are counted: 一, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(n, 10)
    lead = "" if tens == 0 else ("十" if tens == 1 else f"{NUMERALS[tens - 1]}十")
    return lead + (NUMERALS[ones - 1] if ones else "")


def sections(content: dict) -> list[dict]:
    """The articles of a contract in their order; what is empty is left out."""
    found = [
        {"title": _("Subject of the contract"), "part": "items"},
        {"title": _("Price"), "part": "price"},
        {"title": _("Payment"), "part": "plan"},
        {"title": _("Delivery"), "text": content["delivery"]},
        {"title": _("Warranty"), "text": content["warranty"]},
        *({"title": clause["title"], "text": clause["text"]} for clause in content["clauses"]),
        {"title": _("Liability for breach"), "text": content["liability"]},
        {"title": _("Settlement of disputes"), "text": content["disputes"]},
        {"title": _("Copies and entry into force"), "part": "copies"},
    ]
    kept = [section for section in found if section.get("part") or section.get("text", "").strip()]
    return [{"text": "", "part": ""} | section | {"number": numeral(n)} for n, section in enumerate(kept, 1)]


def is_approved(version: Version, contract: Contract) -> bool:
    """Whether this very version may leave the house as the contract (3.4.1)."""
    S = Contract.State
    return contract.state in (S.APPROVED, S.OUT, S.SIGNED) and latest_version(contract) == version


def marks(version: Version) -> dict[str, str]:
    """What every page of a version's papers carries: its code, for the eye and for the telephone; where to ask."""
    address = f"{settings.SITE_URL}/verify/"
    code = code_of(version)
    return {"code": code, "verify": address, "qr": pdf.qr(f"{address}{code}/")}


def pdf_of(version: Version, contract: Contract, *, by: Actor, mark: Mark) -> bytes:
    """The two-party text of a version. An approved one is rendered once; then the same bytes come from the store.

    Any other is a negotiation copy, marked on each page, and not kept; each that is handed out is written down by its
    hash, and carries the trace of whoever took it (8.2.2), without the name: it goes to the other side. Raises
    pdf.NoPrinter. The internal level is never printed on it (domain.md, Versions).
    """
    approved = is_approved(version, contract)
    if approved and version.pdf and store.is_whole(version.pdf):
        return store.place_of(version.pdf).read_bytes()
    with translation.override(PAPER_LANGUAGE):
        context = {
            "content": version.content,
            "kind": Kind(version.content["kind"]).label,
            "number": version.number,
            "sections": sections(version.content),
            "mark": "" if approved else _("Negotiation copy, not reviewed"),
            "trace": "" if approved else mark.trace,
            "anchor": head(),
        } | marks(version)
        content = pdf.render("contracts/print/contract.html", context)
    if approved:
        return keep_pdf(version, content, by=by)
    issue(version, Paper.Kind.NEGOTIATION, content, by=by)
    return content


@sealed()
def keep_pdf(version: Version, content: bytes, *, by: Actor, kind: str = Paper.Kind.CONTRACT) -> bytes:
    """Keep the printed text of a version, unless somebody was first: then theirs is the text."""
    row = Version.objects.select_for_update().get(pk=version.pk)
    if row.pdf and store.is_whole(row.pdf):
        return store.place_of(row.pdf).read_bytes()
    row.pdf = store.put([content])[0]
    row.save(update_fields=["pdf"])
    note("record", "version.print", row.record, by=by, row=row, sha256=row.pdf)
    issue(row, kind, content, by=by)
    return content


def opinions_on_paper(contract: Contract) -> list[dict]:
    """The opinions of the latest round: who gave them, and who asked those that no policy asks."""
    asked = {r.department_id: r for r in remarks_of(contract) if r.kind == Remark.Kind.ASKED}
    found = []
    for opinion in opinions_of(contract):
        row = asked.get(opinion.department_id) if opinion.is_added else None
        added = _("asked besides by %s") % who_of(row.by, row.on_behalf_of) if row else ""
        who = who_of(opinion.by, opinion.on_behalf_of) if opinion.by else ""
        found.append({"row": opinion, "who": who, "added": added})
    return found


def review_sheet(contract: Contract, *, by: Actor, mark: Mark) -> bytes:
    """The review form 合同评审表: facts, opinions, decisions, a line for signatures. Raises pdf.NoPrinter."""
    version = latest_version(contract)
    with translation.override(PAPER_LANGUAGE):
        decisions = [log for log in logs_of(contract) if log.move in ("submit", "approve", "return", "refuse")]
        context = {
            "contract": contract,
            "version": version,
            "opinions": opinions_on_paper(contract),
            "decisions": [{"log": log, "who": who_of(log.by, log.on_behalf_of)} for log in decisions],
            "paper": paper_head(REVIEW_FORM),
            "watermark": mark,
            "anchor": head(),
        } | (marks(version) if version else {"code": "", "verify": "", "qr": ""})
        content = pdf.render("contracts/print/review_sheet.html", context, "print/form.css")
    if version:
        issue(version, Paper.Kind.REVIEW, content, by=by)
    return content
