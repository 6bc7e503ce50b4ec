"""The company that the volume belongs to: its sections in a tree, its people, and who sees how much."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password

from bizdept.audit.chain import note, sealed
from bizdept.manage.demo.people import PASSWORD
from bizdept.manage.volume import names
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, Company, Delegation, Department, Discipline, Post, User

HOUSE = "江河集团"
SECTIONS = [f"{region}业务{place}科" for region in ("华东", "华南", "华北", "西部") for place in "一二三四五"]
DIVISIONS = {"华东": "华东事业部", "华南": "华南事业部", "华北": "华北事业部", "西部": "西部事业部"}
REVIEWING = [("法务中心", Discipline.LEGAL), ("财务中心", Discipline.FINANCE), ("技术中心", Discipline.TECHNOLOGY)]
OFFICE = "综合办公室"
SHARES = (0.001, 0.01, 0.1)  # of all records, for the first three sections; the others share the rest
FEWEST = 36  # people: every post, and sections to fill
PREFIX = "v"


@dataclass
class Section:
    """One business section with its people; `share` is how much of all records belongs to it."""

    department: Department
    share: float
    chief: User
    assistant: User
    specialists: list[User] = field(default_factory=list)


@dataclass
class House:
    """Everybody, by what they do."""

    top: Department
    administrator: User
    officer: User
    leader: User
    head: User  # chief of the whole house, who sees everything
    guests: list[User]  # who see by grants alone: personnel
    reviewers: dict[str, list[User]]  # by discipline
    departments: dict[str, Department]
    sections: list[Section]
    people: dict[int, User]  # by number
    day: date
    actors: dict[int, Actor] = field(default_factory=dict)

    def who(self, pk: int) -> Actor:
        """The person of that number as who acts; the post is looked up once."""
        if pk not in self.actors:
            self.actors[pk] = Actor(self.people[pk])
        return self.actors[pk]

    @cached_property
    def weights(self) -> list[float]:
        return [section.share for section in self.sections]

    @cached_property
    def places(self) -> dict[int, Section]:
        """The sections by the numbers of their departments."""
        return {section.department.pk: section for section in self.sections}

    def pick(self, dice: Random) -> tuple[Section, User]:
        """A section by its share, and one of its specialists."""
        (section,) = dice.choices(self.sections, self.weights)
        return section, dice.choice(section.specialists)


@sealed()
def make_house(count: int, dice: Random, *, on: date) -> House:
    """Departments, `count` people and their posts; people are called v0001 and so on, after those there are.

    Raises ValueError for fewer people than there are posts to fill.
    """
    if count < FEWEST:
        raise ValueError(f"A company of this kind needs {FEWEST} people at least.")
    if not Company.objects.exists():
        Company.objects.create(
            name=f"{HOUSE}有限公司", code=names.code(dice, 0), address="江州市示例区样板路 1 号",
            legal_representative=names.person(dice), phone=names.landline(dice), bank="示例银行江州分行",
        )  # fmt: skip
    people = accounts(count, dice, on)
    newcomers = iter(people)
    top = Department.objects.create(name=HOUSE)
    office = Department.objects.create(name=OFFICE, parent=top)
    reviewing: dict[str, Department] = {
        kind: Department.objects.create(name=n, parent=top, discipline=kind) for n, kind in REVIEWING
    }
    posts = Posts(next(newcomers), on)
    administrator = posts.by
    posts.give(administrator, Post.ADMINISTRATOR, office)
    officer = posts.give(next(newcomers), Post.OFFICER, office)
    leader, head = (posts.give(next(newcomers), post, top) for post in (Post.LEADER, Post.CHIEF))
    guests = [posts.give(next(newcomers), Post.PERSONNEL, office) for _guest in range(4)]
    reviewers: dict[str, list[User]] = {
        kind: [posts.give(next(newcomers), Post.REVIEWER, place) for _reviewer in range(2)]
        for kind, place in reviewing.items()
    }
    rest = list(newcomers)
    sections = make_sections(rest, posts, top)
    sign_all(posts, leader, officer)
    everybody = {person.pk: person for person in people}
    house = House(top, administrator, officer, leader, head, guests, reviewers, reviewing, sections, everybody, on)
    let_stand_in(house)
    return house


def accounts(count: int, dice: Random, on: date) -> list[User]:
    """New people with accounts; nobody knows their password unless this is the demo."""
    word = make_password(PASSWORD if settings.DEMO else None)
    first = User.objects.filter(username__regex=rf"^{PREFIX}\d{{4,}}$").count() + 1
    made = [
        User(
            username=f"{PREFIX}{number:04}", name=names.person(dice), password=word, phone=names.mobile(dice),
            email=f"{PREFIX}{number:04}@example.com", nda_until=on + timedelta(days=700),
        )
        for number in range(first, first + count)
    ]  # fmt: skip
    return User.objects.bulk_create(made)


def make_sections(people: list[User], posts: "Posts", top: Department) -> list[Section]:
    """Up to twenty sections below four divisions: a chief, an assistant and at least two specialists each."""
    count = min(len(SECTIONS), len(people) // 4)
    divisions: dict[str, Department] = {}
    sections = []
    for place, name in enumerate(SECTIONS[:count]):
        region = name[:2]
        if region not in divisions:
            divisions[region] = Department.objects.create(name=DIVISIONS[region], parent=top)
        department = Department.objects.create(name=name, parent=divisions[region], is_section=True)
        share = SHARES[place] if place < len(SHARES) else (1 - sum(SHARES)) / (count - len(SHARES))
        chief = posts.give(people.pop(0), Post.CHIEF, department)
        assistant = posts.give(people.pop(0), Post.ASSISTANT, department)
        sections.append(Section(department, share, chief, assistant))
    for place, person in enumerate(people):
        section = sections[place % count]
        section.specialists.append(posts.give(person, Post.SPECIALIST, section.department))
    return sections


class Posts:
    """Posts as they are given out: who gives them, and since when."""

    def __init__(self, by: User, on: date):
        self.by, self.since = by, on - timedelta(days=4000)
        self.rows: list[Appointment] = []

    def give(self, person: User, post: str, department: Department) -> User:
        person.department = department
        giver = None if person == self.by else self.by
        row = Appointment(person=person, post=post, department=department, since=self.since, given_by=giver)
        self.rows.append(row)
        return person


def sign_all(posts: Posts, leader: User, officer: User) -> None:
    """Write the posts, signed, each with its line in the chain."""
    User.objects.bulk_update([row.person for row in posts.rows], ["department"], batch_size=500)
    for row in posts.rows:
        row.signed_by = officer if row.person == leader else leader
        row.signed_on = posts.since
    by = Actor(posts.by)
    for row in Appointment.objects.bulk_create(posts.rows):
        note("account", "post.give", row, by=by, row=row, person=row.person_id, post=row.post)


def let_stand_in(house: House) -> None:
    """3.3.3: the chiefs of the larger sections have a default delegate; in the first three nobody sees for another."""
    for section in house.sections[len(SHARES) :]:
        row = Delegation.objects.create(
            of=section.chief, to=section.specialists[-1], starts_on=house.day - timedelta(days=300),
            made_by=section.chief,
        )  # fmt: skip
        note("account", "delegation.make", row, by=house.who(section.chief.pk), row=row, of=row.of_id, to=row.to_id)
