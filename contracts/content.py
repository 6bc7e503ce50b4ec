"""What a contract says, as plain data: what is frozen, hashed, compared, shown and printed."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from bizdept.files.models import Attachment
from bizdept.people.models import Company, our_company
from bizdept.workflow.models import Version
from bizdept.workflow.review import opinions_of
from bizdept.workflow.versions import latest_version
from contracts.capitals import capitals
from contracts.models import ANNEXES, Contract, ContractClause, Instalment, Item, LibraryClause
from contracts.rules import tax_within

PARTY = ("name", "code", "address", "legal_representative", "phone", "bank", "account")
TERMS = ("title", "delivery", "warranty", "liability", "disputes")


def content_of(
    contract: Contract, files: Iterable[Attachment] | None = None, ours: Company | None = None
) -> dict[str, Any]:
    """The contract as it stands now. Amounts and days are text, so that the hash is the same everywhere.

    A page that has the contract's files and our own company's data already hands them in.
    """
    files = Attachment.objects.of(contract) if files is None else files
    parts = contract.items.all(), contract.instalments.all(), contract.clauses.all()
    return content_from(contract, *parts, files=files, ours=ours or Company.ours())


def content_from(
    contract: Contract,
    its_items: Iterable[Item],
    its_plan: Iterable[Instalment],
    its_clauses: Iterable[ContractClause | LibraryClause],
    *,
    files: Iterable[Attachment],
    ours: Company,
) -> dict[str, Any]:
    """The same from parts that are at hand, saved or not, without a query."""
    items = [
        {
            "key": str(n),
            "name": i.name,
            "specification": i.specification,
            "unit": i.unit,
            "quantity": f"{i.quantity:f}",
        }
        | {"price": f"{i.price:.2f}", "tax_rate": f"{i.tax_rate:f}", "amount": f"{i.amount:.2f}"}
        | {"tax": f"{tax_within(i.amount, i.tax_rate):.2f}"}
        for n, i in enumerate(its_items, 1)
    ]
    plan = [
        {"key": str(n), "name": p.name, "condition": p.condition}
        | {"amount": f"{p.amount:.2f}", "due_on": p.due_on.isoformat()}
        for n, p in enumerate(its_plan, 1)
    ]
    clauses = [{"key": c.title, "title": c.title, "text": c.text} for c in its_clauses]
    annexes = [
        {"key": str(a.pk), "name": a.name, "sha256": a.sha256, "level": a.level} for a in files if a.purpose in ANNEXES
    ]
    return {
        "number": contract.number,
        "kind": contract.kind,
        "customer": {name: getattr(contract.customer, name) for name in PARTY},
        "ours": {name: getattr(ours, name) for name in PARTY},
        "currency": contract.currency,
        "amount": f"{contract.amount:.2f}",
        "tax": f"{sum(Decimal(item['tax']) for item in items):.2f}",
        "capitals": capitals(contract.amount),
        "term": {
            name: day.isoformat() if (day := getattr(contract, name)) else "" for name in ("starts_on", "ends_on")
        },
        "copies": str(contract.copies),
        "items": items,
        "instalments": plan,
        "clauses": clauses,
        "annexes": annexes,
    } | {name: getattr(contract, name) for name in TERMS}


def shown(contract: Contract, files: Iterable[Attachment] | None = None) -> tuple[dict[str, Any], Version | None]:
    """What the contract's page shows: the draft while it may be edited, else the version that was submitted."""
    opinions = opinions_of(contract) if contract.was_submitted else []
    version = opinions[0].round.version if opinions else (latest_version(contract) if contract.was_submitted else None)
    if version is None or contract.may_be_edited or contract.state == Contract.State.VOID:
        return content_of(contract, files, our_company()), version
    return version.content, version
