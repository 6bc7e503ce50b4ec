"""Enter papers and media into the register, move them, count them (8.2.3)."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level, reasons_against_reach
from bizdept.audit.chain import note, sealed
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Post, User
from bizdept.refusal import Reason, Refused, refuse
from bizdept.workflow.history import refuse_if_stale
from bizdept.workflow.numbering import draw
from confidentiality.models import Paper, StockLine, Stocktaking
from confidentiality.models.papers import SERIES
from confidentiality.rules import papers as rules


@sealed()
def enter(facts: dict, keeper: User, *, by: Actor, on: date) -> Paper:
    """Enter a paper or a disk: it gets its number and has a keeper and a place. Raises PermissionDenied or Refused."""
    if not rules.may_enter(by):
        raise PermissionDenied
    refuse(reasons_against_reach(by, facts["level"], on))
    refuse(rules.reasons_against_entry(keeper, facts["level"], facts["kind"], facts["belongs_to"], by, on))
    paper = Paper(
        **facts, owner=keeper, department=keeper.department or by.person.department, opened_on=on,
        number=draw(SERIES, on=on),
    )  # fmt: skip
    keep(paper, by=by, reason="create")
    note("record", "confidentiality.enter_paper", paper, by=by, row=paper)
    tell_keeper(paper, by)
    return paper


@sealed()
def put_elsewhere(paper: Paper, place: str, keeper: User, *, by: Actor, on: date, seen: int | None = None) -> Paper:
    """Another place, another keeper, who is told. Raises Refused."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not rules.may_keep(by.renewed(), paper):
        raise PermissionDenied
    refuse_if_stale(paper, seen)
    if paper.state not in (Paper.State.KEPT, Paper.State.LENT):
        raise Refused([Reason("state", _("It is %s.") % paper.get_state_display())])
    refuse(rules.reasons_against_level(keeper, paper.level, on, "keeper"))
    is_new = keeper.pk != paper.owner_id
    paper.place, paper.owner = place, keeper
    paper.version += 1
    keep(paper, by=by, reason="put_elsewhere")
    note("record", "confidentiality.put_elsewhere", paper, by=by, row=paper)
    if is_new:
        tell_keeper(paper, by)
    return paper


def tell_keeper(paper: Paper, by: Actor) -> None:
    """Whoever keeps something now, by somebody else's hand, hears of it."""
    number = paper.number

    def text() -> str:
        return _("%s is yours to keep now: look whether it lies where the register says.") % number

    people = {paper.owner} - {by.person}
    tell(News(one, f"paper:{paper.pk}:{paper.version}:kept", text, paper.get_absolute_url()) for one in people)


@sealed()
def start_count(place: str, *, by: Actor, on: date) -> Stocktaking:
    """Go through what should lie in a place of one's section, or everywhere in it. Raises Refused."""
    if not rules.may_start_count(by):
        raise PermissionDenied
    reached = by.person.reach_of(Post.ASSISTANT, Post.CHIEF, for_others=False)
    papers = list(Paper.objects.visible_to(by.person).to_be_counted(reached, place))
    if not papers:
        raise Refused([Reason("nothing", _("Nothing that you may see should lie there."), "place")])
    count = Stocktaking(
        owner=by.person, department=by.person.department, place=place, level=Level.INTERNAL,
        category=Category.MANAGEMENT, opened_on=on,
    )  # fmt: skip
    keep(count, by=by, reason="create")
    StockLine.objects.bulk_create(StockLine(stocktaking=count, paper=paper) for paper in papers)
    note("record", "confidentiality.start_count", count, by=by)
    return count


@sealed()
def write_lines(count: Stocktaking, answers: Sequence[dict], *, by: Actor, seen: int | None = None) -> Stocktaking:
    """What was found so far, line by line. Raises Refused."""
    count = Stocktaking.objects.select_for_update(of=("self",)).get(pk=count.pk)
    if not rules.may_write_lines(by.renewed(), count):
        raise PermissionDenied
    refuse_if_stale(count, seen)
    refuse(rules.reasons_against_lines(answers))
    for line, answer in zip(count.lines_in_order(), answers, strict=True):
        if (line.verdict, line.place) != (answer["verdict"], answer["place"]):
            line.verdict, line.place = answer["verdict"], answer["place"]
            line.save()
            note("record", "confidentiality.write_line", count, by=by, row=line)
    count.version += 1
    keep(count, by=by, reason="write_lines")
    return count
