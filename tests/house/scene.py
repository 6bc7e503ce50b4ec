"""A company with a secret in every place that could tell one, and one person for each way of not knowing it."""

import uuid
from datetime import timedelta
from decimal import Decimal
from functools import cache

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bizdept.access import log
from bizdept.access.grants import grant
from bizdept.access.levels import Level
from bizdept.access.taken import new_mark
from bizdept.files import store
from bizdept.files.actions import attach
from bizdept.files.models import Attachment
from bizdept.notices.models import ATTEMPTS
from bizdept.people.actor import Actor
from bizdept.people.models import Appointment, FactorRule, OneTimeCode, Post, User
from bizdept.regulation.models import Convention
from bizdept.web.imports.actions import begin_upload
from bizdept.web.lists import exports
from bizdept.web.models import BatchLine, BatchRun, SavedView
from bizdept.web.works.actions import order, perform
from bizdept.workflow.models import Condition, Verdict, Version
from confidentiality.actions import hand_overs, ndas
from confidentiality.actions.alerts import raise_alert
from confidentiality.actions.glass import break_glass
from confidentiality.actions.requests import ask
from confidentiality.imports import NdaImporter
from confidentiality.lifecycle.hand_overs import LIFECYCLE as HANDING_OVER
from confidentiality.lifecycle.ndas import TEXTS
from confidentiality.models import AccessAlert, GrantReview
from confidentiality.rules.alerts import Beyond, Tally
from contracts import actions, policies
from contracts.models import Contract, LibraryClause, Signing
from customers.actions import add_contact, record_communication
from customers.imports import CommunicationImporter, ContactImporter, CustomerImporter
from tests.company import DAY, TODAY, Company, fresh, pdf
from tests.house import shelved, supervised

PRINCIPALS = (
    "nobody", "owner", "chief", "other_chief", "foreign", "granted", "expired", "assistant", "reviewer", "finance",
    "leader", "officer", "administrator", "personnel",
)  # fmt: skip
CORE, COST, PHONE = "secret-core", "77123.45", "13812345621"
COVERS = "covers for li this week"


@cache
def password() -> str:
    """Made once: it is slow on purpose."""
    return make_password("a long one 7")


class Scene:
    """`people` by principal; records by name; `kwargs` of the addresses that need some."""

    def __init__(self, company: Company):
        self.company, self.now = company, timezone.now()
        self.people = {
            "owner": company.li, "chief": company.chief, "assistant": company.assistant, "reviewer": company.legal,
            "finance": company.finance, "leader": company.leader, "officer": company.officer,
            "administrator": company.admin, "personnel": company.personnel,
            "other_chief": company.person("other_chief", Post.CHIEF, company.other_section),
        } | {
            name: company.person(name, Post.SPECIALIST, company.other_section)
            for name in ("foreign", "granted", "expired")
        }  # fmt: skip
        User.objects.update(password=password())
        self.people = {name: fresh(person) for name, person in self.people.items()}
        self.by = Actor(company.li)
        self.make_customer()
        self.make_contracts()
        self.give_grants()
        self.make_the_rest()

    def make_customer(self):
        company = self.company
        self.jia = company.customer(name="Secret Jia Ltd", notes="secret notes", phone="021-secret", code="")
        self.contact = add_contact(self.jia, {"name": "Secret Wang", "phone": PHONE}, by=self.by)
        said = {"happened_on": TODAY, "text": "Secret words on the phone", "next_step": "Secret step"}
        self.talk = record_communication(self.jia, said | {"contact": self.contact}, by=self.by, at=self.now)
        self.jia = fresh(self.jia)
        self.low = attach(self.jia, pdf("secret-file.pdf"), by=self.by, purpose="file")
        self.high = attach(self.jia, pdf(f"{CORE}.pdf"), by=self.by, purpose="file", level=Level.CORE)

    def make_contracts(self):
        company, by = self.company, self.by
        # an ordinary clause that legal never saw keeps each of them out of the short way
        LibraryClause.objects.create(key="more", title="Secret clause", text="Secret words.")
        given = {"customer": self.jia, "cost": Decimal(COST)}
        self.draft = company.contract(title="Secret draft", **given)
        self.annex = actions.add_file(self.draft, pdf("secret-annex.pdf"), by=by, level=2, category="business")
        self.core = actions.add_file(
            self.draft, pdf(f"{CORE}.pdf"), by=by, level=3, category="financial", purpose="cost"
        )
        self.review = company.submitted(title="Secret review", **given)
        company.say(company.tech, self.review, Verdict.CONDITIONS, conditions=["Secret condition"])
        self.condition = Condition.objects.get(text="Secret condition")
        led = company.submitted(title="Secret led", amount=600_000, **given)
        led = company.move("return", led, company.chief, note="Secret reason")
        actions.add_file(led, pdf(f"{CORE}.pdf"), by=by, level=3, category="financial", purpose="cost")
        led = company.move("submit", fresh(led), company.li)
        company.all_agree(led)
        self.led = company.move("approve", led, company.chief)
        self.signed = company.signed(title="Secret signed", **given)
        self.scan = fresh(self.signed).signing.scan
        self.contracts = list(map(fresh, (self.draft, self.review, self.led, self.signed)))
        self.draft, self.review, self.led, self.signed = self.contracts

    def give_grants(self):
        chief, given = Actor(self.company.chief), {}
        for record in (self.jia, *self.contracts):
            for name, starts in (("granted", -DAY), ("expired", -3 * DAY)):
                starts = self.now + starts
                until = starts + 2 * DAY + timedelta(0)
                given[record, name] = grant(
                    record, self.people[name], by=chief, reason=COVERS, starts=starts, until=until
                )
        self.jia_grant, self.review_grant = given[self.jia, "granted"], given[self.review, "granted"]

    def make_the_rest(self):
        company = self.company
        self.delegation = company.delegate(company.chief, company.tech, starts_on=TODAY + DAY)
        self.unsigned = company.delegate(company.finance, company.tech, starts_on=TODAY + DAY, made_by=company.admin)
        self.appointment = Appointment.objects.create(
            person=company.zhao, post=Post.CHIEF, department=company.other_section, since=TODAY, given_by=company.admin
        )
        facts = {"made_by": company.admin, "made_at": self.now, "ends_at": self.now + DAY}
        self.half = OneTimeCode.objects.create(person=company.zhao, seed="5eed", **facts)
        self.policy = policies.propose(
            on=TODAY,
            by=Actor(company.chief),
            kind="sales",
            from_amount=Decimal(1),
            disciplines=["legal"],
            holds_from=TODAY,
        )
        table = SimpleUploadedFile("list.csv", "企业名称,电话\n甲公司,021-1\n".encode())
        self.batch = begin_upload(table, kind=CustomerImporter, by=self.by, on=TODAY)
        table = SimpleUploadedFile("list.csv", "客户,姓名\nSecret Jia Ltd,Zhou\n".encode())
        self.contact_batch = begin_upload(table, kind=ContactImporter, by=self.by, on=TODAY)
        table = SimpleUploadedFile("list.csv", "客户,日期,内容\nSecret Jia Ltd,2026-01-02,Prices\n".encode())
        self.talk_batch = begin_upload(table, kind=CommunicationImporter, by=self.by, on=TODAY)
        self.work = order(
            "imports.check", by=self.by, about=self.batch.pk, title="Check", back_to="/customers/import/"
        )
        told = {"list": "customers", "kind": "csv", "query": "", "columns": ["name"], "rows": 9, "reason": "y"}
        facts = {"by": self.by, "title": "Customer files", "back_to": "/customers/", "told": told}
        self.asked_work, self.file_work = order(exports.KIND, asks=True, **facts), order(exports.KIND, **facts)
        perform(self.file_work)
        words = {"purpose": "Secret purpose of foreign", "days": 5}
        self.asked = ask(self.jia.reference(), by=Actor(self.people["foreign"]), on=TODAY, **words)
        self.hand_over_things()
        self.make_ndas()
        supervised.lay_in(self)
        shelved.lay_in(self)
        self.make_registers()
        self.make_views()
        facts = {"proposed_by": company.admin, "proposed_at": self.now}
        self.factor_rule = FactorRule.objects.create(everybody=True, **facts)
        content = {"labels": {"2": "商密"}, "named": False}
        self.convention = Convention.objects.create(subject="levels", content=content, **facts)
        device = {"ip": "10.0.0.9", "user_agent": "Chrome/130 Windows NT", "session_key": "k" * 32}
        self.session = UserSession.objects.create(user=company.li, **device)
        letter = company.li.notices.create(key="letter", text="x")
        self.letter = letter.dispatches.create(channel="mail", attempts=ATTEMPTS, trouble="SMTP: no route")
        self.notice = company.li.notices.order_by("pk").first() or company.li.notices.create(key="x", text="x")

    def hand_over_things(self):
        """The owner is to leave; and gave something away before, of which the list tells numbers."""
        company, chief = self.company, Actor(self.company.chief)
        given = {"by": chief, "on": TODAY, "words": "Secret why"}
        self.shared_out = hand_overs.begin(company.zhao, "stays", **given)
        company.customer(name="Secret Yi Ltd", owner=company.zhao)
        hand_overs.name_successors(self.shared_out, {"customers": company.li}, by=chief)
        self.shared_out = HANDING_OVER.perform("hand_over", self.shared_out, by=chief, on=TODAY)
        self.hand_over = hand_overs.begin(company.li, "leaves", last_day=timezone.localdate() + DAY, **given)

    def make_ndas(self):
        """A text in force and a draft; one NDA that the owner signed, the next one that waits for them."""
        company, personnel = self.company, Actor(self.company.personnel)
        words = {"title": "NDA", "articles": "Duty\nKeep it.", "months": 12}
        text = ndas.draft_text(words, by=personnel, on=TODAY)
        leader = Actor(company.leader)
        self.nda_text = TEXTS.perform("force_text", text, by=leader, on=TODAY, holds_from=TODAY, asks_anew=False)
        self.nda_draft = ndas.draft_text(words | {"articles": "Secret duty"}, by=personnel, on=TODAY)
        self.nda = fresh(
            ndas.sign_own(sha256=self.nda_text.sha256, by=Actor(company.li, address="10.77.12.9"), on=TODAY)
        )
        self.nda_drawn = ndas.made(company.li, by=personnel, on=TODAY)
        table = SimpleUploadedFile("list.csv", "姓名,签订日期,有效期至\nzhao,2026-01-02,2028-01-01\n".encode())
        self.nda_batch = begin_upload(table, kind=NdaImporter, by=personnel, on=TODAY)

    def make_registers(self):
        """Something that left the house, an alert about the owner, and a review of the section's grants."""
        log.take(
            type(self.jia).objects.with_rights(self.company.li, self.jia.pk), new_mark(self.by, self.now), "file",
            by=self.by, sha256=self.low.sha256, level=2, part=self.low.pk,
        )  # fmt: skip
        tally = Tally(first=(1, self.now), last=(2, self.now))
        raise_alert(self.company.li, Beyond("views", 201, 200), tally, at=self.now)
        AccessAlert.objects.update(finding="Secret finding")
        self.alert = AccessAlert.objects.get()
        facts = {"owner": self.company.chief, "opened_on": TODAY, "opened_at": self.now, "level": Level.INTERNAL}
        self.review_of_grants = GrantReview.objects.create(department=self.company.section, quarter="2026-Q4", **facts)
        apart = self.company.customer(name="Secret Ding Ltd", code="")
        why = "the plant stands still and nobody is in"
        self.broken = break_glass(apart.reference(), why, by=Actor(self.people["other_chief"]), on=TODAY)
        self.kind_of_grant = ContentType.objects.get_for_model(type(self.jia_grant)).pk

    def make_views(self):
        """A view that the owner shares with the section, and a batch that they began."""
        given = {"person": self.company.li, "query": {"q": "secret", "owner": "me"}, "columns": ["owner"]}
        self.views = {
            kind: SavedView.objects.create(kind=kind, name="Secret view", is_shared=True, **given)
            for kind in (
                "customers",
                "contracts",
                "confidentiality",
                "hand_overs",
                "ndas",
                *supervised.LISTS,
                *shelved.LISTS,
            )
        }
        deeds = {
            "customers": ("grade", self.jia, {"grade": ["A"]}), "contracts": ("withdraw", self.review, {}),
            "confidentiality": ("withdraw", self.asked, {}), "ndas": ("register_nda", self.nda_drawn, {}),
        }  # fmt: skip
        self.runs = {}
        for kind, (action, record, data) in deeds.items():
            row = [record.pk, record.version]
            run = BatchRun(person=self.company.li, key=uuid.uuid4(), kind=kind, action=action, data=data, rows=[row])
            run.at = self.now
            run.save()
            BatchLine.objects.create(run=run, record_id=record.pk, outcome="refused", sentence="Secret sentence")
            self.runs[kind] = run
        for beside in (self.views, self.runs):  # as the addresses have it
            beside["confidentiality:ndas"] = beside["ndas"]

    def knows(self, who: str) -> set[str]:
        """domain.md, “Who may see a record”, over this scene: the secrets that may be shown to whom."""
        titles = {
            "owner": {"draft", "review", "led", "signed"},
            "chief": {"draft", "review", "led", "signed"},
            "assistant": {"draft", "review", "led", "signed"},
            "granted": {"draft", "review", "led", "signed"},
            "reviewer": {"review", "led", "signed"},
            "finance": {"signed"},
            "leader": {"led"},
        }.get(who, set())
        known = {f"Secret {title}" for title in titles} | supervised.known_to(who) | shelved.known_to(who)
        known |= {"Secret Jia", "021-secret", "Secret clause", "Secret words"} if titles else set()
        known |= {"Secret purpose"} if who in {"owner", "chief", "leader", "foreign"} else set()
        known |= {"Secret finding"} if who in {"officer", "chief", "leader"} else set()
        known |= {"Secret condition"} if "review" in titles else set()
        known |= {"Secret reason"} if "led" in titles else set()
        known |= {"secret-annex"} if "draft" in titles else set()
        known |= {"Secret why"} if who in {"owner", "chief", "leader", "officer", "personnel"} else set()
        known |= {"Secret duty"} if who in {"officer", "personnel", "chief", "other_chief", "leader"} else set()
        known |= {"10.77.12.9"} if who in {"owner", "officer", "personnel", "leader"} else set()
        known |= {"Secret view"} if who in {"owner", "chief", "assistant"} else set()
        known |= {"Secret sentence"} if who == "owner" else set()
        if who in {"owner", "chief", "assistant", "granted"}:
            known |= {"secret notes", "Secret Wang", "secret-file", PHONE, "Secret words on the phone", "Secret step"}
        if who in {"owner", "chief", "reviewer", "leader"}:  # whose right reaches level 3 of what they see
            known |= {CORE, COST, "77,123.45"}
        return known

    def secrets(self) -> set[str]:
        return set().union(*map(self.knows, PRINCIPALS))


def fingerprint(contract) -> list:
    """All that a signed contract consists of: rows, frozen text, printed text, scan, and the bytes in the store."""
    versions = list(Version.objects.of(contract).order_by("pk").values_list("content", "sha256", "pdf"))
    about = {"object_id": contract.pk, "content_type": ContentType.objects.get_for_model(contract)}
    files = list(Attachment.objects.filter(**about).order_by("pk").values())
    hashes = [printed for _content, _sha256, printed in versions if printed] + [row["sha256"] for row in files]
    signing = Signing.objects.filter(contract=contract)
    aside = ("originals", "place", "keeper_id", "filed_on")  # where the paper lies is written down afterwards
    found_by = Contract.UNTRACKED  # what it is found by follows its customer's people, and is none of its content
    return [
        [
            {k: v for k, v in row.items() if k not in found_by}
            for row in Contract.objects.filter(pk=contract.pk).values()
        ],
        *(
            list(rows.order_by("pk").values_list())
            for rows in (contract.items, contract.instalments, contract.clauses)
        ),
        versions,
        files,
        [{name: value for name, value in row.items() if name not in aside} for row in signing.values()],
        [store.is_whole(sha256) for sha256 in hashes],
    ]
