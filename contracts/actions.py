"""Every verb of contracts that writes and is no move: draft, revise, add and take away files, file the originals."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bizdept.access.changes import usual_level
from bizdept.access.levels import reasons_against_reach
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import close_duties
from bizdept.files.actions import attach, take_away
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.history import reasons_since
from bizdept.workflow.numbering import draw, numbered_kind
from contracts import rules
from contracts.lifecycle import FILE
from contracts.models import ANNEX, Contract, ContractClause, Instalment, Item, LibraryClause, Signing
from customers.models import Customer

SERIES = numbered_kind("HT", pgettext_lazy("kept by somebody", "contracts"))
Rows = Iterable[Mapping[str, Any]]


@sealed()
def draft(customer: Customer, *, by: Actor, on: date, **terms) -> Contract:
    """Begin a contract with a customer (3.3.2): its number, and the clauses of the library for its kind.

    `terms` are fields of Contract. Raises PermissionDenied for posts that draft nothing.
    """
    if not rules.may_draft(by):
        raise PermissionDenied
    refuse(rules.reasons_against_customer(customer))
    terms.setdefault("level", max(usual_level("contracts", on), customer.level))
    level = terms["level"]
    refuse(rules.reasons_against_level(customer, level))
    refuse(reasons_against_reach(by, level, on))
    if by.person.department is None:
        raise Refused([Reason("department", _("%s belongs to no department.") % by.person)])
    contract = Contract(
        customer=customer,
        owner=by.person,
        department=by.person.department,
        opened_on=on,
        number=draw(SERIES, on=on),
        **terms,
    )
    keep(contract, by=by, reason="draft")
    put_in(contract, rules.clauses_for(contract.kind))
    note("record", "contracts.draft", contract, by=by, number=contract.number)
    return contract


def put_in(contract: Contract, clauses: Iterable[LibraryClause]) -> None:
    """Take clauses of the library over into a contract."""
    rows = [{"origin": c, "title": c.title, "text": c.text, "position": c.position} for c in clauses]
    ContractClause.objects.bulk_create(ContractClause(contract=contract, **row) for row in rows)


@sealed()
def draft_whole(terms: Mapping[str, Any], items: Rows, instalments: Rows, *, by: Actor, on: date) -> Contract:
    """Begin a contract with its items and its receipts plan at once, as the form for a new one has them."""
    contract = draft(by=by, on=on, **terms)
    return revise(contract, by=by, seen=contract.version, terms={}, items=items, instalments=instalments)


@sealed()
def revise(
    contract: Contract,
    *,
    by: Actor,
    seen: int,
    terms: Mapping[str, Any],
    items: Rows | None = None,
    instalments: Rows | None = None,
    clauses: Rows | None = None,
    more: Iterable[LibraryClause] = (),
) -> Contract:
    """Change a contract that is being drafted (3.3.2). What is None stays; rows that are given replace all rows.

    `more` are clauses of the library to be taken over; another kind of contract brings those that it requires.
    `seen` is the version that the person had before their eyes. Raises PermissionDenied or Refused.
    """
    contract = lock_to_edit(contract, by=by, seen=seen)
    customer = terms.get("customer", contract.customer)
    refuse(rules.reasons_against_another_level(contract, terms.get("level", contract.level)))
    refuse(rules.reasons_against_level(customer, contract.level))
    if customer != contract.customer:
        refuse(rules.reasons_against_customer(customer))
    is_new_kind = terms.get("kind", contract.kind) != contract.kind
    for name, entered in terms.items():
        setattr(contract, name, entered)
    if items is not None:
        contract.items.all().delete()
        rows = [Item(contract=contract, **row) for row in items]
        for row in rows:
            row.amount = rules.amount_of(row.quantity, row.price)
        contract.amount = sum(row.amount for row in rows)
        if contract.amount > rules.LARGEST:
            raise Refused([Reason("large", _("The items come to more than a contract can hold."), "items")])
        Item.objects.bulk_create(rows)
    if instalments is not None:
        contract.instalments.all().delete()
        Instalment.objects.bulk_create(Instalment(contract=contract, **row) for row in instalments)
    if clauses is not None:
        contract.clauses.all().delete()
        ContractClause.objects.bulk_create(ContractClause(contract=contract, **row) for row in clauses)
    put_in(contract, more)
    if is_new_kind:
        put_in(contract, rules.required_clauses_absent(contract))
    contract.version += 1
    return keep(contract, by=by, reason="revise")


def lock_to_edit(contract: Contract, *, by: Actor, seen: int | None = None) -> Contract:
    """The contract under its lock, if this person may change it now."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if not rules.is_drafter(by, contract):
        raise PermissionDenied
    if not contract.may_be_edited:
        words = {"state": contract.get_state_display()}
        raise Refused([Reason("state", _("It is %(state)s and can't be changed.") % words)])
    if seen is not None:
        refuse(reasons_since(contract, seen))
    return contract


@sealed()
def add_file(
    contract: Contract, upload: UploadedFile, *, by: Actor, level: int, category: str, purpose: str = ANNEX
) -> Attachment:
    """Add a file to a contract that is being drafted; an annex becomes part of its text (3.4.2)."""
    contract = lock_to_edit(contract, by=by)
    refuse(rules.reasons_against_file(contract, purpose, level))
    row = attach(contract, upload, by=by, purpose=purpose, level=level, category=category)
    contract.version += 1
    keep(contract, by=by, reason="file.add")
    return row


@sealed()
def remove_file(contract: Contract, attachment: Attachment, *, by: Actor, on: date) -> None:
    """Take a file away from a contract that is being drafted; versions that were frozen with it keep it."""
    contract = lock_to_edit(contract, by=by)
    take_away(attachment, by=by, on=on)
    contract.version += 1
    keep(contract, by=by, reason="file.remove")


@sealed()
def file_originals(contract: Contract, *, by: Actor, on: date, place: str) -> Signing:
    """Write down where the signed paper lies and who keeps it (3.4.2). The contract itself stays as it is."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if not rules.is_drafter_or_assistant(by, contract):
        raise PermissionDenied
    signing = contract.signing if contract.state == Contract.State.SIGNED else None
    if signing is None or signing.originals == Signing.Originals.ON_FILE:
        raise Refused([Reason("already", _("There are no originals to be filed."))])
    signing.originals, signing.place = Signing.Originals.ON_FILE, place
    signing.keeper, signing.kept_for, signing.filed_on = by.person, by.on_behalf_of, on
    keep(signing, by=by, reason="file_originals")
    close_duties(contract, FILE.name, by=by, on=on)
    note("record", "contracts.file_originals", contract, by=by, signing=signing.pk)
    return signing
