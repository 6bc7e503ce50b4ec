"""The demo company's NDAs (8.2.1): a text in force, signed on the screen or on paper, one that ends soon, one to sign."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from bizdept.manage.actions.posts import give_post
from bizdept.people.actor import Actor
from bizdept.people.models import Department, Post, User
from confidentiality.actions import ndas as actions
from confidentiality.library.ndas import TITLE, usual_articles
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.models import NdaText

ON_SCREEN = ("chief", "li", "zhao", "assistant", "officer", "personnel", "admin")
ON_PAPER = {"leader": ("BM-2024-001", 500), "legal": ("BM-2024-005", 410), "finance": ("BM-2024-006", 410),
            "tech": ("BM-2024-007", 410), "sun": ("BM-2023-011", 25)}  # number, for how many days yet  # fmt: skip
SCAN = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_ndas(people: Mapping[str, User], today: date) -> NdaText:
    """Before anything else: without an NDA nobody writes at what is confidential."""
    personnel, officer = Actor(people["personnel"]), Actor(people["officer"])
    words = {"title": TITLE, "articles": usual_articles(), "months": 36}
    text = actions.draft_text(words, by=personnel, on=today)
    text = TEXTS.perform("force_text", text, by=Actor(people["leader"]), on=today, holds_from=today, asks_anew=False)
    for account in ON_SCREEN:
        by = Actor(people[account], address="127.0.0.1")
        actions.sign_own(sha256=text.sha256, by=by, on=today)
    for account, (number, left) in ON_PAPER.items():
        until = today + timedelta(days=left)
        scan = SimpleUploadedFile(f"{number}.pdf", SCAN) if account == "leader" else None
        actions.register_paper(
            people[account], by=officer, on=today, signed_on=until - timedelta(days=1095), until=until,
            paper_number=number, place="综合部 档案柜 3-2", scan=scan,
        )  # fmt: skip
    for person in people.values():
        person.refresh_from_db()
    return text


def make_newcomer(people: Mapping[str, User], today: date) -> User:
    """Somebody who came a fortnight ago: within the days of grace, and asked to sign."""
    by, chief = Actor(people["admin"]), people["chief"]
    section = Department.objects.get(name="业务科")
    person = User.objects.create(
        username="chen", name="陈思远", password=chief.password, department=section,
        job_title="业务专员", email="chen@example.com",
    )  # fmt: skip
    since = today - timedelta(days=14)
    give_post(person, Post.SPECIALIST, section, since=since, by=by, on=today)
    actions.draw_up_owed(by=Actor(people["personnel"]), on=today)
    return person
