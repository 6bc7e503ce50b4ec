"""What the law and the regulation ask of people's own data (8.1.1). Nothing here writes."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.calendar.rules import months_before
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import DataRequest
from customers.models import Contact, Customer
from customers.rules import is_chief_or_keeper, may_open_files

claim("8.1.1", by="confidentiality.may_erase", kind="rule")

ANSWER = kind(
    "confidentiality.answer_person", gettext_lazy("answer a person's request about their data"), article="8.1.1",
    icon="user-check",
)  # fmt: skip
ERASE = kind(
    "confidentiality.erase_person", gettext_lazy("decide on erasing a person's data"), article="8.1.1",
    is_approval=True, icon="user-check",
)  # fmt: skip
Right = DataRequest.Right


def may_take_down(by: Actor, customer: Customer) -> bool:
    """8.1.1: whoever keeps the customer, or its chief."""
    return is_chief_or_keeper(by, customer)


def takes_down(user: User) -> bool:
    """Who finds the list in the menu: whoever works with customers, and whoever decides above them."""
    return may_open_files(Actor(user)) or user.holds(Post.LEADER)


def may_answer(by: Actor, row: DataRequest) -> bool:
    """8.1.1: a copy is handed over and a mistake put right by whoever keeps the customer now, or its chief."""
    return row.right != Right.ERASE and is_chief_or_keeper(by, row.customer)


def may_copy(by: Actor, row: DataRequest) -> bool:
    """8.1.1: the copy is made for whoever asked for one, while it is owed."""
    waits = row.right == Right.COPY and row.state == DataRequest.State.RECEIVED
    return waits and not row.contact.erased_on and may_answer(by, row)


def may_erase(by: Actor, row: DataRequest) -> bool:
    """8.1.1: what is erased does not come back: the chief decides, or the leader; never who took it down."""
    return row.right == Right.ERASE and may_refuse(by, row)


def may_refuse(by: Actor, row: DataRequest) -> bool:
    """8.1.1: a request is refused by somebody else than who took it down, with the reason."""
    decides = by.holds(Post.CHIEF, Post.LEADER, within=row.customer.department_id)
    return decides and not by.is_any_of(row.owner_id)


def may_withdraw(by: Actor, row: DataRequest) -> bool:
    """8.1.1: the person may take it back; whoever took it down writes that."""
    return by.is_any_of(row.owner_id)


def may_end(by: Actor, row: DataRequest) -> bool:
    """8.1.1: what else was asked ends with the data: whoever decides on their erasure writes it down."""
    is_gone = row.right != Right.ERASE and row.contact.erased_on is not None
    return is_gone and by.holds(Post.CHIEF, Post.LEADER, within=row.customer.department_id)


def reasons_against(contact: Contact, right: str) -> Iterable[Reason]:
    """8.1.1: of whom nothing is known any more, there is nothing to ask; and one thing is asked once at a time."""
    if contact.erased_on:
        yield Reason("erased", _("The data of this person are erased already."), "contact")
    elif contact.data_requests.filter(right=right, state=DataRequest.State.RECEIVED).exists():
        yield Reason("asked", _("This is asked for already, and waits for its answer."), "right")


def missing_for_erasing(row: DataRequest, by: Actor) -> Iterable[Reason]:
    if row.contact.erased_on:
        yield Reason("already", _("The data of this person are erased already."))


def bearer_of(row: DataRequest) -> Bearer | None:
    """Who owes the answer: whoever took it down; of an erasure the chief, of what the chief took down the leader."""
    if row.right != Right.ERASE:
        return Bearer(row.owner_id)
    is_chiefs = row.owner.holds(Post.CHIEF, within=row.department_id)
    return Bearer(post=Post.LEADER if is_chiefs else Post.CHIEF, department_id=row.department_id)


def duty_of(row: DataRequest) -> str:
    return ERASE.name if row.right == Right.ERASE else ANSWER.name


def answer_days(on: date) -> int:
    """8.1.1: in how many working days a person has an answer."""
    return int(value("personal.answer_days", on))


def kept_since(on: date) -> date | None:
    """8.1.1: whoever left the customer before that day is to be forgotten; None: nobody."""
    months = int(value("personal.kept_months", on))
    return months_before(on, months) if months else None


def reasons_against_taking(row: DataRequest, to: User) -> Iterable[Reason]:
    """8.3.3: who takes these over works with customers, and has not to decide on them."""
    if not may_open_files(Actor(to)):
        yield Reason("post", _("%s keeps no customers.") % to)
    elif row.right == Right.ERASE and to.holds(Post.CHIEF, within=row.department_id):
        yield Reason("decides", _("%s decides on it: somebody else takes it over.") % to)
