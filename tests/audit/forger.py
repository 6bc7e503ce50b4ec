"""Somebody who can write to the tables by SQL, has no key, and tries everything once more each time."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import F

from bizdept.access.grants import end, grant
from bizdept.audit.chain import Anchor, mac_of, note, sealed
from bizdept.audit.check import read
from bizdept.audit.models import AuditEntry, AuditHead
from bizdept.audit.seals import label_of, rows_of, sealed_models
from bizdept.people.actor import Actor
from bizdept.workflow.models import Verdict
from bizdept.workflow.review import meet, opinions_of
from tests.company import DAY, NOW, Company, fresh


def lived_in(company: Company) -> None:
    """Some weeks of the company: contracts on their way, opinions with conditions, grants given and ended."""
    signed = company.signed(amount=600_000)
    review = company.submitted()
    company.say(company.tech, review, Verdict.CONDITIONS, conditions=["a bond", "a date"])
    with sealed():
        meet(opinions_of(fresh(review))[1].conditions.first(), by=Actor(company.tech), on=NOW.date())
    company.move("void", company.contract(), company.li, note="so")
    given = {"by": Actor(company.chief), "reason": "covers for li", "starts": NOW, "until": NOW + 5 * DAY}
    for record in (signed, review, signed.customer):
        end(grant(record, company.zhao, **given), by=Actor(company.chief), because="over", at=NOW + DAY)
        grant(record, company.zhao, **given)
    vouch_for_all(company)
    for number in range(45):
        with sealed():
            note("look", "look.open", signed, by=Actor(company.li), number=number)


def vouch_for_all(company: Company) -> None:
    """The rows that fixtures laid into the tables without a word."""
    told = set(AuditEntry.objects.filter(data__has_key="row").values_list("data__row", flat=True))
    with sealed():
        for model in sealed_models():
            for row in model._base_manager.filter(
                pk__in=[label.partition(":")[2] for label, _values in rows_of(model)]
            ):
                if label_of(row) not in told:
                    note("account", "fixture", row, by=Actor(company.admin), row=row)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        with connection.constraint_checks_disabled():
            yield
        transaction.set_rollback(True)


def other(value: Any, dice: random.Random) -> Any:
    """Something else of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + dice.randint(1, 9)
        case datetime() | date():
            return value + timedelta(days=dice.randint(1, 99))
        case dict():
            return value | {"forged": dice.randint(1, 10**9)}
        case str():
            return f"{value[: dice.randint(0, 5)]}~{dice.randint(0, 99)}"
    return None


class Forger:
    """Each of its deeds changes something in the chain's line at a random place, or in a row of a sealed table."""

    def __init__(self, dice: random.Random):
        self.dice = dice
        self.lines = list(AuditEntry.objects.order_by("seq"))
        self.models = [m for m in sealed_models() if m._base_manager.filter(m.sealed_when).exists()]

    @property
    def deeds(self) -> list[Callable[[], object]]:
        return [
            self.edit_line, self.delete_line, self.insert_line, self.swap_lines, self.relink, self.edit_row,
            self.edit_row, self.delete_row, self.insert_row, self.swap_rows, self.forget_row,
        ]  # fmt: skip

    def line(self) -> AuditEntry:
        return self.dice.choice(self.lines)

    def edit_line(self):
        line = self.line()
        name = self.dice.choice([f.attname for f in AuditEntry._meta.concrete_fields if f.attname != "seq"])
        value = other(getattr(line, name), self.dice)
        AuditEntry.objects.filter(pk=line.pk).update(**{name: value[-8:] if name == "key" else value})

    def delete_line(self):
        AuditEntry.objects.filter(pk=self.line().pk).delete()

    def insert_line(self):
        """A copy at the end, or in between with all that follow moved on."""
        line, last = self.line(), self.lines[-1].seq
        place = self.dice.choice([last + 1, line.seq])
        later = AuditEntry.objects.filter(seq__gte=place)
        later.update(seq=F("seq") + 10_000)
        later.update(seq=F("seq") - 9_999)
        copy = {f.attname: getattr(line, f.attname) for f in AuditEntry._meta.concrete_fields}
        AuditEntry.objects.create(**copy | {"seq": place, "actor": line.actor + 1})
        AuditHead.objects.update(seq=last + 1)

    def swap_lines(self):
        first, second = self.dice.sample(self.lines, 2)
        names = [f.attname for f in AuditEntry._meta.concrete_fields if f.attname not in ("seq", "previous")]
        for place, source in ((first, second), (second, first)):
            AuditEntry.objects.filter(pk=place.pk).update(**{name: getattr(source, name) for name in names})

    def relink(self):
        """A thorough one: changes a line and seals all that follow anew, with a key that is not ours."""
        place, key = self.dice.randrange(len(self.lines)), b"not ours"
        previous = self.lines[place].previous
        for n, line in enumerate(AuditEntry.objects.filter(seq__gt=place).order_by("seq")):
            line.actor += n == 0
            line.previous, line.mac = previous, ""
            line.mac = previous = mac_of(line, key)
            line.save()
        AuditHead.objects.update(mac=previous)

    # ── rows that lines vouch for

    def row(self, model: type[models.Model]) -> models.Model:
        return self.dice.choice(list(model._base_manager.filter(model.sealed_when)))

    def edit_row(self):
        model = self.dice.choice(self.models)
        row, name = self.row(model), self.dice.choice(model.sealed_fields)
        value = other(getattr(row, name), self.dice)
        if value is None:
            value = {"CharField": "~", "TextField": "~", "DateField": NOW.date(), "DateTimeField": NOW}.get(
                model._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name).get_internal_type(),
                1,
            )
        model._base_manager.filter(pk=row.pk).update(**{name: value})

    def delete_row(self):
        rows = self.dice.choice(self.models)._base_manager.all()
        rows.filter(pk=self.row(rows.model).pk)._raw_delete(rows.db)

    def insert_row(self):
        """Somebody's decision, grant or file that never was."""
        model = self.dice.choice(self.models)
        row = self.row(model)
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                setattr(row, field.attname, None if field.null else f"{self.dice.random()}"[:16])
        for constraint in model._meta.constraints:
            for name in getattr(constraint, "fields", ())[-1:]:
                if name in {"number", "person", "user", "department"}:
                    attname = model._meta.get_field(name).attname
                    setattr(row, attname, (getattr(row, attname) or 0) + self.dice.randint(1000, 9999))
        row.pk = None
        row._state.adding = True
        row.save()

    def swap_rows(self):
        """The words of one decision under another's."""
        model = self.dice.choice([m for m in self.models if m._base_manager.filter(m.sealed_when).count() > 1])
        rows = list(model._base_manager.filter(model.sealed_when))
        first, second = self.dice.sample(rows, 2)
        unique = {n for c in model._meta.constraints for n in getattr(c, "fields", ())}
        names = [
            n for n in model.sealed_fields if n.removesuffix("_id") not in unique and not field_of(model, n).unique
        ]
        told = [(r, {n: getattr(r, n) for n in names}) for r in (first, second)]
        if told[0][1] == told[1][1]:
            return self.edit_row()
        model._base_manager.filter(pk=first.pk).update(**told[1][1])
        model._base_manager.filter(pk=second.pk).update(**told[0][1])

    def forget_row(self):
        """A row goes together with the lines that speak of it."""
        line = self.dice.choice([line for line in self.lines if "row" in line.data])
        AuditEntry.objects.filter(data__row=line.data["row"]).delete()


def field_of(model, name: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))


def after(deed: Callable[[], object], anchor: Anchor) -> str:
    """What becomes of it: the database refuses it, a reading finds it, or it was missed."""
    try:
        with undone():
            deed()
            return "missed" if read([anchor]).is_whole else "found"
    except (DataError, IntegrityError):
        return "refused"


def cut_off(count: int) -> None:
    """The last lines are gone, and the head says that there never were any more."""
    end = AuditHead.objects.get()
    last = AuditEntry.objects.get(seq=end.seq - count)
    AuditEntry.objects.filter(seq__gt=last.seq).delete()
    AuditHead.objects.update(seq=last.seq, mac=last.mac, key=last.key, at=last.at)


def forge(dice: random.Random, count: int, anchor: Anchor) -> dict[str, list[str]]:
    """So many deeds that the database lets through, by what became of them."""
    forger, done = Forger(dice), {"found": [], "missed": [], "refused": []}
    while len(done["found"]) + len(done["missed"]) < count:
        deed = dice.choice(forger.deeds)
        done[after(deed, anchor)].append(deed.__name__)
    return done
