"""NDAs on paper: the agreement that was signed, one to be signed by hand, and the list of who signed when (8.2.1)."""

from datetime import date

from django.utils import timezone, translation

from bizdept.access.levels import Level
from bizdept.access.taken import MARKED_FROM, Mark
from bizdept.audit.chain import head
from bizdept.files import store
from bizdept.people.actor import Actor
from bizdept.people.models import Company, User
from bizdept.web import pdf
from bizdept.web.printed import PAPER_LANGUAGE, paper_head
from bizdept.workflow.models import Paper, Version
from bizdept.workflow.papers import check_code
from bizdept.workflow.versions import latest_version
from confidentiality.models import Nda, NdaText
from confidentiality.papers.forms import RECEIPTS
from contracts.papers import keep_pdf, marks, numeral


def articles(blocks: list[tuple[str, str]]) -> list[dict]:
    return [{"number": numeral(n), "title": title, "text": text} for n, (title, text) in enumerate(blocks, 1)]


def signed_pdf(nda: Nda, version: Version, *, by: Actor) -> bytes:
    """What was signed on the screen: printed once from what was frozen, then the same bytes. Raises pdf.NoPrinter."""
    if version.pdf and store.is_whole(version.pdf):
        return store.place_of(version.pdf).read_bytes()
    content = version.content
    with translation.override(PAPER_LANGUAGE):
        blocks = [(article["title"], article["text"]) for article in content["articles"]]
        context = {
            "content": content, "articles": articles(blocks), "nda": nda, "number": content["text"]["number"],
            "sha256": version.sha256, "signed_at": timezone.localtime(nda.signed_at), "anchor": head(),
        } | marks(version)  # fmt: skip
        printed = pdf.render("confidentiality/print/nda.html", context)
    return keep_pdf(version, printed, by=by, kind=Paper.Kind.NDA)


def blank_pdf(person: User, text: NdaText) -> bytes:
    """The text of today for somebody who signs by hand. It is none of ours before it is signed: it carries no code."""
    company = Company.ours()
    with translation.override(PAPER_LANGUAGE):
        content = {
            "text": text.words, "company": {"name": company.name, "code": company.code, "address": company.address},
            "person": {"name": person.name, "account": person.username, "department": str(person.department or ""),
                       "job_title": person.job_title},
            "reference": "", "signed_on": "", "until": "",
        }  # fmt: skip
        context = {
            "content": content, "articles": articles(text.blocks), "nda": None, "number": text.number,
            "sha256": text.sha256, "signed_at": None, "anchor": head(), "code": check_code(text.sha256),
            "verify": "", "qr": "",
        }  # fmt: skip
        return pdf.render("confidentiality/print/nda.html", context)


def receipts(rows: list[Nda], mark: Mark, level: int, *, on: date) -> bytes:
    """Who signed which text when, and until when it holds: a list for the paper archive. Raises pdf.NoPrinter."""
    with translation.override(PAPER_LANGUAGE):
        context = {
            "rows": [{"nda": nda, "code": check_code(nda.sha256) if nda.sha256 else nda.paper_number} for nda in rows],
            "paper": paper_head(RECEIPTS), "mark": mark, "on": on, "anchor": head(), "level": Level(level).label,
            "watermark": mark if level >= MARKED_FROM else None,
        }  # fmt: skip
        return pdf.render("confidentiality/print/receipts.html", context, "print/form.css")


def version_of(nda: Nda) -> Version | None:
    return latest_version(nda) if nda.how == Nda.How.SCREEN else None
