"""A marker of its own in every text of every row of the scene, and who may be shown it (reliability.md, row 2).

What a principal may be shown is told here a second time, by hand, from permissions.md: no rule of the house is asked.
A model, a field or a row of which nothing is told here fails `test_every_text_has_its_marker`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from bizdept.access.models import EndedGrant
from bizdept.files import store
from bizdept.files.models import Attachment
from bizdept.manage.models import BackupOrder
from bizdept.notices.models import ChannelState, JobRun, Notice
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.regulation.models import NumberChange
from bizdept.regulation.numbers import NUMBERS
from bizdept.remembered import Remembered
from bizdept.search.models import Searchable
from bizdept.web.models import Draft
from bizdept.workflow import remarks
from bizdept.workflow.models import Version
from bizdept.workflow.versions import sha256_of
from confidentiality.actions import incidents
from confidentiality.lifecycle.papers import PAPERS
from confidentiality.models import LeaversCheck, MaterialVersion, NdaText, Paper, PaperNumber, Reading
from contracts.content import content_of
from customers.models import Customer
from tests.company import DAY, PDF, TODAY, fresh
from tests.house import doors, shelved, supervised
from tests.house.scene import PRINCIPALS, Scene

Set = frozenset[str]
MARKER = re.compile(r"qz[0-9a-z]{4}zq")
RECORD = re.compile(r'data-record="[a-z_]+\.\w+:\d+')
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

NOBODY: Set = frozenset()
ALL: Set = frozenset(PRINCIPALS) - {"nobody"}
OWNER, CHIEF, LEADER, OFFICER, ADMIN = (
    frozenset({n}) for n in ("owner", "chief", "leader", "officer", "administrator")
)
KEEP: Set = OWNER | CHIEF | {"assistant"}  # who works with what lies in the section
HIGH: Set = OWNER | CHIEF | {"reviewer"} | LEADER  # whose right reaches level 3 of what they see

# ── what is not planted, and why
CODE, NUMBER, HASH, PLACE, MADE = (
    "a word of the code", "a number, told by registers on purpose: the doors count whoever sees one", "a hash",
    "a place within the site", "made of the other columns",
)  # fmt: skip
NOT_PLANTED = {  # a column of whichever table, or of one
    **dict.fromkeys(("kind", "post", "article", "state", "move", "source", "target", "action", "channel"), CODE),
    **dict.fromkeys(("language", "currency", "discipline", "disciplines", "history_change_reason", "quarter"), CODE),
    **dict.fromkeys(("web.Work.name", "regulation.NumberChange.name", "notices.JobRun.name"), CODE),
    **dict.fromkeys(("notices.ChannelState.name", "files.Attachment.purpose", "subject"), CODE),
    **dict.fromkeys(("number", "sought", "belongs_to", "confidentiality.MaterialVersion.code"), NUMBER),
    **dict.fromkeys(("sha256", "pdf", "code_hash"), HASH),
    **dict.fromkeys(("notices.Notice.address", "web.Draft.address", "led_to", "leads_to", "back_to"), PLACE),
    **dict.fromkeys(("search_text", "search_grams", "name_key", "phone_key", "domain_key"), MADE),
    "key": "what rows are told apart by",
    "trace": "found by its letters",
    "session_key": "what a session is found by",
    "username": "typed at the door",
    "password": "it would break; that none is shown is looked for by how they begin",
    "customers.Customer.code": "checked by its digits",
    "people.Company.code": "the same",
    "unit": "too short for one",
    "ip": "no text of anybody's",
    "access.Taken.address": "the same",
    "record": "ids, without words",
    "confidentiality.ConfirmedGrant.grant": "the same",
    "conditions": "the filters of a list, in its own words",
    "manage.BackupOrder.archive": "a file's name",
}
SEALED = {"audit": "the chain holds ids alone (tests/audit/test_rows.py), and breaks when it is touched"}
NOT_IF_EMPTY = {"confidentiality.Paper.why": "with words in it it lies before the leader"}
JSON_PLANTED = {"confidentiality.Inspection.answers": ("note",), "web.Draft.content": ("notes",)}
PASSWORD = "pbkdf2_sha256$"  # as they begin in the table


@dataclass(frozen=True)
class Marker:
    """One text of one row, and who may be shown it."""

    text: str
    label: str
    field: str
    pk: int
    shown_to: Set

    def __str__(self) -> str:
        return f"{self.label}.{self.field} of {self.pk}"


@dataclass
class Markers:
    """All that were planted. None at all where nothing is planted."""

    by_text: dict[str, Marker] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)  # rows of which this file says nothing

    def seen_by(self, who: str, words: str) -> list[str]:
        """What these words tell somebody who may not know it."""
        found = (self.by_text[text] for text in set(MARKER.findall(words)) & self.by_text.keys())
        told = sorted(str(marker) for marker in found if who not in marker.shown_to)
        return [*told, "a password"] if self.by_text and PASSWORD in words else told

    def told(self, scene: Scene, after: int, here: str) -> list[str]:
        """What the notices after this one tell somebody who may not know it; by mail goes what stands in the inbox."""
        people = {one.pk: who for who, one in scene.people.items()} if self.by_text else {}
        found = Notice.objects.filter(pk__gt=after, person__in=people)
        said = (
            (people[one.person_id], self.seen_by(people[one.person_id], f"{one.text} {one.address}")) for one in found
        )
        return [f"{here} tells {who} {told}" for who, told in said if told]

    def hidden_from(self, who: str) -> Iterator[Marker]:
        return (marker for marker in self.by_text.values() if who not in marker.shown_to)


def text_of(number: int) -> str:
    out = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        out = DIGITS[digit] + out
    return f"qz{out}zq"


# ── who may be shown a row

Told = Callable[[Scene, models.Model], Set]


def of_roots(scene: Scene) -> dict[tuple[str, int], Set]:
    """The records of the scene: who sees each, as doors.py has it."""
    three, theirs = OFFICER | CHIEF | LEADER, OWNER | CHIEF | LEADER
    yi, ding = (Customer.objects.get(name=name) for name in ("Secret Yi Ltd", "Secret Ding Ltd"))
    told = [
        (scene.jia, doors.SECTION), (yi, KEEP), (ding, KEEP | {"other_chief"}),
        (scene.draft, doors.DRAFT), (scene.review, doors.REVIEW), (scene.led, doors.LED), (scene.signed, doors.SIGNED),
        (scene.hand_over, doors.HANDS), (scene.shared_out, doors.HANDS - OWNER), (scene.asked, doors.ASKED),
        (scene.alert, doors.WATCH), (scene.broken, doors.BROKEN), (scene.review_of_grants, doors.WATCH),
        (scene.nda, doors.READS_NDAS), (scene.nda_drawn, doors.READS_NDAS),
        (scene.nda_text, ALL), (scene.nda_draft, doors.WRITERS),
        (scene.leak, three), (scene.contained, OFFICER | LEADER), (scene.found, three),
        (scene.measure, three | OWNER), (scene.inspection, three),
        (scene.paper, KEEP), (scene.lent, KEEP), (scene.old_paper, KEEP | LEADER),
        (scene.count, OFFICER | {"chief", "assistant"}), (scene.report, OFFICER | LEADER),
        (scene.wish_of_person, theirs), (scene.copy_of_person, theirs), (scene.level, OWNER | CHIEF),
        (scene.material, SHELF), (scene.unmade, OWNER | CHIEF),
        (scene.in_force, SHELF), (scene.drafted, OWNER | CHIEF), (scene.round, COUNTS),
        *((number, OFFICER) for number in PaperNumber.objects.all()),
        *((reading, COUNTS | reader_of(scene, reading)) for reading in Reading.objects.all()),
    ]  # fmt: skip
    return {(record._meta.label, record.pk): who for record, who in told}


def reader_of(scene: Scene, reading: Reading) -> Set:
    return frozenset(who for who, one in scene.people.items() if one.pk == reading.owner_id)


COUNTS: Set = shelved.COUNTS
SHELF: Set = KEEP | {"granted"}


def to(name: str) -> Told:
    return lambda scene, row: who_sees(scene, getattr(row, name))


def person(name: str) -> Told:
    """Whoever it is about, alone."""
    return lambda scene, row: frozenset(w for w, one in scene.people.items() if one.pk == getattr(row, f"{name}_id"))


def anybody(*who: str) -> Told:
    return lambda _scene, _row: frozenset(who) or ALL


def about(type_name: str = "content_type", id_name: str = "object_id") -> Told:
    def told(scene: Scene, row) -> Set:
        kind = ContentType.objects.get_for_id(getattr(row, f"{type_name}_id")).model_class()
        return who_sees(scene, kind._base_manager.get(pk=getattr(row, id_name)))

    return told


def of_file(scene: Scene, row) -> Set:
    about_it = about()(scene, row)
    return about_it & HIGH if row.level >= 3 else about_it


def of_grant(scene: Scene, row) -> Set:
    """Why somebody was let in: whoever reads the record's readers, and whoever watches over grants."""
    return to("content_object")(scene, row) | LEADER


def of_grant_past(scene: Scene, row) -> Set:
    return about()(scene, row) | LEADER


ROWS: dict[str, Told] = {
    "usersessions.UserSession": lambda s, row: person("user")(s, row) | ADMIN | OFFICER,
    "regulation.NumberChange": anybody(),
    "notices.ChannelState": lambda s, row: ADMIN | OFFICER, "notices.JobRun": lambda s, row: ADMIN,
    "manage.BackupOrder": lambda s, row: ADMIN | OFFICER,
    "people.OneTimeCode": anybody("nobody at all"),
    "people.Department": anybody(),
    "people.User": anybody(),
    "people.Delegation": lambda s, row: person("of")(s, row) | person("to")(s, row) | ADMIN | OFFICER | LEADER,
    "people.Company": lambda s, row: ALL | {"nobody"},
    "access.EndedGrant": of_grant_past,
    "files.Attachment": of_file,
    "notices.Notice": person("person"),
    "notices.Dispatch": lambda s, row: ADMIN,
    "workflow.MoveLog": about(), "workflow.Remark": about(), "workflow.Version": about(),
    "workflow.Opinion": lambda s, row: about()(s, row.round),
    "workflow.Condition": lambda s, row: about()(s, row.opinion.round),
    "web.ImportBatch": person("person"),
    "web.SavedView": lambda s, row: doors.SECTION - {"granted"},
    "web.BatchLine": lambda s, row: person("person")(s, row.run),
    "web.Work": lambda s, row: person("person")(s, row) | CHIEF,
    "web.Draft": person("person"),
    "customers.CustomerGrant": of_grant, "contracts.ContractGrant": of_grant,
    "confidentiality.MaterialGrant": of_grant,
    "customers.Contact": to("customer"), "customers.Communication": to("customer"),
    "contracts.Item": to("contract"), "contracts.Instalment": to("contract"),
    "contracts.ContractClause": to("contract"), "contracts.Signing": to("contract"),
    "contracts.LibraryClause": anybody(*(ALL - ADMIN)),
    "confidentiality.LeaversCheck": to("hand_over"),
    "confidentiality.IncidentWord": to("incident"), "confidentiality.ProposedSanction": to("incident"),
    "confidentiality.Checklist": lambda s, row: OFFICER | CHIEF | LEADER,
    "confidentiality.StockLine": to("stocktaking"),
}  # fmt: skip

FIELDS: dict[str, Told] = {  # what is shown to fewer, or more, than the rest of its row
    "people.User.email": lambda s, row: themselves(s, row) | ADMIN | OFFICER,
    "people.User.phone": lambda s, row: themselves(s, row) | ADMIN | OFFICER | {"personnel"},
    "people.User.job_title": lambda s, row: themselves(s, row) | ADMIN | OFFICER | {"personnel"},
    "customers.Contact.name": lambda s, row: to("customer")(s, row) | LEADER,  # what somebody asked for as a person
    "confidentiality.Paper.place": lambda s, row: who_sees(s, row) | OFFICER,
    "customers.Contact.phone": lambda s, row: to("customer")(s, row) & KEEP,
    "customers.Contact.email": lambda s, row: to("customer")(s, row) & KEEP,
    "customers.Contact.wechat": lambda s, row: to("customer")(s, row) & KEEP,
    "customers.Customer.name": lambda s, row: on_contracts(s, row),
    "customers.Customer.address": lambda s, row: on_contracts(s, row),
    "customers.Customer.legal_representative": lambda s, row: on_contracts(s, row),
    "customers.Customer.phone": lambda s, row: on_contracts(s, row),
    "customers.Customer.bank": lambda s, row: on_contracts(s, row),
    "customers.Customer.account": lambda s, row: on_contracts(s, row),
    "customers.HistoricalCustomer.phone": lambda s, row: who_sees(s, row) & KEEP,
    "customers.HistoricalCustomer.account": lambda s, row: who_sees(s, row) & KEEP,
    "confidentiality.Nda.address": lambda s, row: who_sees(s, row) - CHIEF,
    "confidentiality.Incident.title": lambda s, row: who_sees(s, row) | reporter(s, row),
    "confidentiality.Incident.text": lambda s, row: who_sees(s, row) | reporter(s, row),
}


def on_contracts(scene: Scene, row) -> Set:
    """The parties to a contract stand in it."""
    return who_sees(scene, row) | (doors.SIGNED | doors.LED if row.pk == scene.jia.pk else NOBODY)


def themselves(scene: Scene, row) -> Set:
    return frozenset(who for who, one in scene.people.items() if one.pk == row.pk)


def reporter(scene: Scene, row) -> Set:
    return frozenset({"foreign"}) if row.reporter_id == scene.people["foreign"].pk else NOBODY


def who_sees(scene: Scene, row) -> Set:
    found = scene.roots.get((row._meta.label, row.pk))
    if found is not None:
        return found
    return ROWS[row._meta.label](scene, row)


# ── planting


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """The columns of a model that hold words of somebody's."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    found = [f for f in model._meta.concrete_fields if isinstance(f, kinds) and not f.choices]
    return [f for f in found if not is_left_out(model, f)]


def is_left_out(model, known: models.Field) -> bool:
    label = base_of(model)._meta.label
    if isinstance(known, models.JSONField) and f"{label}.{known.name}" not in JSON_PLANTED:
        return True
    return known.name in NOT_PLANTED or f"{label}.{known.name}" in NOT_PLANTED


def base_of(model) -> type[models.Model]:
    """What a table of history is the history of."""
    return getattr(model, "instance_type", model)


def planted_models() -> list[type[models.Model]]:
    """Those of ours that have a table of their own."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        ours = base_of(model).__module__.startswith(("bizdept", "customers", "contracts", "confidentiality"))
        is_one = (ours or model._meta.label == "usersessions.UserSession") and not model._meta.proxy
        if is_one and model._meta.app_label not in SEALED and texts_of(model):
            found.append(model)
    return found


def lay_in(scene: Scene) -> None:
    """A row in the tables that the scene leaves empty."""
    company, officer = scene.company, Actor(scene.company.officer)
    scene.jia.account, scene.jia.phone = "622", "021-secret-2"
    scene.jia = fresh(keep(scene.jia, by=scene.by))
    remarks.comment(scene.review, "words", by=scene.by)
    incidents.add_word(scene.leak, "words", by=officer, on=TODAY, is_open=False)
    facts = {"user": scene.people["expired"], "granted_by": company.chief, "ended_by": company.chief}
    EndedGrant.objects.create(
        record=scene.jia, reason="x", ended_because="x", starts_at=scene.now - 9 * DAY,
        expires_at=scene.now - 5 * DAY, ended_at=scene.now - 6 * DAY, **facts,
    )  # fmt: skip
    Draft.objects.create(
        person=company.li, address=f"/customers/{scene.jia.pk}/edit/", content=[["notes", "x"]], at=scene.now
    )
    given = {"by": scene.by, "on": TODAY, "why": "read by nobody", "way": Paper.Way.SHRED}
    scene.old_paper = PAPERS.perform("propose", supervised.enter(company, "old"), **given)
    change = {"name": next(iter(NUMBERS)), "value": 9, "holds_from": TODAY + 999 * DAY, "article": "9.2"}
    NumberChange.objects.create(**change, decided_by=company.leader, decided_at=scene.now)
    ChannelState.objects.create(name="mail", failed_at=scene.now)
    JobRun.objects.create(name="confidentiality.tasks.watch", started_at=scene.now, finished_at=scene.now, failures=1)
    BackupOrder.objects.create(kind="trial", asked_at=scene.now, began_at=scene.now, ended_at=scene.now)
    incidents.propose_sanction(scene.found, company.zhao, "8.3.3", "words", by=officer, on=TODAY)
    LeaversCheck.objects.create(
        hand_over=scene.hand_over, name="keys", answer="done", note="x", by=company.officer, at=scene.now
    )


def plant(scene: Scene) -> Markers:
    """Every text of every row gets its marker, behind the words that stand there; seals and triggers are lifted."""
    lay_in(scene)
    scene.roots = of_roots(scene)
    markers = Markers()
    with no_triggers():
        for model in planted_models():
            for row in model._base_manager.order_by("pk"):
                plant_row(scene, markers, model, row)
        for attachment in Attachment.objects.order_by("pk"):
            plant_file(scene, markers, attachment)
        make_anew(scene)
    for name in ("draft", "review", "led", "signed"):
        setattr(scene, name, fresh(getattr(scene, name)))
    Remembered.forget_all()
    return markers


def plant_row(scene: Scene, markers: Markers, model, row) -> None:
    base, root = base_of(model), row
    if base is not model:
        root = base._base_manager.filter(pk=getattr(row, base._meta.pk.attname)).first()
    label, values = model._meta.label, {}
    for known in texts_of(model):
        marker, name = text_of(len(markers.by_text)), f"{base._meta.label}.{known.name}"
        if name in NOT_IF_EMPTY and not getattr(row, known.attname):
            continue
        try:
            told = FIELDS.get(f"{label}.{known.name}") or FIELDS.get(name)
            shown_to = told(scene, root) if told else who_sees(scene, root)
        except KeyError:
            markers.untold.add(f"{label} {row.pk}: {row}")
            return
        markers.by_text[marker] = Marker(marker, label, known.name, row.pk, shown_to)
        values[known.attname] = with_marker(base, known, getattr(row, known.attname), marker)
    model._base_manager.filter(pk=row.pk).update(**values)


def plant_file(scene: Scene, markers: Markers, row: Attachment) -> None:
    """The bytes have one of their own; the file lies under another hash then."""
    marker = text_of(len(markers.by_text))
    markers.by_text[marker] = Marker(marker, "files.Attachment", "bytes", row.pk, of_file(scene, row))
    sha256, size = store.put([PDF, marker.encode()])
    Attachment.objects.filter(pk=row.pk).update(sha256=sha256, size=size)


def with_marker(model, known: models.Field, value, marker: str):
    if isinstance(known, models.JSONField):
        return in_leaves(value, JSON_PLANTED[f"{model._meta.label}.{known.name}"], marker)
    if isinstance(known, models.EmailField):
        return f"{marker}@firm.example"
    room = (known.max_length or 10**6) - len(marker) - 1
    assert room >= 0, f"{model._meta.label}.{known.name} is too short: say so"
    return f"{value[:room]} {marker}".strip()


def in_leaves(value, names: tuple[str, ...], marker: str):
    if isinstance(value, list) and value and value[0] in names:  # a field of a form and what was typed there
        return [value[0], f"{value[1]} {marker}"]
    if isinstance(value, list):
        return [in_leaves(one, names, marker) for one in value]
    if isinstance(value, dict):
        return {k: f"{v} {marker}" if k in names else in_leaves(v, names, marker) for k, v in value.items()}
    return value


def make_anew(scene: Scene) -> None:
    """What is made of these words: what they are found by, frozen contents, hashes, files."""
    for model in apps.get_models():
        if issubclass(model, Searchable) and not model._meta.proxy and base_of(model) is model:
            for row in model._base_manager.all():
                row.derive()
                values = {name: getattr(row, name) for name in DERIVED if hasattr(row, name)}
                model._base_manager.filter(pk=row.pk).update(**values)
    for model in (NdaText, MaterialVersion):
        for row in model._base_manager.exclude(sha256=""):
            model._base_manager.filter(pk=row.pk).update(sha256=row.digest())
    for version in Version.objects.of_kind(type(scene.draft)):
        content = content_of(version.record)
        Version.objects.filter(pk=version.pk).update(content=content, sha256=sha256_of(content))


DERIVED = {"search_text", "search_grams", "name_key", "phone_key", "domain_key"}


@contextmanager
def no_triggers() -> Iterator[None]:
    """What is sealed may be written, for as long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        held = cursor.fetchall()
        for name, _sql in held:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in held:
            cursor.execute(sql)
