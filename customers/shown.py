"""What the customers' pages show beside the customer: who may see it, possible duplicates, whose phone is in full."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bizdept.access.levels import Level
from bizdept.people.models import Post, User, holders
from customers.models import Contact, Customer

MOST = 10  # possible duplicates to be named


@dataclass(frozen=True)
class Duplicates:
    """Files that may be of the same company: those this person may see, and how many others there are."""

    seen: list[Customer]
    others: int

    def __bool__(self) -> bool:
        return bool(self.seen or self.others)


def duplicates_for(user: User, names: dict[str, str], *, but: int | None = None) -> Duplicates:
    """5.1.1: said while typing. What one may not see is told without its name and its keeper."""
    like = Customer.objects.like(**names).exclude(pk=but)
    total = like.count()
    seen = list(like.visible_to(user).for_list().order_by("pk")[:MOST]) if total else []
    return Duplicates(seen, max(total - len(seen), 0) if len(seen) < MOST else 0)


def readers_of(customer: Customer, at: datetime) -> list[tuple[str, User, str]]:
    """8.2.2: (why, who, until when) of those to whom this file is open, its keeper first."""
    found = [(_("keeper"), customer.owner, "")]
    for chief in holders(Post.CHIEF, customer.department_id):
        if chief.pk != customer.owner_id:
            found.append((_("section chief"), chief, ""))
    for assistant in holders(Post.ASSISTANT, customer.department_id):
        if customer.level <= Level.CONFIDENTIAL:
            found.append((_("assistant"), assistant, ""))
    for grant in customer.grants.in_force(at).select_related("user").order_by("expires_at"):
        found.append((grant.reason, grant.user, grant.expires_at))
    return found


def contacts_of(customer: Customer) -> list[Contact]:
    """The people at the customer's who are still there, the main one first."""
    return list(customer.contacts.filter(left_on=None))
