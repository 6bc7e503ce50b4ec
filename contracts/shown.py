"""What the contracts' pages show beside the contract itself: checks, whose turn it is, changes with their names."""

from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bizdept.access.changes import cost_level
from bizdept.access.doors import rights_to
from bizdept.people.actor import Actor, actors_of, who_of
from bizdept.web import course
from bizdept.workflow import review
from bizdept.workflow.models import Condition, Opinion, Version
from bizdept.workflow.remarks import remarks_of
from bizdept.workflow.versions import Change, changes
from contracts import rules, turns
from contracts.content import shown as content_shown
from contracts.lifecycle import LIFECYCLE
from contracts.models import Contract, Signing

UNSPOKEN = {"awaits", "went_to_leader", "was_submitted"}  # the engine's own marks: history tells of the moves

PARTS = {
    "number": gettext_lazy("contract number"), "kind": gettext_lazy("kind of contract"),
    "customer": gettext_lazy("customer"), "ours": gettext_lazy("our side"), "currency": gettext_lazy("currency"),
    "amount": gettext_lazy("total with tax"), "capitals": gettext_lazy("in capitals"), "term": gettext_lazy("term"),
    "copies": gettext_lazy("copies"), "items": gettext_lazy("items"), "instalments": gettext_lazy("receipts plan"),
    "clauses": gettext_lazy("clauses"), "annexes": gettext_lazy("annexes"), "title": gettext_lazy("subject"),
    "delivery": gettext_lazy("delivery"), "warranty": gettext_lazy("warranty"),
    "liability": gettext_lazy("liability"), "disputes": gettext_lazy("disputes"),
    "name": gettext_lazy("name"), "specification": gettext_lazy("specification"), "unit": gettext_lazy("unit"),
    "quantity": gettext_lazy("quantity"), "price": gettext_lazy("unit price with tax"),
    "tax_rate": gettext_lazy("tax rate, %"), "tax": gettext_lazy("of which tax"),
    "condition": gettext_lazy("condition of payment"),
    "due_on": gettext_lazy("planned day"), "text": gettext_lazy("text"), "code": gettext_lazy("credit code"),
    "address": gettext_lazy("address"), "legal_representative": gettext_lazy("legal representative"),
    "phone": gettext_lazy("phone"), "bank": gettext_lazy("bank"), "account": gettext_lazy("bank account"),
    "starts_on": gettext_lazy("from"), "ends_on": gettext_lazy("until"), "sha256": "SHA-256",
    "level": gettext_lazy("level"), "order": gettext_lazy("order"),
}  # fmt: skip


def named(found: list[Change]) -> list[dict]:
    """Changes with the path of each part in words: Clauses · Confidentiality · text."""
    return [
        {"part": " · ".join(str(PARTS.get(word, word)) for word in change.part.split(".")), "pieces": change.pieces}
        for change in found
    ]


def opinion_awaited_from(person, contract: Contract) -> Opinion | None:
    """The awaited opinion that is for this person to give, in their own name or for somebody absent."""
    if not contract.was_submitted or not person.reach_of("reviewer"):
        return None
    return next((o for by in actors_of(person) if (o := turns.opinion_owed(by, contract))), None)


def asides(contract: Contract, person) -> list[dict]:
    """What this person may do beside the moves: (address, name of the deed, icon, words), for the menu of more;
    nothing on what an emergency opened to them (8.2.2)."""
    if contract.is_by_glass:
        return []
    found = []
    if contract.state == Contract.State.IN_REVIEW:
        if any(turns.takes_part(by, contract) for by in actors_of(person)):
            found.append(("contracts:add_reviewer", "contracts.add_reviewer", "user-plus", _("ask one more")))
            found.append(("contracts:hand_on", "contracts.hand_on", "user-share", _("hand on")))
        if contract.owner_id == person.pk:
            found.append(("contracts:remind", "contracts.remind", "bell", _("remind")))
    found.append(("contracts:comment", "contracts.comment", "message-2", _("comment")))
    keys = ("address", "key", "icon", "label")
    return [dict(zip(keys, (reverse(a, args=[contract.pk]), *rest), strict=True)) for a, *rest in found]


def conditions_of(person, opinions: list[Opinion]) -> list[Condition]:
    """The conditions not yet met that this person's department set."""
    reached = person.reach_of("reviewer")
    return [c for o in opinions if o.department_id in reached for c in o.conditions.all() if not c.met_on]


def changed(before: dict, after: dict, reach: int) -> list[dict]:
    """What differs between two versions, as far as somebody may know of it: annexes have levels of their own."""
    known = [c | {"annexes": [a for a in c["annexes"] if a["level"] <= reach]} for c in (before, after)]
    return named(changes(*known))


def changes_for(opinion: Opinion, reach: int) -> list[dict]:
    """What changed since the version on which this department spoke last."""
    if opinion.earlier is None:
        return []
    return changed(opinion.earlier.round.version.content, opinion.round.version.content, reach)


def checks(contract: Contract, content: dict, opinions: list[Opinion], by: Actor) -> list[tuple[str, str]]:
    """(tone, sentence) of what is looked at before the next step."""
    if contract.may_be_edited:
        missing = list(rules.missing_for_review(contract, by))
        return [("bad", str(reason)) for reason in missing] or [("ok", _("Everything that a review needs is there."))]
    if contract.state != Contract.State.IN_REVIEW:
        return []
    planned = sum(Decimal(row["amount"]) for row in content["instalments"])
    found = [("ok" if planned == Decimal(content["amount"]) else "bad", _("The receipts plan sums to the total."))]
    awaited = [str(o.department) for o in opinions if not o.verdict]
    found.append(
        ("warn", _("Awaited: %s") % pgettext("between names", ", ").join(awaited))
        if awaited
        else ("ok", _("All opinions are in."))
    )
    return found + [("bad", _("%s objects.") % o.department) for o in opinions if o.verdict == "object"]


def may_file(contract: Contract, by: Actor) -> bool:
    """3.4.2: whether the originals are still to be filed, and by this person."""
    signed = contract.state == Contract.State.SIGNED and contract.signing.originals == Signing.Originals.AWAITED
    return signed and rules.is_drafter_or_assistant(by, contract)


def opinion_rows(opinions: list[Opinion]) -> list[dict]:
    """The opinions with their colour and who gave them."""
    return [
        {"row": o, "tone": course.TONES.get(o.verdict, "warn"), "who": who_of(o.by, o.on_behalf_of) if o.by else ""}
        for o in opinions
    ]


def brief(contract: Contract, person) -> dict:
    """All that somebody needs to decide or to give an opinion on one screen."""
    opinions = review.opinions_of(contract)
    said = remarks_of(contract)
    if contract.may_be_edited:  # what it holds is asked for twice: shown, and checked
        prefetch_related_objects([contract], "items", "instalments", "clauses")
    content, version = content_shown(contract)
    actors = actors_of(person)
    by = next((a for a in actors if rules.may_decide(a, contract)), actors[0])
    before = Version.objects.of(contract).filter(number=version.number - 1).first() if version else None
    contract.rights = rights_to(person, contract)
    return {
        "record": contract,
        "by": by,
        "content": content,
        "version": version,
        "opinions": opinion_rows(opinions),
        "mine": opinion_awaited_from(person, contract),
        "asides": asides(contract, person),
        "remarks": [course.said(remark) for remark in said][-6:],
        "moves": [m for m in LIFECYCLE.open_to(by, contract) if m.name in ("approve", "return", "refuse")],
        "changes": changed(before.content, content, contract.reach)[:12] if before else [],
        "before": before,
        "margin": rules.margin_of(contract) if contract.reach >= cost_level() else None,
        "checks": checks(contract, content, opinions, by),
    }
