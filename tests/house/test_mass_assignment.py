"""Whatever is sent besides the fields of a form changes nothing (ASVS 15.3.3): every form of the house is sent twice,
honestly, and with every field of every model added to it; the tables are the same afterwards.

The forms are found on the pages, so that a new one is tried without a word here.
"""

from collections import defaultdict

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from bizdept.remembered import Remembered
from bizdept.web.lists import ListForm
from customers.forms import CustomerForm
from tests.company import DAY, undone
from tests.house import doors
from tests.house.filled import OURS, ROUNDS, Filled, Found, Page, errors_in, key_of
from tests.house.scene import PRINCIPALS
from tests.house.test_doors import Visitor

pytestmark = pytest.mark.once
NOT_COMPARED = ("django_session", "usersessions_usersession", "sqlite_sequence")
READ_EVERYWHERE = {"press", "version", "seen", "next", "csrfmiddlewaretoken"}  # fields of the forms of bizdept.web
MARK = "hostile7"
BESIDES = {"id": "1", "pk": "1", "is_staff": "on", "is_superuser": "on", "groups": "1", "user_permissions": "1"}


def project_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith(OURS)]


def hostile_values(scene, who: str) -> dict[str, list[str]]:
    """By the name that is sent: for every concrete field of every model, values of its type that nobody sent."""
    other = scene.people["foreign" if who != "foreign" else "granted"].pk
    found: dict[str, set[str]] = defaultdict(set)
    for model in project_models():
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname}:
                found[name] |= set(values_for(field, scene, other))
    return {name: sorted(values) for name, values in found.items()} | {n: [v] for n, v in BESIDES.items()}


def values_for(field, scene, other: int) -> list[str]:
    if field.choices:
        choices = [str(value) for value, _label in field.flatchoices if str(value)]
        return [choices[0], choices[-1]]
    if isinstance(field, models.ForeignKey):
        label = field.related_model._meta.label_lower
        if label == "people.user":
            return [str(other)]
        if label == "people.department":
            return [str(scene.company.other_section.pk)]
        newest = field.related_model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        return [str(newest or 1)]
    if isinstance(field, models.BooleanField):
        return ["on", "False"]
    if isinstance(field, models.DateTimeField):
        return ["2031-07-07T07:07:00"]
    if isinstance(field, models.DateField):
        return [(timezone.localdate() + 1999 * DAY).isoformat()]
    if isinstance(field, models.IntegerField | models.DecimalField):
        return ["77"]
    if isinstance(field, models.JSONField):
        return [f'{{"{MARK}": 1}}']
    return [MARK]


def tables() -> dict[str, dict]:
    """Every row of every table by its key."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name in NOT_COMPARED:
                continue
            cursor.execute(f'SELECT * FROM "{name}"')  # names of our own tables
            columns = [column[0] for column in cursor.description]
            found[name] = {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}
    return found


def differences(one: dict[str, dict], other: dict[str, dict]) -> set[tuple]:
    """(table, key, column) of each cell that is not the same in both; a row that only one has is a cell "row"."""
    found = set()
    for name in one.keys() | other.keys():
        mine, theirs = one.get(name, {}), other.get(name, {})
        if mine == theirs:
            continue
        found |= {(name, key, "row") for key in mine.keys() ^ theirs.keys()}
        for key in mine.keys() & theirs.keys():
            found |= {(name, key, column) for column, value in mine[key].items() if value != theirs[key].get(column)}
    return found


def filters() -> set[str]:
    """What a batch goes over may be said by the list's filters."""
    return {name for kind in ListForm.__subclasses__() for name in kind.base_fields}


class Sender:
    """Finds every form, sends it honestly and with everything added."""

    def __init__(self, scene):
        self.scene, self.visitors = scene, {}
        self.todo: dict[tuple, tuple[str, Filled]] = {}
        self.wrong, self.stuck, self.tried, self.added = [], {}, [], 0
        self.values: dict[str, dict] = {}

    def visitor(self, who: str) -> Visitor:
        if who not in self.visitors:
            self.visitors[who] = Visitor(self.scene, who)
        return self.visitors[who]

    def find(self, only: tuple[str, ...] = ()):
        """Every address of doors.py that takes a POST, by the first who may; then all that their pages lead to."""
        pages, buttons = self.doors(only)
        found = self.crawl(pages, follow=not only)
        for key, (who, address, form) in found.items():
            if not only or key[0].startswith(only):
                self.todo[key] = (who, Filled(self.visitor(who).browser, address, form))
        for key, (who, address, data) in buttons.items():
            if key not in self.todo:
                self.todo[key] = (who, Filled(self.visitor(who).browser, address, None, data))

    def doors(self, only: tuple[str, ...]) -> tuple[dict, dict]:
        """The pages that hold a form of their own, and the buttons that stand on others."""
        pages, buttons = {}, {}
        for name, row in ((name, row) for name, rows in doors.DOORS.items() for row in rows):
            address = doors.target(name, row, self.scene)
            posts = [who for who in PRINCIPALS if row.answer(who, "post") in (200, 302, 422) and who != "nobody"]
            who = posts[0] if posts else "nobody" if row.answer("nobody", "post") in (200, 422) else ""
            if not who or only and not name.startswith(only):
                continue
            if row.answer(who, "get") == 200:
                pages.setdefault(key_of(address), (who, address))
            else:
                buttons.setdefault(key_of(address), (who, address, row.data(self.scene)))
        return pages, buttons

    def crawl(self, pages: dict, *, follow: bool) -> dict[tuple, tuple[str, str, Found]]:
        """The forms on these pages, and on all that they lead to."""
        found: dict[tuple, tuple[str, str, Found]] = {}
        seen, ahead = set(), list(pages.values())
        while ahead:
            who, address = ahead.pop(0)
            key = (key_of(address), "?" in address)
            if key[0] is None or key in seen:
                continue
            seen.add(key)
            visitor = self.visitor(who)
            with undone():
                response = visitor.browser().get(address)
            if response.status_code != 200 or "text/html" not in response.get("Content-Type", ""):
                continue
            page = Page(response.content.decode(), address)
            for form in page.forms:
                if there := key_of(form.action):
                    found.setdefault(there, (who, form.action, form))
            ahead += [(who, link) for link in sorted(page.links) if follow and key_of(link) not in pages]
        return found

    def send_all(self):
        for key, (who, form) in self.todo.items():
            if self.solve(form):
                self.compare(key, who, form)
            else:
                self.stuck[key] = f"{who} {form}"

    def solve(self, form: Filled) -> bool:
        form.sent |= GIVEN.get(key_of(form.address), {})
        for _round in range(ROUNDS):
            Remembered.forget_all()
            with undone():
                response = form.post()
                if form.judge(response):
                    return True
            if form.status not in (200, 409, 422) or not form.learn():
                return False
        return False

    def after(self, form: Filled, more: dict) -> tuple[int, dict, list]:
        Remembered.forget_all()
        with undone():
            response = form.post(**more)
            return response.status_code, tables(), [*errors_in(response)] if response.status_code == 422 else []

    def compare(self, key: tuple, who: str, form: Filled):
        if who not in self.values:
            self.values[who] = hostile_values(self.scene, who)
        status, honest, _said = self.after(form, {})
        again, twice, _said = self.after(form, {})
        by_chance = differences(honest, twice)  # tokens drawn by lot, and what is made of them
        prefixes = {""} | {name.rpartition("-")[0] + "-" for name in form.sent if "-" in name}
        taken = filters() if key[0].endswith(":batch") else set()
        taken |= UNSHOWN.get(key, set())
        taken |= form.sent.keys() | (form.found.boxes.keys() if form.found else form.fields.keys())
        for at in (0, -1):
            more = {
                prefix + name: [values[at]] for name, values in self.values[who].items() for prefix in prefixes
                if prefix + name not in taken and name not in READ_EVERYWHERE
            }  # fmt: skip
            self.added += len(more)
            answer, hostile, said = self.after(form, more)
            changed = differences(honest, hostile) - by_chance
            told = [cell for cell in by_chance if MARK in str(hostile.get(cell[0], {}).get(cell[1], ""))]
            if answer != status or changed or told:
                self.wrong.append(f"{key} by {who}: {status} → {answer} {said}, {sorted(map(str, changed))[:6]}{told}")
        self.tried.append(key)


GIVEN = {  # what no page can say by itself
    ("contracts:new",): {"customer": ["Secret Jia Ltd"]},
    ("confidentiality:ndas:move", "register_nda"): {"until": ["2031-01-01"]},
    ("confidentiality:incidents:follow",): {"code": ["AAAA-BBBB-CCCC-DDDD"]},
}
UNSHOWN = {  # fields of a form's own that stand on its next page, or of which nothing is chosen at first
    ("confidentiality:library:move", "put_in_force"): {"posts"},
    ("confidentiality:hand_overs:rows", "originals"): {"to"},
    ("confidentiality:incidents:follow",): {"text"},
}
# What can't be sent validly in the scene, each with the reason; nothing else may be left out.
NOT_SENT = {
    ("contracts:confirm",): "what the department cares for has changed: it is refused here",
    ("manage:reopen_account",): "nobody's account is closed",
    ("manage:import_days",): "the list of days is a file of a shape of its own; its rows are read, no model's fields",
    ("confidentiality:hand_overs:rows", "papers"): "found by its keeper's link, who only looks; as that of customers",
    ("confidentiality:hand_overs:rows", "rectifications"): "as above",
    ("confidentiality:hand_overs:rows", "materials"): "as above",
    ("confidentiality:hand_overs:rows", "personal"): "as above",
    ("confidentiality:break_glass",): "nothing in the scene is closed to the chief, who is asked first",
    ("manage:reset_factor",): "nobody in the scene has a second factor; it asks for nothing",
    ("manage:test_channel", "mail"): "no mail is set up in the scene; it asks for nothing",
    ("manage:back_up_now",): "no folder is set for backups in the scene; it asks for nothing",
    ("manage:try_restore",): "as above",
}


@pytest.fixture
def sender(scene, settings) -> Sender:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    return Sender(scene)


def test_nothing_but_the_fields_of_a_form_is_written(sender, capsys):
    sender.find()
    sender.send_all()
    with capsys.disabled():
        print(f"\n{len(sender.tried)} forms sent with {sender.added} fields added; not sent: {len(sender.stuck)}")
    assert not sender.wrong, "\n".join(sender.wrong)
    stuck = {key: why for key, why in sender.stuck.items() if key not in NOT_SENT}
    assert not stuck, "\n".join(f"{key}: {why}" for key, why in stuck.items())
    assert len(sender.tried) > 250


def test_a_form_that_takes_more_than_it_shows_is_found(sender, monkeypatch):
    """The control: the customer's form made wide, as by fields = "__all__"."""
    more = {"opened_on": forms.DateField(required=False), "state": forms.CharField(required=False)}
    honest = CustomerForm.fields_to_keep

    def everything(self) -> dict:
        return honest(self) | {name: self.cleaned_data[name] for name in more if self.cleaned_data.get(name)}

    for name, field in more.items():
        monkeypatch.setitem(CustomerForm.base_fields, name, field)
    monkeypatch.setattr(CustomerForm, "fields_to_keep", everything)
    sender.find(only=("customers:edit", "customers:new"))
    sender.send_all()
    assert any("customers_customer" in line for line in sender.wrong), sender.wrong


def test_each_form_of_a_model_names_its_fields():
    kinds = [kind for kind in every(forms.ModelForm) if kind.__module__.startswith(OURS)]
    wide = [kind.__name__ for kind in kinds if kind._meta.exclude or kind._meta.fields in (None, forms.ALL_FIELDS)]
    assert kinds and not wide


def every(kind: type) -> list[type]:
    return [one for sub in kind.__subclasses__() for one in (sub, *every(sub))]
