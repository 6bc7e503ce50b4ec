"""What the regulation asks of the section library (8.1.1–8.1.4, 9.1). Nothing here writes."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.access.levels import Category, Level
from bizdept.access.models import LevelChange
from bizdept.duties.kinds import kind
from bizdept.duties.rules import Bearer
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User, holders
from bizdept.refusal import Reason
from bizdept.regulation.claims import claim
from bizdept.regulation.labels import in_labels
from bizdept.regulation.numbers import value
from confidentiality.models import Material, MaterialVersion

for code in ("8.1.1", "8.1.2", "8.1.3", "8.1.4"):
    claim(code, by="confidentiality.may_keep_materials", kind="rule")
claim("9.1", by="confidentiality.decides", kind="rule")

DECIDE = kind(
    "confidentiality.decide_version", gettext_lazy("decide on a version of a material"), article="8.1.4",
    is_approval=True, icon="book-2",
)  # fmt: skip
LONGEST = timedelta(days=366)
Kind = Material.Kind
USUAL = MappingProxyType({  # 8.1.1–8.1.4: what a kind is about, and how confidential it is unless somebody says else
    Kind.PRICES: (Category.BUSINESS, Level.CONFIDENTIAL),
    Kind.TECHNICAL: (Category.TECHNICAL, Level.CONFIDENTIAL),
    Kind.BUDGET: (Category.FINANCIAL, Level.CORE),
    Kind.PERSONNEL: (Category.MANAGEMENT, Level.CORE),
    Kind.MANAGEMENT: (Category.MANAGEMENT, Level.INTERNAL),
    Kind.EDUCATION: (Category.MANAGEMENT, Level.INTERNAL),
    Kind.REGULATION: (Category.MANAGEMENT, Level.INTERNAL),
})  # fmt: skip
EMPLOYED = [post for post in Post if post != Post.ADMINISTRATOR]


def may_keep_materials(by: Actor) -> bool:
    """8.1.1–8.1.4: everybody who works here; whoever keeps the accounts opens no record."""
    return by.on_behalf_of is None and by.person.department_id is not None and by.holds(*EMPLOYED)


def keeps(user: User) -> bool:
    return may_keep_materials(Actor(user))


def may_write(by: Actor, material: Material) -> bool:
    """8.1.4: whoever keeps it writes its versions, in their own name; the section's chief may too, up to core
    secrets."""
    if by.on_behalf_of is not None or material.state == Material.State.WITHDRAWN:
        return False
    is_chiefs = material.level <= Level.CORE and by.holds(Post.CHIEF, within=material.department_id)
    return by.person.pk == material.owner_id or is_chiefs


def may_begin_version(by: Actor, material: Material) -> bool:
    """8.1.4: a new version follows one in force, one at a time."""
    return material.state == Material.State.IN_FORCE and not material.drafted and may_write(by, material)


def may_write_draft(by: Actor, material: Material) -> bool:
    """8.1.4: while a version is a draft; what is in force never changes."""
    return material.drafted > 0 and may_write(by, material)


def is_leaders(material: Material) -> bool:
    """9.1: the regulation's own text, and what named persons alone may see, are for the leader to approve."""
    return material.kind == Kind.REGULATION or material.level > Level.CORE


def decides(by: Actor, material: Material) -> bool:
    """1.3.1, 8.1.4, 9.1: the section's chief or the leader puts a version in force; never a hand that wrote at it,
    nor in such a person's place."""
    draft = material.draft
    if draft is None or by.is_any_of(draft.owner_id, *draft.writers):
        return False
    posts = (Post.LEADER,) if is_leaders(material) else (Post.CHIEF, Post.LEADER)
    return by.holds(*posts, within=material.department_id)


def decider_of(material: Material, writers: Collection[int], on: date) -> Bearer:
    """8.1.4, 9.1: who owes the decision: the chief; the leader where it is theirs, or no other chief is there."""
    chiefs = [person for person in holders(Post.CHIEF, material.department_id, on) if person.pk not in writers]
    post = Post.LEADER if is_leaders(material) or not chiefs else Post.CHIEF
    return Bearer(post=post, department_id=material.department_id)


def decide_days(on: date) -> int:
    """8.1.4: in how many working days it is decided whether a version is put in force."""
    return int(value("library.decide_days", on))


def may_withdraw(by: Actor, material: Material) -> bool:
    """8.1.4: what is in force is withdrawn by the chief or the leader, never by whoever keeps it alone."""
    posts = (Post.LEADER,) if is_leaders(material) else (Post.CHIEF, Post.LEADER)
    return by.holds(*posts, within=material.department_id) and not by.is_any_of(material.owner_id)


def missing_for_force(material: Material, by: Actor) -> Iterable[Reason]:
    """8.1.4: there is something to read."""
    draft = material.draft
    if draft is not None and not draft.text.strip() and not draft.files:
        yield Reason("empty", _("The version has neither a text nor a file."))


def missing_for_withdrawal(material: Material, by: Actor) -> Iterable[Reason]:
    if material.drafted:
        yield Reason("draft", _("A version is being drafted: drop it first."))


def reasons_against_first_day(material: Material, holds_from: date, on: date) -> Iterable[Reason]:
    """9.1: a version holds from a day within a year, and not before the one that it follows."""
    if not on - LONGEST <= holds_from <= on + LONGEST:
        yield Reason("holds_from", _("Choose a day within a year of today."), "holds_from")
    elif material.holds_from and holds_from < material.holds_from:
        words = {"number": material.edition, "day": material.holds_from.isoformat()}
        yield Reason("earlier", _("Version %(number)d holds from %(day)s: not before that day.") % words, "holds_from")


def reasons_against_lower(material: Material, level: int) -> Iterable[Reason]:
    """8.2.2, SoD7: what was raised with a reason is not lowered beside something else."""
    is_chosen = LevelChange.objects.of(material).exclude(state=LevelChange.State.PROPOSED).exists()
    if level < material.level and is_chosen:
        yield Reason("level", _("Its level is changed on a page of its own, with a reason."), "level")


def reasons_against_kind(material: Material) -> Iterable[Reason]:
    """9.1: the regulation is for everybody to read."""
    if material.kind == Kind.REGULATION and material.level > Level.INTERNAL:
        words = _("The text of the regulation is for everybody: “%(internal)s” at most.")
        yield Reason("level", in_labels(words), "level")


def reasons_against_deciders(material: Material, writer: User, on: date) -> Iterable[Reason]:
    """1.3.1: a material belongs where a second hand can put it in force."""
    bearer = decider_of(material, [writer.pk], on)
    if not any(one.pk != writer.pk for one in holders(bearer.post, material.department_id, on)):
        yield Reason("nobody", _("Nobody but you could put it in force in your department."))


def reasons_against_taking(material: Material, to: User) -> Iterable[Reason]:
    """8.3.3: a material goes to somebody who works with such."""
    if not keeps(to):
        yield Reason("post", _("%s keeps no materials.") % to)


def versions_for(material: Material, person: User) -> list[MaterialVersion]:
    """The versions that somebody may open, the latest first."""
    rows = MaterialVersion.objects.visible_to(person).filter(material=material)
    return list(rows.select_related("owner", "put_in_force_by").order_by("-number"))
