"""What contracts are on paper: the two-party text of a version, and the review form."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bizdept.audit.chain import sealed
from bizdept.files import store
from bizdept.people.actor import who_of
from bizdept.people.models import Company, User
from bizdept.web import pdf
from bizdept.web.course import logs_of
from bizdept.workflow.models import Remark, Version
from bizdept.workflow.remarks import remarks_of
from bizdept.workflow.review import opinions_of
from bizdept.workflow.versions import latest_version
from contracts.models import Contract, Kind
from contracts.rules import PAPER_LANGUAGE

NUMERALS = "一二三四五六七八九"


def numeral(n: int) -> str:
    """1 … 99 as articles are counted: 一, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(n, 10)
    lead = "" if tens == 0 else ("十" if tens == 1 else f"{NUMERALS[tens - 1]}十")
    return lead + (NUMERALS[ones - 1] if ones else "")


def check_code(sha256: str) -> str:
    """Eight signs of the hash, for people to compare: 8F2C-71D0."""
    return f"{sha256[:4]}-{sha256[4:8]}".upper()


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


def pdf_of(version: Version, contract: Contract) -> bytes:
    """The two-party text of a version. An approved one is rendered once; then the same bytes come from the store.

    Any other is a negotiation copy, marked on each page, and not kept. Raises pdf.NoPrinter. The internal
    level is never printed on it (domain.md, Versions).
    """
    approved = is_approved(version, contract)
    if approved and version.pdf and store.is_whole(version.pdf):
        return store.place_of(version.pdf).read_bytes()
    with translation.override(PAPER_LANGUAGE):
        context = {
            "content": version.content,
            "kind": Kind(version.content["kind"]).label,
            "number": version.number,
            "code": check_code(version.sha256),
            "sections": sections(version.content),
            "mark": "" if approved else _("Negotiation copy, not reviewed"),
        }
        content = pdf.render("contracts/print/contract.html", context)
    return keep_pdf(version, content) if approved else content


@sealed()
def keep_pdf(version: Version, content: bytes) -> bytes:
    """Keep the printed text of a version, unless somebody was first: then theirs is the text."""
    row = Version.objects.select_for_update().get(pk=version.pk)
    if row.pdf and store.is_whole(row.pdf):
        return store.place_of(row.pdf).read_bytes()
    row.pdf = store.put([content])[0]
    row.save(update_fields=["pdf"])
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


def review_sheet(contract: Contract, printed_for: User) -> bytes:
    """The review form 合同评审表: facts, opinions, decisions, a line for signatures. Raises pdf.NoPrinter."""
    version = latest_version(contract)
    with translation.override(PAPER_LANGUAGE):
        decisions = [log for log in logs_of(contract) if log.move in ("submit", "approve", "return", "refuse")]
        context = {
            "contract": contract,
            "version": version,
            "code": check_code(version.sha256) if version else "",
            "opinions": opinions_on_paper(contract),
            "decisions": [{"log": log, "who": who_of(log.by, log.on_behalf_of)} for log in decisions],
            "company": Company.ours(),
            "printed_for": printed_for,
            "printed_at": timezone.localtime(),
        }
        return pdf.render("contracts/print/review_sheet.html", context, "print/form.css")
