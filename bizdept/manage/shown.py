"""What the administration's pages show: people with their posts, and the tree of departments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bizdept.audit.models import AuditCheck
from bizdept.manage import rules
from bizdept.people.models import POWERFUL, Appointment, Department, Post, User
from bizdept.people.rules import needing_factor
from bizdept.people.sessions import last_seen, living
from bizdept.search.pinyin import initials
from bizdept.web.words import day as in_words

SOON = timedelta(days=30)  # before an NDA's end it is told
SHOWN = 50
initials_of = lru_cache(maxsize=20_000)(initials)


@dataclass(frozen=True)
class Tag:
    """A word on a colour."""

    word: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class PersonRow:
    """A person as the list shows them."""

    person: User
    posts: list[Tag]
    factor: Tag
    nda: Tag


@dataclass(frozen=True)
class Branch:
    """A department and how deep it stands in the tree."""

    department: Department
    depth: int

    @property
    def indent(self) -> str:
        return "　" * (self.depth - 1) + "└ " if self.depth else ""

    @property
    def indented(self) -> str:
        return f"{self.indent}{self.department.name}"


# People


def people(view: str, on: date, *, q: str = "", department: Department | None = None, post: str = "") -> QuerySet:
    """Those whom the list shows, with posts and second factor. `view`: in_post, without or left."""
    held = Appointment.objects.in_force(on).filter(person=OuterRef("pk"))
    rows = with_factor(User.objects.all(), on).select_related("department")
    rows = rows.prefetch_related(Prefetch("appointments", posts_open(on), to_attr="open_posts"))
    if view == "left":
        rows = rows.filter(is_active=False)
    else:
        is_held = Exists(held)
        rows = rows.filter(is_held if view == "in_post" else ~is_held, is_active=True)
    if department:
        rows = rows.filter(department__above_rows__above=department)
    if post:
        rows = rows.filter(Exists(held.filter(post=post)))
    return rows.filter(named(q)) if q else rows


def with_factor(rows: QuerySet, on: date) -> QuerySet:
    """Who of these has a second factor, and who needs one."""
    phones = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return rows.annotate(has_factor=Exists(phones), is_asked=needing_factor(on))


def posts_open(on: date) -> QuerySet:
    """Posts that are held, planned or awaiting their signature."""
    return Appointment.objects.filter(rules.not_over(on)).select_related("department").order_by("pk")


def named(q: str) -> Q:
    """Whose name or account has it, or whose pinyin initials begin with it."""
    found = Q(name__icontains=q) | Q(username__icontains=q)
    if q.isascii() and q.isalpha():
        names = User.objects.values_list("pk", "name")
        found |= Q(pk__in=[pk for pk, name in names if initials_of(name, of_person=True).startswith(q.lower())])
    return found


def person_row(person, on: date) -> PersonRow:
    return PersonRow(person, [tag_of(row, on) for row in person.open_posts], factor_of(person), nda_of(person, on))


def tag_of(row: Appointment, on: date) -> Tag:
    """A post in words; one that doesn't count yet wears an hourglass."""
    word = post_in_words(row)
    if row.post in POWERFUL and row.signed_by_id is None:
        return Tag(_("%s, unsigned") % word, "warn", "hourglass")
    if row.since > on:
        return Tag(_("%(post)s from %(day)s") % {"post": word, "day": in_words(row.since)}, "line", "clock")
    return Tag(word, "info" if row.post in POWERFUL else "")


def post_in_words(row: Appointment) -> str:
    word = str(row.get_post_display())
    if row.post == Post.REVIEWER and row.department.discipline:
        return f"{word} · {row.department.get_discipline_display()}"
    return word


def factor_of(person) -> Tag:
    if person.has_factor:
        return Tag(_("switched on"), "ok", "shield-check")
    return Tag(_("not set up"), "warn", "clock") if person.is_asked else Tag(_("not required"))


def nda_of(person: User, on: date) -> Tag:
    """8.2.1: whether the NDA is in force."""
    until = person.nda_until
    if not person.has_nda(on) and person.is_in_nda_grace(on):
        return Tag(_("without an NDA until %s") % in_words(person.nda_grace_until), "warn", "clock")
    if until is None:
        return Tag(_("NDA not signed"), "warn", "clock")
    if until < on:
        return Tag(_("NDA ended %s") % in_words(until), "bad", "alert-circle")
    if until <= on + SOON:
        return Tag(_("NDA ends %s") % in_words(until), "warn", "clock")
    return Tag(_("NDA in force"), "ok")


def holders_of(posts: Iterable[str], on: date) -> QuerySet:
    """Ids of those who hold one of the posts on that day."""
    return Appointment.objects.in_force(on).filter(post__in=posts).values("person")


def person_of(pk: int, on: date) -> User | None:
    return with_factor(User.objects.all(), on).select_related("department").filter(pk=pk).prefetch_related(
        Prefetch("appointments", posts_open(on), to_attr="open_posts")
    ).first()  # fmt: skip


def posts_of(person: User, on: date) -> list[dict]:
    """All posts a person has had, those of today on top, with who gave and who signed them."""
    rows = person.appointments.select_related("department", "given_by", "signed_by").order_by("-since", "-pk")
    found = [
        {
            "row": row,
            "is_over": row.ended_on is not None and row.ended_on <= on,
            "waits": row.post in POWERFUL and row.signed_by_id is None and row.ended_on is None,
            "tag": tag_of(row, on),
        }
        for row in rows[:SHOWN]
    ]
    return sorted(found, key=lambda one: one["is_over"])


@dataclass(frozen=True)
class SessionRow:
    """A place at which somebody is signed in."""

    session: UserSession
    seen: datetime
    is_here: bool  # where whoever looks sits


def session_rows(found: Iterable, here: str) -> list[SessionRow]:
    return [SessionRow(row, last_seen(row), row.session_key == here) for row in found]


def sessions(at: datetime, *, q: str = "", department: Department | None = None) -> QuerySet:
    """Everybody's that live, who was seen last on top."""
    rows = living(at)
    if q:
        rows = rows.filter(user__in=User.objects.filter(named(q)).values("pk"))
    if department:
        rows = rows.filter(user__department__above_rows__above=department)
    return rows.order_by("-expires", "-pk")


def sessions_of(person: User, at: datetime, here: str = "") -> list[SessionRow]:
    return session_rows(living(at).filter(user=person).order_by("-created_at", "-pk")[:SHOWN], here)


# The audit chain


def findings(row: AuditCheck | None) -> list[str]:
    """What a reading found, in words."""
    words = {
        "line": _("Line %(line)s is not as it was written, or is gone."),
        "link": _("Line %(line)s does not follow the one before."),
        "key": _("Line %(line)s is sealed with a key that is not here, or not in its turn (%(what)s)."),
        "end": _("The chain does not end where it should: after line %(line)s."),
        "anchor": _("Line %(line)s is not the one that was written down outside (%(what)s)."),
        "row": _("%(what)s is not what line %(line)s says of it."),
        "added": _("%(what)s stands in its table, and no line speaks of it."),
        "missing": _("%(what)s, of which line %(line)s speaks, is gone."),
        "state": _("%(what)s is in a state to which no move led."),
    }
    return [words[code] % {"line": line, "what": what} for code, line, what in (row.found if row else [])]


# Departments


def tree() -> list[Branch]:
    """All departments in the order of the tree, each below the one that it is part of. One query."""
    rows = Department.objects.annotate(staff=Count("user", filter=Q(user__is_active=True))).order_by("name", "pk")
    below: dict[int | None, list[Department]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, []):
            found.append(Branch(row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found
