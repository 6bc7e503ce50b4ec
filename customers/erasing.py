"""Taking a person's data out of a customer's file, its history, what was said, and its search words (8.1.1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import models

from bizdept.audit.chain import note
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import User
from bizdept.search.models import renew
from bizdept.web.models import Draft, ImportBatch
from customers.models import Communication, Contact, Customer
from customers.names import BEGUN_BY_NAMES, phone_key

BLACK = "***"  # stands where something was taken out of a text
SHORTEST = {"name": 2, "phone": 7, "email": 5, "wechat": 5}  # characters from which a word is looked for in texts
BESIDE = ("notes",)
SAID = ("text", "others", "next_step", "author_name")
NOTED = ("notes", "phone")  # small firms give a person's own number
LETTER = "[0-9A-Za-z\u00c0-\u024f]"  # "Li" does not stand in "delivery"; in Chinese nothing parts the words


@dataclass(frozen=True)
class Found:
    """In how many places somebody's data stand: lines of the contact's history, records, what is being typed."""

    versions: int = 0
    communications: int = 0
    notes: int = 0
    drafts: int = 0
    imports: int = 0


def words_of(contact: Contact) -> re.Pattern | None:
    """By what the person is found in texts: names, numbers and addresses, those of earlier days too."""
    texts = {
        (name, text)
        for row in (contact, *contact.history.all())
        for name, least in SHORTEST.items()
        if len(text := getattr(row, name).strip()) >= least
    }
    names = {text for name, text in texts if name == "name"}
    others = longer_names(contact, names) if names else set()
    found = [pattern_of(name, text, others if name == "name" else ()) for name, text in texts]
    return re.compile("|".join(sorted(found, key=len, reverse=True)), re.I) if found else None


def longer_names(contact: Contact, names: set[str]) -> set[str]:
    """The names of other people, of the house and at this customer, in which one of these stands. Somebody whom
    nobody knows here is not told apart: then too much is taken out rather than too little."""
    holding = reduce(or_, (models.Q(name__icontains=name) for name in names))
    known = User.objects.filter(holding).values_list("name", flat=True)
    beside = others_at(contact).filter(holding).values_list("name", flat=True)
    own = {name.casefold() for name in names}
    return {other for name in (*known, *beside) if (other := name.strip()).casefold() not in own}


def pattern_of(name: str, text: str, others: Iterable[str] = ()) -> str:
    """A word as people write it: the digits of a telephone number with blanks or dashes between, or without; a name
    where it is not part of one of the `others`."""
    digits = phone_key(text) if name == "phone" else ""
    if len(digits) >= SHORTEST["phone"]:
        return r"(?<!\d)(?:\+?(?:00)?86[\s().\-]*)?" + r"[\s().\-]*".join(digits) + r"(?!\d)"
    before, after = (LETTER if re.match(LETTER, sign) else "" for sign in (text[0], text[-1]))
    word = "".join(not_within(text, other) for other in sorted(others)) + re.escape(text)
    return (f"(?<!{before})" if before else "") + word + (f"(?!{after})" if after else "")


def not_within(text: str, other: str) -> str:
    """That this other name does not stand around the word. What comes after the other name must not make a common
    word of its end: who reads 王伟明天来 does not know whether 王伟 comes tomorrow."""
    found = ""
    for place in re.finditer(f"(?={re.escape(text)})", other, re.I):
        begin, end = other[: place.start()], other[place.start() + len(text) :]
        unsure = "".join(word[1] for word in BEGUN_BY_NAMES if end and word[0] == end[-1])
        around = (f"(?<={re.escape(begin)})" if begin else "") + re.escape(text + end)
        found += f"(?!{around}{f'(?![{unsure}])' if unsure else ''})"
    return found


def places_of(contact: Contact) -> Found:
    """What an erasure would change, counted; nothing is written."""
    words, customer = words_of(contact), contact.customer
    return Found(
        versions=contact.history.count(),
        communications=len(lines_with(words, customer.communications.all(), SAID)),
        notes=len(lines_with(words, Customer.objects.filter(pk=customer.pk), NOTED))
        + len(lines_with(words, others_at(contact), BESIDE)),
        drafts=len(drafts_of(contact, words)),
        imports=len(imports_with(words)),
    )


def lines_with(words: re.Pattern | None, rows: models.QuerySet, names: Iterable[str]) -> list[Any]:
    """Those of these records whose texts, today's or an earlier day's, hold one of the words."""
    if words is None:
        return []
    past = rows.model.history.model.objects.filter(id__in=rows.order_by().values("pk"))
    found = {line.id for line in past if holds(words, line, names)}
    return [row for row in rows.order_by("pk") if row.pk in found or holds(words, row, names)]


def holds(words: re.Pattern, row: Any, names: Iterable[str]) -> bool:
    return any(words.search(getattr(row, name)) for name in names)


def blacken(words: re.Pattern, row: Any, names: Iterable[str]) -> None:
    for name in names:
        setattr(row, name, words.sub(BLACK, getattr(row, name)))


def others_at(contact: Contact) -> models.QuerySet[Contact]:
    """The other people at the customer's: their notes may name this one."""
    return Contact.objects.filter(customer=contact.customer_id).exclude(pk=contact.pk)


def drafts_of(contact: Contact, words: re.Pattern | None) -> list[int]:
    """What somebody is typing into the contact's own forms; into others of the customer's, if it holds the words."""
    of_customer, own = f"/customers/{contact.customer_id}/", f"/customers/{contact.customer_id}/contacts/{contact.pk}/"
    asked = f"/personal/new/{contact.customer_id}/"
    near = Draft.objects.filter(models.Q(address__startswith=of_customer) | models.Q(address__endswith=asked))
    return [
        draft.pk for draft in near
        if draft.address.startswith(own) or (words is not None and words.search(str(draft.content)))
    ]  # fmt: skip


def imports_with(words: re.Pattern | None) -> list[ImportBatch]:
    """Imports that are over, and remember cells that were put right by hand with one of the words."""
    over = ImportBatch.objects.exclude(stage__in=ImportBatch.Stage.open()).exclude(edits={})
    return [batch for batch in over if batch.is_over and words is not None and words.search(str(batch.edits))]


def erase(contact: Contact, *, by: Actor, on: date) -> Found:
    """Take out what is known of a person at the customer's: of the file, all its earlier versions, what was said, the
    notes, the search words, and what is being typed. The line stays without a name, for what was said to it.

    Inside `sealed()`; whether `by` may is the caller's to ask. Returns in how many places it stood. Contracts and
    uploaded files stay as they are: they are kept by law, or are other people's papers.
    """
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=contact.customer_id)
    contact = customer.contacts.get(pk=contact.pk)
    words, found = words_of(contact), places_of(contact)
    talks = lines_with(words, customer.communications.all(), SAID)
    batches, drafts = imports_with(words), drafts_of(contact, words)
    forget(contact, by=by, on=on)
    if words is not None:
        for talk in talks:
            clean(words, talk, SAID, by=by)
        customer.version += holds(words, customer, NOTED)
        clean(words, customer, NOTED, by=by)
        for other in lines_with(words, others_at(contact), BESIDE):
            clean(words, other, BESIDE, by=by)
        for batch in batches:
            batch.edits = {
                line: {column: words.sub(BLACK, str(cell)) for column, cell in cells.items()}
                for line, cells in batch.edits.items()
            }
            batch.save(update_fields=["edits"])
    Draft.objects.filter(pk__in=drafts).delete()
    renew(Customer, [customer])
    note("record", "customers.erase_contact", customer, by=by, contact=contact.pk, **vars(found))
    return found


def forget(contact: Contact, *, by: Actor, on: date) -> None:
    """The line without what it said, today and in all its history."""
    for name in Contact.PERSONAL:
        setattr(contact, name, "")
    contact.is_main, contact.left_on, contact.erased_on = False, contact.left_on or on, on
    keep(contact, by=by, reason="erase")
    contact.history.update(**dict.fromkeys(Contact.PERSONAL, ""))


def clean(words: re.Pattern, row: Communication | Customer, names: Iterable[str], *, by: Actor) -> None:
    """One record without the words, and its history without them."""
    if holds(words, row, names):
        blacken(words, row, names)
        keep(row, by=by, reason="erase")
    for line in row.history.all():
        if holds(words, line, names):
            blacken(words, line, names)
            line.save(update_fields=list(names))
