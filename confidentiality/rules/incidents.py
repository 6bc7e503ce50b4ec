"""What the regulation asks when something has leaked (8.3.2). Nothing here writes."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Department, Post, User
from bizdept.refusal import Reason
from bizdept.regulation.articles import ARTICLES
from bizdept.regulation.claims import claim
from bizdept.regulation.numbers import value
from confidentiality.models import Incident

claim("8.3.2", by="confidentiality.report_leak", kind="rule")

CONTAIN = kind("confidentiality.contain", gettext_lazy("contain a leak"), article="8.3.2", icon="shield-lock")
INVESTIGATE = kind("confidentiality.investigate", gettext_lazy("investigate a leak"), article="8.3.2", icon="search")
# no approval: nobody decides on a leak in somebody's place, so no delegate finds it on their desk
DECIDE = kind("confidentiality.decide_leak", gettext_lazy("decide on a leak"), article="8.3.2", icon="scale")
CLOSE = kind(
    "confidentiality.close_leak", gettext_lazy("see a leak's measures through"), article="8.3.2", icon="check"
)
SHORTEST = 10  # characters of a report
HANDLERS = (Post.OFFICER, Post.LEADER)  # whoever comes first is asked first


def involved_in(incident: Incident) -> set[int]:
    return set(incident.involved.values_list("person_id", flat=True))


def is_clear(by: Actor, incident: Incident) -> bool:
    """8.3.2: nobody handles a leak that they are involved in, nor in somebody else's place."""
    return by.on_behalf_of is None and by.person.pk not in incident.involved_ids


def may_handle(by: Actor, incident: Incident) -> bool:
    """8.3.2: the officer, the chief of the section concerned, or whoever was given it; never who is involved."""
    in_post = by.holds(Post.OFFICER) or by.holds(Post.CHIEF, within=incident.department_id)
    return (in_post or by.person.pk == incident.owner_id) and is_clear(by, incident)


def may_decide(by: Actor, incident: Incident) -> bool:
    """8.3.2: the leader; not who investigated, be it before it was sent back, nor who is involved."""
    is_leader = by.holds(Post.LEADER, within=incident.department_id)
    return is_leader and by.person.pk not in incident.investigator_ids and is_clear(by, incident)


def may_close(by: Actor, incident: Incident) -> bool:
    """8.3.2: the officer, or whoever handles it."""
    return (by.holds(Post.OFFICER) or by.person.pk == incident.owner_id) and is_clear(by, incident)


def may_work_on(by: Actor, incident: Incident) -> bool:
    """8.3.2: whoever handles or decides it, while it is not closed: name people, add words, set measures."""
    is_open = incident.state != Incident.State.CLOSED
    return is_open and (may_handle(by, incident) or may_decide(by, incident))


def may_propose(by: Actor, incident: Incident) -> bool:
    """8.3.2: sanctions are proposed once it is known what happened, and before it is closed."""
    is_known = incident.state in (Incident.State.INVESTIGATED, Incident.State.DECIDED)
    return is_known and may_work_on(by, incident)


def reasons_against_report(title: str, text: str) -> Iterable[Reason]:
    if len(text.strip()) < SHORTEST:
        yield Reason("text", _("Say what happened, in at least %d characters.") % SHORTEST, "text")
    if not title.strip():
        yield Reason("title", _("Say in a few words what happened."), "title")


def handler_for(department: Department, involved: Collection[int], handled_by: int | None = None) -> User | None:
    """8.3.2: who handles a leak: whoever does already, an officer, else a leader; nobody who is involved."""
    if handled_by and handled_by not in involved:
        return User.objects.get(pk=handled_by)
    for post in HANDLERS:
        found = User.objects.holding(post).exclude(pk__in=involved).order_by("pk").first()
        if found:
            return found
    return None


def decider_of(incident: Incident) -> Bearer | None:
    """8.3.2: who owes the decision, by name: a leader who neither investigated nor is involved."""
    aside = involved_in(incident) | incident.investigator_ids
    leaders = [p for p in User.objects.holding(Post.LEADER).order_by("pk") if p.pk not in aside]
    reaching = [p for p in leaders if p.holds(Post.LEADER, within=incident.department_id)]
    return Bearer(reaching[0].pk) if reaching else None


def concealed_from(incident: Incident) -> int | None:
    """8.3.2: from whom its duties are kept: whoever is involved and would hear of late ones, a leader first."""
    leads = Exists(User.objects.holding(Post.LEADER).filter(pk=OuterRef("person")))
    first = incident.involved.annotate(leads=leads).order_by("-leads", "pk").first()
    return first.person_id if first else None


def handler_of(incident: Incident) -> Bearer | None:
    return Bearer(incident.owner_id)


def investigate_days(incident: Incident, on: date) -> int:
    """8.3.2: in how many working days it is found out what happened."""
    return int(value("incidents.investigate_days", on))


def decide_days(incident: Incident, on: date) -> int:
    """8.3.2: in how many working days it is decided."""
    return int(value("incidents.decide_days", on))


def close_days(incident: Incident, on: date) -> int:
    """8.3.2: in how many working days what was decided is done."""
    return int(value("incidents.close_days", on))


def reasons_against_decision(incident: Incident, by: Actor) -> Iterable[Reason]:
    if not incident.cause.strip():
        yield Reason("cause", _("Nobody has found out the cause yet."))


def reasons_against_closing(incident: Incident, by: Actor) -> Iterable[Reason]:
    """8.3.2: what must be there before a leak is closed: contained, explained, decided, each measure done and
    checked, the customers told."""
    if not incident.containment.strip():
        yield Reason("containment", _("It is not written down how the leak was contained."))
    if not incident.cause.strip():
        yield Reason("cause", _("Nobody has found out the cause yet."))
    if not incident.decision.strip():
        yield Reason("decision", _("Nobody has decided yet."))
    measures = list(incident.measures.all())
    if not measures:
        yield Reason("measures", _("No measure is set: what keeps it from happening again?"))
    if waiting := [row for row in measures if row.state != row.State.PASSED]:
        numbers = ", ".join(row.reference() for row in waiting)
        yield Reason("waiting", _("These measures are not done and checked: %s.") % numbers)


def reasons_against_silence(customers_told: str) -> Iterable[Reason]:
    """8.3.2: customers whom a leak affects are told before it is closed."""
    if customers_told == Incident.Told.NOT_YET:
        yield Reason("customers", _("Tell the customers affected before you close it."), "customers_told")


def reasons_against_sanction(incident: Incident, person: User, article: str, by: Actor) -> Iterable[Reason]:
    """8.3.2, 7.4: nobody proposes one for themselves, and each rests on an article."""
    if by.is_any_of(person.pk):
        yield Reason("self", _("Nobody proposes a sanction for themselves."), "person")
    if article not in ARTICLES:
        yield Reason("article", _("The regulation has no article %s.") % article, "article")
    if incident.sanctions.filter(person=person, article=article).exists():
        yield Reason("twice", _("That is proposed for %s already.") % person, "person")


def reasons_against_taking(incident: Incident, to: User) -> Iterable[Reason]:
    """8.3.2, 8.3.3: the officer handles a leak, or the leader; nobody who is involved."""
    if not to.holds(*HANDLERS):
        yield Reason("post", _("%s handles no leaks.") % to)
    elif to.pk in incident.involved_ids:
        yield Reason("involved", _("It does not go to %s.") % to)
