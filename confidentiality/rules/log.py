"""Who reads which part of the access log and of the registers beside it (8.2.2). Nothing here writes."""

from bizdept.people.models import Post, User
from bizdept.regulation.claims import claim

claim("8.2.2", by="confidentiality.scopes_of", kind="rule")
ALL, SECTION, MINE = "all", "section", "mine"


def scopes_of(user: User) -> list[str]:
    """8.2.2: the officer reads all lines, by numbers and levels; a chief those about the section's records and people;
    everybody their own."""
    found = [ALL] if user.holds(Post.OFFICER) else []
    return [*found, *([SECTION] if user.reach_of(Post.CHIEF) else []), MINE]


def may_read_of(user: User, person: User) -> bool:
    """8.2.2: whose lines somebody may ask for: the officer everybody's, a chief those of the section's people. Whoever
    leads, and is no chief, sees an alert and not its lines."""
    return user.holds(Post.OFFICER) or person.department_id in user.reach_of(Post.CHIEF)


def reads_alerts(user: User) -> bool:
    """8.2.2: the officer, and chiefs and leaders, for whom they are responsible."""
    return user.holds(Post.OFFICER) or user.holds(Post.CHIEF, Post.LEADER, for_others=True)
