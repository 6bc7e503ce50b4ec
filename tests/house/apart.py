"""Random histories over every lifecycle: whoever presses whatever, in whosever place, while posts change under them.

Who may not decide what is written here from domain.md and judged from the log of moves, the chain's lines and plain
rows alone; nothing of it asks the product's rules.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.db.models import CheckConstraint
from django.forms import Field, ModelMultipleChoiceField, MultipleChoiceField

from bizdept.audit.models import AuditEntry
from bizdept.manage.actions import factors, places, posts
from bizdept.people.actor import Actor, actors_of
from bizdept.people.models import Appointment, Company, Delegation, FactorRule, Post, User
from bizdept.refusal import Refused
from bizdept.web.lists import exports
from bizdept.web.works.models import Work
from bizdept.workflow.models import MoveLog, Opinion
from bizdept.workflow.moves import LIFECYCLES
from confidentiality.actions import grants, materials
from confidentiality.models import ConfirmedGrant, GrantReview, Inspection, Involved, Material, MaterialVersion
from confidentiality.shown.reviews import in_review
from contracts import policies
from contracts.models import ReviewPolicy
from tests.company import DAY, NOW, TODAY, fresh, pdf
from tests.house.filled import WORDS, answers_for

STEPS = 12
DONE = (
    "post.give", "post.sign", "delegation.make", "delegation.sign", "contracts.policy.propose",
    "contracts.policy.sign", "export.approve", "factors.propose", "factors.sign", "grant.confirm", "write",
)  # fmt: skip
AFTER = {"done": {"pass", "again"}, "propose": {"approve_destruction"}, "investigate": {"decide_leak", "look_again"},
         "hand_in": {"instruct", "give_back"}}  # whoever did the one never does the other, of one record  # fmt: skip
NOT_OWN = {  # moves that nobody makes on what is theirs: the owner of the row is who asked, drafted or answers for it
    "access.levelchange": {"lower_level", "refuse_lowering"},
    "contracts.contract": {"approve", "return", "refuse"},
    "confidentiality.accessrequest": {"grant", "refuse"},
    "confidentiality.breakglass": {"justify", "object"},
    "confidentiality.datarequest": {"erase_person", "refuse_person"},
    "confidentiality.inspection": {"call_off"},
    "confidentiality.material": {"withdraw_material"},
    "confidentiality.nda": {"register_nda"},
    "confidentiality.ndatext": {"force_text"},
    "confidentiality.rectification": {"pass", "again"},
    "confidentiality.handover": {"clear"},
    "confidentiality.monthlyreport": {"instruct", "give_back"},
}  # fmt: skip
POSTS = (Post.CHIEF, Post.LEADER, Post.OFFICER, Post.PERSONNEL, Post.REVIEWER, Post.ASSISTANT)
DEEDS = {  # second hands outside the lifecycles: the line of the chain, whose row it is, who must not have signed it
    "post.give": (Appointment, ("person_id",)),
    "post.sign": (Appointment, ("person_id", "given_by_id")),
    "delegation.sign": (Delegation, ("made_by_id", "to_id")),
    "contracts.policy.sign": (ReviewPolicy, ("proposed_by_id", "proposed_for_id")),
    "export.approve": (Work, ("person_id",)),
    "export.decline": (Work, ("person_id",)),
    "factors.sign": (FactorRule, ("proposed_by_id",)),
    "factors.decline": (FactorRule, ("proposed_by_id",)),
    "grant.confirm": (ConfirmedGrant, ("user_id",)),
}


def hands(log: MoveLog) -> set[int]:
    return {log.by_id, log.on_behalf_of_id} - {None}


def parties(record, log: MoveLog) -> set[int]:
    """Whoever must not be among the hands of this move, by the rows as they stand when it was made."""
    label, found = record._meta.label_lower, set()
    if log.move in NOT_OWN.get(label, ()):
        found.add(record.owner_id)
    if label == "contracts.contract" and log.move in NOT_OWN[label]:
        rows = Opinion.objects.filter(round__object_id=record.pk, round__is_latest=True, by__isnull=False)
        found |= {pk for pair in rows.values_list("by", "on_behalf_of") for pk in pair}
    if label == "confidentiality.incident":
        found |= set(Involved.objects.filter(incident=record).values_list("person", flat=True))
    if label == "confidentiality.accessalert":
        found.add(record.person_id)
    if label == "access.levelchange" and log.move in NOT_OWN[label]:
        found |= {record.proposed_for_id, record.keeper_id}
    if label == "confidentiality.breakglass":
        found.add(record.keeper_id)
    if label == "confidentiality.material" and log.move == "put_in_force":
        version = MaterialVersion.objects.get(material=record, number=record.edition)
        found |= {version.owner_id, *version.writers}
    if label == "confidentiality.inspection" and log.move in ("finish", "close"):
        found |= set(User.objects.filter(department=record.department_id).values_list("pk", flat=True))
    return found - {None}


def judged(log: MoveLog) -> Iterator[str]:
    """What is wrong with one move, in words, judged when it was made."""
    record = log.content_type.model_class()._base_manager.get(pk=log.object_id)
    what = f"{record._meta.label_lower}.{log.move} by {sorted(hands(log))}"
    if found := hands(log) & parties(record, log):
        yield f"{what}: a party of it, {sorted(found)}"
    before = list(MoveLog.objects.of(record).filter(pk__lt=log.pk).order_by("pk"))
    for first in (first for first, then in AFTER.items() if log.move in then):
        made = [hands(row) for row in before if row.move == first]
        made = made if first == "investigate" else made[-1:]  # each investigation counts, else what is decided on
        if hands(log) & set().union(*made):
            yield f"{what}: who made “{first}” before"
    if log.target == "destroyed":
        witnesses = [row.by_id for row in [*before, log] if row.move == "confirm"]
        if len(set(witnesses[-2:])) < 2:
            yield f"{what}: destroyed by {witnesses}"


def judged_line(line: AuditEntry) -> Iterator[str]:
    """What is wrong with one deed outside the lifecycles."""
    model, fields = DEEDS[line.action]
    if model is ConfirmedGrant:
        kind, pk = ConfirmedGrant.objects.get(pk=line.data["row"].split(":")[1]).grant.split(":")
        row = apps.get_model(kind).objects.get(pk=pk)
    else:
        row = model.objects.get(pk=line.data["work"] if model is Work else line.record.split(":")[1])
    found = {line.actor, line.principal} & {getattr(row, name) for name in fields}
    if found:
        yield f"{line.action} by {sorted({line.actor, line.principal})}: a party of it, {sorted(found)}"


def last_of(model) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def one_of(dice: random.Random, field: Field, answers: list[list]) -> str | list:
    """One answer, as a form without a browser takes it."""
    answer = dice.choice(answers)
    is_list = isinstance(field, MultipleChoiceField | ModelMultipleChoiceField)
    return answer if is_list else (answer or [""])[0]


class History:
    """One random history over all records of the scene, or over the one lifecycle and the few people of `aim`."""

    def __init__(self, scene, seed: int, aim: tuple[str, str] | None = None):
        self.scene, self.dice, self.done, self.wrong = scene, random.Random(seed), Counter(), []
        self.label, self.move = aim or ("", "")
        cycles = [cycle for label, cycle in LIFECYCLES.items() if label == (self.label or label)]
        self.records = [record for cycle in cycles for record in cycle.model._base_manager.order_by("pk")[:4]]
        company = scene.company
        if aim:
            few = {company.chief.pk, company.leader.pk, company.officer.pk, company.zhao.pk}
            theirs = {company.li.pk, company.admin.pk, company.finance.pk, company.tech.pk}
            theirs |= {scene.people["granted"].pk} if self.move == "grant.confirm" else set()
            named = {getattr(r, name, None) for r in self.records for name in ("owner_id", "person_id", "keeper_id")}
            self.people = sorted(few | (named - {None} if self.label else theirs))
        else:
            self.people = [person.pk for person in scene.people.values()] + [company.tech.pk, company.zhao.pk]
        self.record = self.dice.choice(self.records)
        self.moves_read, self.lines_read = last_of(MoveLog), last_of(AuditEntry)

    def step(self) -> None:
        chance = self.dice.random()
        if chance < 0.2:
            self.change_people()
        elif chance < (0.9 if self.move in DEEDS else 0.35):
            self.attempt(self.deed)
        else:
            self.attempt(self.press)
        self.judge()

    def attempt(self, deed) -> None:
        try:
            deed()
        except (Refused, PermissionDenied) as refused:
            self.done["refused", type(refused).__name__] += 1
        except IntegrityError:
            if not self.move:  # a rule says it before; in a control, whose rules are gone, the table may
                raise

    def judge(self) -> None:
        for log in MoveLog.objects.filter(pk__gt=self.moves_read).order_by("pk"):
            self.wrong += judged(log)
            self.moves_read = log.pk
        for line in AuditEntry.objects.filter(pk__gt=self.lines_read, action__in=DEEDS).order_by("pk"):
            self.wrong += judged_line(line)
            self.lines_read = line.pk

    def actors(self) -> list[Actor]:
        there = User.objects.filter(pk__in=self.people, is_active=True).order_by("pk")
        return [by for person in there for by in actors_of(person)]

    def press(self) -> None:
        if self.dice.random() < 0.25:
            self.record = self.dice.choice(self.records)
        record = self.record = fresh(self.record)
        cycle = LIFECYCLES[record._meta.label_lower]
        moves = [move for move in cycle.moves.values() if record.state in move.sources]
        if not moves:
            self.record = self.dice.choice(self.records)
            return
        aimed = [move for move in moves if move.name == self.move]
        if self.label and not aimed:  # on to where it can be made
            ahead = cycle.path[cycle.path.index(record.state) + 1 :] if record.state in cycle.path else ()
            aimed = [move for move in moves if set(move.all_targets) & set(ahead)]
        move = self.dice.choice(aimed if aimed and self.dice.random() < 0.7 else moves)
        found = self.actors()
        allowed = [by for by in found if move.who(by, record)]
        by = self.dice.choice(allowed) if allowed and self.dice.random() < 0.85 else self.dice.choice(found)
        cycle.perform(move.name, record, by=by, on=TODAY, **self.data(move, record))
        self.done[record._meta.label_lower, move.name] += 1

    def data(self, move, record) -> dict:
        """What the move's form makes of honest words; where it takes none, nothing."""
        if move.name == "sign_nda":  # its page sends the hash of what was read
            return {"sha256": self.scene.nda_text.sha256}
        if not move.form:
            return {}
        form = move.form(record=record)
        sent, files = {}, {}
        for name, field in form.fields.items():
            answers = answers_for(name, field)
            if field.__class__.__name__.endswith("FileField"):
                files[name] = pdf()
            elif answers:
                sent[name] = one_of(self.dice, field, answers[:3])
        for _try in range(3):
            form = move.form(sent, files, record=record)
            if form.is_valid():
                return dict(form.cleaned_data)
            for name in form.errors:
                if name in form.fields and (answers := answers_for(name, form.fields[name])):
                    sent[name] = one_of(self.dice, form.fields[name], answers)
        raise Refused([])

    def deed(self) -> None:
        """What needs a second hand outside the lifecycles; and writing at what somebody else puts in force."""
        dice, by = self.dice, self.dice.choice(self.actors())
        others = list(User.objects.filter(pk__in=self.people).order_by("pk"))
        what = dice.choice(DONE)
        what = "write" if self.label == "confidentiality.material" else what
        what = self.move if self.move in DEEDS and dice.random() < 0.7 else what
        if what == "post.give":
            post, place = dice.choice(POSTS), self.scene.company.house
            posts.give_post(dice.choice(others), post, place, since=TODAY, by=by, on=TODAY)
        elif what == "post.sign":
            row = dice.choice(list(Appointment.objects.awaiting_signature().order_by("pk")) or [None])
            row and posts.sign_post(row, by=by, on=TODAY)
        elif what == "delegation.make":
            of, to = dice.sample(others, 2)
            places.delegate(of, to, starts_on=TODAY, ends_on=TODAY + 9 * DAY, reason="x", by=by, on=TODAY)
        elif what == "delegation.sign":
            rows = [row for row in Delegation.objects.order_by("pk") if row.awaits_signature]
            rows and places.sign_delegation(dice.choice(rows), by=by, on=TODAY)
        elif what == "contracts.policy.propose":
            facts = {"kind": "sales", "from_amount": Decimal(9), "disciplines": ["legal"], "holds_from": TODAY}
            policies.propose(by=by, on=TODAY, **facts)
        elif what == "contracts.policy.sign":
            rows = [row for row in ReviewPolicy.objects.order_by("pk") if row.awaits_signature]
            rows and policies.sign(dice.choice(rows), by=by, on=TODAY)
        elif what == "export.approve":
            exports.approve(self.scene.asked_work, by=by, on=TODAY)
        elif what.partition(".")[0] in ("factors", "grant"):
            self.deed_beside(what, by)
        else:
            words, material = {"changes": WORDS, "text": WORDS}, dice.choice(list(Material.objects.order_by("pk")))
            if material.drafted:
                materials.revise(material, {}, words, by=by, on=TODAY)
            else:
                materials.begin_version(material, words, by=by, on=TODAY)
        self.done[what] += 1

    def deed_beside(self, what: str, by: Actor) -> None:
        """Who needs a second factor, and what a review of grants confirms."""
        dice = self.dice
        if what == "factors.propose":
            factors.propose_rule(dice.random() < 0.5, [dice.choice(["specialist", "reviewer"])], by=by, at=NOW)
        elif what == "factors.sign":
            row = dice.choice(list(FactorRule.objects.filter(is_signed=None).order_by("pk")) or [None])
            row and factors.decide_rule(row, dice.random() < 0.8, by=by, at=NOW)
        else:
            review = dice.choice(list(GrantReview.objects.order_by("pk")))
            found = list(in_review(review, NOW))
            found and grants.confirm(review, dice.choice(found), by=by, at=NOW)

    def change_people(self) -> None:
        """Posts and delegations as the rows of those who gave and signed them would stand there; the small office."""
        company, dice = self.scene.company, self.dice
        what = dice.choice(("post", "post", "end", "move", "stand in", "stand in", "come back", "small office"))
        person, other = dice.sample(self.people, 2)
        place = dice.choice((company.section, company.house))
        if what == "post":
            signer = dice.choice([pk for pk in self.people if pk != person])
            Appointment.objects.get_or_create(
                person_id=person, post=dice.choice(POSTS), department=place, ended_on=None,
                defaults={"since": TODAY - DAY, "signed_by_id": signer, "signed_on": TODAY},
            )  # fmt: skip
        elif what == "end":
            row = dice.choice(list(Appointment.objects.filter(ended_on=None).order_by("pk")))
            Appointment.objects.filter(pk=row.pk).update(ended_on=TODAY)
        elif what == "move":
            User.objects.filter(pk=person).update(department=place)
        elif what == "stand in":
            Delegation.objects.create(
                of_id=person, to_id=other, made_by_id=person, starts_on=TODAY - DAY, ends_on=TODAY + 30 * DAY
            )
        elif what == "come back":
            Delegation.objects.filter(to_id=person).update(withdrawn_on=TODAY)
        else:
            Company.objects.update(small_office=not Company.ours().small_office)
        self.done[what] += 1


def walk(scene, seed: int, steps: int = STEPS, aim: tuple[str, str] | None = None) -> tuple[Counter, list[str]]:
    history = History(scene, seed, aim)
    Inspection.objects.update(answers=[{"verdict": "ok", "note": ""}] * 5)  # nothing but its end is left to do
    for _step in range(steps):
        history.step()
    return history.done, [f"history {seed}: {line}" for line in history.wrong]


@contextmanager
def unchecked() -> Iterator[None]:
    """The tables take what their checks refuse, until the test is taken back: the second guard behind some moves."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for meta in (model._meta for model in apps.get_models()):
                for check in (one for one in meta.constraints if isinstance(one, CheckConstraint)):
                    cursor.execute(f'ALTER TABLE "{meta.db_table}" DROP CONSTRAINT "{check.name}"')
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
