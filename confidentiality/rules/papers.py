"""What the regulation asks of the safe keeping of papers and media (8.2.3). Nothing here writes."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.changes import classified
from bizdept.access.levels import Level, highest_level
from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import working_days_between
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.labels import in_labels
from bizdept.regulation.numbers import value
from bizdept.web.questions import Sought, numbered
from confidentiality.models import Material, Paper, StockLine, Stocktaking
from contracts.models import Contract

claim("8.2.3", by="confidentiality.enter_paper", kind="rule")
classified(Paper, over=(Paper.State.DESTROYED,))

RETURN = kind("confidentiality.return_paper", gettext_lazy("bring back what is lent"), article="8.2.3", icon="archive")
APPROVE = kind(
    "confidentiality.approve_destruction", gettext_lazy("approve a destruction"), article="8.2.3", icon="trash"
)
DESTROY = kind(
    "confidentiality.destroy_paper", gettext_lazy("destroy it, with a witness"), article="8.2.3", icon="trash"
)
EMPLOYED = [post for post in Post if post not in (Post.ADMINISTRATOR, Post.OFFICER)]


def may_enter(by: Actor) -> bool:
    """8.2.3: everybody who works with papers; who keeps the accounts or watches over others keeps none."""
    return by.on_behalf_of is None and by.person.department_id is not None and by.holds(*EMPLOYED)


def enters(user: User) -> bool:
    return may_enter(Actor(user))


def may_keep(by: Actor, paper: Paper) -> bool:
    """8.2.3: whoever keeps it; the assistant up to confidential, and the chief, of its section."""
    if by.person.pk == paper.owner_id and by.on_behalf_of is None:
        return True
    is_assistants = paper.level <= Level.CONFIDENTIAL and by.holds(Post.ASSISTANT, within=paper.department_id)
    return is_assistants or by.holds(Post.CHIEF, within=paper.department_id)


def may_propose(by: Actor, paper: Paper) -> bool:
    """8.2.3: whoever keeps it, in person: in whose place it is proposed could approve it."""
    return by.on_behalf_of is None and may_keep(by, paper)


def may_take_back(by: Actor, paper: Paper) -> bool:
    """8.2.3: the keeper's side looks whether it is whole; never who had it."""
    return may_keep(by, paper) and not by.is_any_of(paper.borrower_id)


def may_approve(by: Actor, paper: Paper) -> bool:
    """8.2.3: the chief, of core secrets the leader; never who proposed it."""
    if by.is_any_of(paper.proposed_by_id):
        return False
    is_chiefs = paper.level <= Level.CONFIDENTIAL and by.holds(Post.CHIEF, within=paper.department_id)
    return is_chiefs or by.holds(Post.LEADER, within=paper.department_id)


def may_confirm(by: Actor, paper: Paper) -> bool:
    """8.2.3: two people who were there, each with their own account, neither in somebody's place."""
    was_there = may_keep(by, paper) or by.person.pk in (paper.approved_by_id, paper.proposed_by_id)
    return was_there and by.on_behalf_of is None and by.person.pk != paper.first_by_id


def after_confirming(paper: Paper, by: Actor) -> str:
    """8.2.3: it is destroyed once the second has said so."""
    return Paper.State.DESTROYED if paper.first_by_id else Paper.State.APPROVED


def reasons_against_level(person: User, level: int, on: date, field: str) -> Iterable[Reason]:
    """8.2.1: nobody keeps or borrows what their NDA does not reach."""
    if not person.is_active:
        yield Reason("left", _("%s has left.") % person, field)
    elif highest_level(person, on) < level:
        words = _("%(who)s has no NDA in force, and may have nothing above “%(internal)s”.")
        yield Reason("nda", in_labels(words, who=person), field)


def reasons_against_entry(keeper: User, level: int, kind: str, record: str, by: Actor, on: date) -> Iterable[Reason]:
    """8.2.3: a keeper who may; and a contract's originals, which lie with the contract, are not entered twice."""
    yield from reasons_against_level(keeper, level, on, "keeper")
    if kind == Paper.Kind.ORIGINAL and is_filed_elsewhere(record, by):
        words = _("The originals of %s are filed with the contract itself: look there for place and keeper.")
        yield Reason("filed", words % record, "belongs_to")


def is_filed_elsewhere(record: str, by: Actor) -> bool:
    """Whether the record is a contract that this person sees, whose originals are on file there."""
    hits = numbered(Sought(record, by.person)) if record else []
    found = [hit.record for hit in hits if isinstance(hit.record, Contract)]
    return any(signing.filed_on for contract in found if (signing := getattr(contract, "signing", None)))


def copied_by(paper: Paper, by: Actor) -> Material | None:
    """8.2.3: the material of the library that a paper is a copy of, for whoever may see that."""
    return Material.objects.visible_to(by.person).numbered(paper.belongs_to)


def reasons_against_loan(paper: Paper, borrower: User, until: date, on: date) -> Iterable[Reason]:
    """8.2.3: to somebody else who may see so far; for a time."""
    yield from reasons_against_level(borrower, paper.level, on, "borrower")
    if borrower.pk == paper.owner_id:
        yield Reason("keeper", _("%s keeps it: there is nothing to lend.") % borrower, "borrower")
    last = on + timedelta(days=int(value("papers.loan_days", on)))
    if not on <= until <= last:
        words = {"first": on.isoformat(), "last": last.isoformat()}
        yield Reason("until", _("Until a day between %(first)s and %(last)s.") % words, "until")


def borrower_of(paper: Paper) -> Bearer | None:
    return Bearer(paper.borrower_id)


def days_lent(paper: Paper, on: date) -> int:
    """How many working days are left until it is to come back."""
    return working_days_between(on, paper.lent_until, SpecialDay.objects.as_mapping()) if paper.lent_until else 0


def approver_of(paper: Paper) -> Bearer | None:
    """8.2.3: who owes the approval: the chief; of core secrets, and of what the chief proposed, the leader."""
    proposer = paper.proposed_by
    is_chiefs = proposer is not None and proposer.holds(Post.CHIEF, within=paper.department_id)
    post = Post.LEADER if paper.level > Level.CONFIDENTIAL or is_chiefs else Post.CHIEF
    return Bearer(post=post, department_id=paper.department_id)


def keeper_of(paper: Paper) -> Bearer | None:
    return Bearer(paper.owner_id)


def destroy_days(paper: Paper, on: date) -> int:
    """8.2.3: in how many working days a destruction is approved, and then done."""
    return int(value("papers.destroy_days", on))


def may_count(by: Actor, stocktaking: Stocktaking) -> bool:
    return by.person.pk == stocktaking.owner_id and by.on_behalf_of is None


def may_write_lines(by: Actor, stocktaking: Stocktaking) -> bool:
    """8.2.3: whoever counts writes down what they find, until the count is finished."""
    return stocktaking.state == Stocktaking.State.COUNTING and may_count(by, stocktaking)


def may_start_count(by: Actor) -> bool:
    """8.2.3: the assistant or the chief of a section goes through its papers."""
    return by.on_behalf_of is None and by.holds(Post.ASSISTANT, Post.CHIEF)


def reasons_against_finishing(stocktaking: Stocktaking, by: Actor) -> Iterable[Reason]:
    """8.2.3: each thing was looked for."""
    open_count = stocktaking.lines.filter(verdict="").count()
    if open_count:
        yield Reason("open", _("%d of them were not looked for yet.") % open_count)


def reasons_against_lines(answers: Iterable[dict]) -> Iterable[Reason]:
    if any(answer["verdict"] == StockLine.Verdict.MOVED and not answer["place"].strip() for answer in answers):
        yield Reason("place", _("Say where you found what lay in another place."))


def reasons_against_taking(paper: Paper, to: User) -> Iterable[Reason]:
    """8.2.3, 8.3.3: who keeps papers works with them, and has not borrowed this one."""
    if not enters(to):
        yield Reason("post", _("%s keeps no papers.") % to)
    elif to.pk == paper.borrower_id:
        yield Reason("borrower", _("It is lent to %s.") % to)


def reasons_against_taking_count(stocktaking: Stocktaking, to: User) -> Iterable[Reason]:
    """8.2.3, 8.3.3: who may begin a count may take one over."""
    if not may_start_count(Actor(to)):
        yield Reason("post", _("%s counts no papers.") % to)
