"""Random histories over every lifecycle: whoever presses whatever, in whosever place, while posts change under them.

Who may not decide what is written here from domain.md and judged from the log of moves and plain rows alone; nothing
of it asks the product's rules.
"""

import random
from collections import Counter

from django.core.exceptions import PermissionDenied

from bizdept.people.actor import actors_of
from bizdept.people.models import Appointment, Company, Delegation, Post, User
from bizdept.refusal import Refused
from bizdept.workflow.models import MoveLog, Opinion
from bizdept.workflow.moves import LIFECYCLES
from confidentiality.models import Involved
from tests.company import DAY, TODAY, fresh, pdf
from tests.house.filled import WORDS, answers_for

STEPS = 12
AFTER = {"done": {"pass", "again"}, "propose": {"approve_destruction"}, "investigate": {"decide_leak", "look_again"},
         "hand_in": {"instruct", "give_back"}}  # whoever did the one never does the other, of one record  # fmt: skip
NOT_OWN = {  # moves that nobody makes on what is theirs: the owner of the row is who asked, drafted or answers for it
    "contracts.contract": {"approve", "return", "refuse"},
    "confidentiality.accessrequest": {"grant", "refuse"},
    "confidentiality.ndatext": {"force_text"},
    "confidentiality.rectification": {"pass", "again"},
    "confidentiality.handover": {"clear"},
    "confidentiality.monthlyreport": {"instruct", "give_back"},
}  # fmt: skip
POSTS = (Post.CHIEF, Post.LEADER, Post.OFFICER, Post.PERSONNEL, Post.REVIEWER, Post.ASSISTANT)


def hands(log: MoveLog) -> set[int]:
    return {log.by_id, log.on_behalf_of_id} - {None}


def parties(record, log: MoveLog) -> set[int]:
    """Whoever must not be among the hands of this move, by the rows."""
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
    return found - {None}


def judged(record) -> list[str]:
    """What is wrong with one record's history, in words."""
    wrong, did = [], {}
    logs = list(MoveLog.objects.of(record).order_by("pk"))
    for log in logs:
        what = f"{record._meta.label_lower}.{log.move} by {sorted(hands(log))}"
        if hands(log) & parties(record, log):
            wrong.append(f"{what}: a party of it, {sorted(parties(record, log))}")
        for first, then in AFTER.items():
            if log.move in then and hands(log) & did.get(first, set()):
                wrong.append(f"{what}: who made “{first}” before")
        did[log.move] = hands(log) | (did.get(log.move, set()) if log.move == "investigate" else set())
    witnesses = [log.by_id for log in logs if log.move == "confirm"]
    is_gone = record._meta.label_lower == "confidentiality.paper" and record.state == "destroyed"
    if is_gone and len(set(witnesses[-2:])) < 2:
        wrong.append(f"destroyed by {witnesses}")
    return wrong


class History:
    """One random history over all records of the scene."""

    def __init__(self, scene, seed: int):
        self.scene, self.dice, self.done = scene, random.Random(seed), Counter()
        self.records = [
            record for cycle in LIFECYCLES.values() for record in cycle.model._base_manager.order_by("pk")[:4]
        ]
        self.people = [person.pk for person in scene.people.values()] + [scene.company.tech.pk, scene.company.zhao.pk]
        self.touched: dict[tuple, object] = {}
        self.record = self.dice.choice(self.records)

    def step(self) -> None:
        chance = self.dice.random()
        if chance < 0.25:
            self.change_people()
            return
        if chance < 0.45:
            self.record = self.dice.choice(self.records)
        record = self.record = fresh(self.record)
        cycle = LIFECYCLES[record._meta.label_lower]
        moves = [move for move in cycle.moves.values() if record.state in move.sources]
        if not moves:
            self.record = self.dice.choice(self.records)
            return
        move = self.dice.choice(moves)
        there = list(User.objects.filter(pk__in=self.people, is_active=True).order_by("pk"))
        found = [by for person in there for by in actors_of(person)]
        allowed = [by for by in found if move.who(by, record)]
        by = self.dice.choice(allowed) if allowed and self.dice.random() < 0.85 else self.dice.choice(found)
        try:
            cycle.perform(move.name, record, by=by, on=TODAY, **self.data(move, record))
        except (Refused, PermissionDenied) as refused:
            self.done["refused", type(refused).__name__] += 1
        else:
            self.done[record._meta.label_lower, move.name] += 1
            self.touched[record._meta.label_lower, record.pk] = record

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
                sent[name] = (self.dice.choice(answers[:3]) or [WORDS])[0]
        for _try in range(3):
            form = move.form(sent, files, record=record)
            if form.is_valid():
                return dict(form.cleaned_data)
            for name in form.errors:
                if name in form.fields and (answers := answers_for(name, form.fields[name])):
                    sent[name] = (self.dice.choice(answers) or [""])[0]
        raise Refused([])

    def change_people(self) -> None:
        """Posts and delegations as the rows of those who gave and signed them would stand there; the small office."""
        company, dice = self.scene.company, self.dice
        what = dice.choice(("post", "post", "end", "stand in", "stand in", "come back", "small office"))
        person, other = dice.sample(self.people, 2)
        if what == "post":
            place = dice.choice((company.section, company.house))
            signer = dice.choice([pk for pk in self.people if pk != person])
            Appointment.objects.get_or_create(
                person_id=person, post=dice.choice(POSTS), department=place, ended_on=None,
                defaults={"since": TODAY - DAY, "signed_by_id": signer, "signed_on": TODAY},
            )  # fmt: skip
        elif what == "end":
            row = dice.choice(list(Appointment.objects.filter(ended_on=None).order_by("pk")))
            Appointment.objects.filter(pk=row.pk).update(ended_on=TODAY)
        elif what == "stand in":
            Delegation.objects.create(
                of_id=person, to_id=other, made_by_id=person, starts_on=TODAY - DAY, ends_on=TODAY + 30 * DAY
            )
        elif what == "come back":
            Delegation.objects.filter(to_id=person).update(withdrawn_on=TODAY)
        else:
            Company.objects.update(small_office=not Company.ours().small_office)
        self.done[what] += 1

    def wrong(self) -> list[str]:
        records = (LIFECYCLES[label].model._base_manager.get(pk=pk) for label, pk in self.touched)
        return [line for record in records for line in judged(record)]


def walk(scene, seed: int, steps: int = STEPS) -> tuple[Counter, list[str]]:
    history = History(scene, seed)
    for _step in range(steps):
        history.step()
    return history.done, [f"history {seed}: {line}" for line in history.wrong()]
