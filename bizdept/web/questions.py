"""What the shell of every page asks the apps: their places in the menu, and what may be made new."""

from dataclasses import dataclass
from datetime import date, datetime

from bizdept.access.models import Guarded
from bizdept.people.models import User
from bizdept.questions.registry import Question

CHAPTERS = ("", "2", "3", "4", "5", "6", "7", "8", "0")  # of the regulation, in the menu's order


@dataclass(frozen=True)
class MenuItem:
    """One place in the left menu.

    `badge` is a count, or one of shell.badges' names; `hot` says that it waits for this person.
    `tab` is the short word of the place in the phone's bar, which holds the first four of them.
    Places of one `family` stand in the menu as one, under its name; their own names stand above their lists.
    """

    chapter: str
    order: int
    label: str
    icon: str
    address: str
    badge: int | str | None = None
    hot: bool = False
    tab: str = ""
    family: str = ""


@dataclass(frozen=True)
class NewItem:
    """One thing that this person may make new, as the top bar offers it.

    `asks`: it is a request to see a record, whose name `?about=` carries there.
    """

    order: int
    label: str
    icon: str
    address: str
    asks: bool = False


@dataclass(frozen=True)
class Alert:
    """Something that is wrong with the machinery: how bad (`bad` or `warn`), in a sentence, and where it is mended."""

    tone: str
    sentence: str
    address: str = ""


menu = Question("menu", asks=User, answers=MenuItem, why="which places does the menu show to this person?")
create = Question("create", asks=User, answers=NewItem, why="what may this person make new from anywhere?")
alerts = Question("alerts", asks=User, answers=Alert, why="what is wrong that this person is to see to?")


@dataclass(frozen=True)
class Asked:
    """A record about which a person is asked, in the inbox."""

    record: object
    person: User


@dataclass(frozen=True)
class Brief:
    """What somebody needs before their eyes to decide on one screen: a template and what it shows."""

    template: str
    context: dict


brief = Question("brief", asks=Asked, answers=Brief, why="what must somebody see to decide on this record?")


@dataclass(frozen=True)
class Shut:
    """A record that the doors keep shut to a person at a moment."""

    record: Guarded
    person: User
    at: datetime


@dataclass(frozen=True)
class Broken:
    """Until when it may be looked at all the same, in an emergency."""

    until: datetime


emergency = Question("emergency", asks=Shut, answers=Broken, why="is it open to this person for an emergency?")
trail = Question("trail", asks=Asked, answers=str, why="where does this person read the whole access log of it?")


@dataclass(frozen=True)
class Standing:
    """What stands on a record's page of its level (8.1.1): until when it holds, and where this person changes it."""

    until: date | None
    address: str


standing = Question("standing", asks=Asked, answers=Standing, why="until when does its level hold, who changes it?")


@dataclass(frozen=True)
class Sought:
    """Words that a person looks for among all records, as they were typed; `most` hits of a kind are enough."""

    text: str
    person: User
    most: int = 0


@dataclass(frozen=True)
class Hit:
    """A record that was found, as this person may see it, and what stands beside its number on the second line."""

    record: Guarded
    note: str = ""


@dataclass(frozen=True)
class Hits:
    """What was found of one kind of records, newest first, with the kind's name, icon and place among the others."""

    order: int
    label: str
    icon: str
    found: list[Hit]


hits = Question("hits", asks=Sought, answers=Hits, why="what does this person find under these words?")
called = Question("called", asks=str, answers=Hit, why="which records go by exactly this, whoever may see them?")
numbered = Question("numbered", asks=Sought, answers=Hit, why="which record goes by exactly this number?")
