"""The life of a material (8.1.4, 9.1): drafted, put in force by a second hand version after version, withdrawn."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Department
from bizdept.refusal import refuse
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move
from confidentiality.actions.readings import settle
from confidentiality.forms.materials import ForceForm
from confidentiality.models import Material
from confidentiality.rules import materials as rules
from confidentiality.rules import readings

S = Material.State


def put_in_force(
    material: Material, *, by: Actor, on: date, holds_from: date, asks: bool = False, read_until: date | None = None,
    departments: Sequence[Department] = (), posts: Sequence[str] = (),
) -> None:  # fmt: skip
    """9.1: from its day on this version holds, word for word; who reads it is asked once it is in force."""
    refuse(rules.reasons_against_first_day(material, holds_from, on))
    version = material.draft
    version.holds_from, version.put_in_force_by, version.put_in_force_at = holds_from, by.person, timezone.now()
    if asks:
        refuse(readings.reasons_against_round(read_until, on))
        version.read_until = read_until
        version.asked_departments, version.asked_posts = [one.pk for one in departments], list(posts)
    version.sha256 = version.digest()
    version.version += 1
    keep(version, by=by, reason="put_in_force")
    note("record", "confidentiality.version", version, by=by, row=version, sha256=version.sha256)
    material.edition, material.holds_from, material.drafted = version.number, holds_from, 0
    seal(material, by=by)


def drop(material: Material, *, by: Actor, on: date) -> None:
    version = material.draft
    version.dropped_on = on
    version.version += 1
    keep(version, by=by, reason="drop")
    material.drafted = 0
    seal(material, by=by)


def withdraw(material: Material, *, by: Actor, on: date) -> None:
    seal(material, by=by)


def seal(material: Material, *, by: Actor) -> None:
    note("record", "confidentiality.write_material", material, by=by, row=material)


def after_dropping(material: Material, by: Actor) -> str:
    """8.1.4: without its first version there is nothing left of it."""
    return S.IN_FORCE if material.edition else S.WITHDRAWN


class OfLibrary(Lifecycle):
    """Once a version holds, or nothing of it does, those who read it are asked, or left in peace: in one deed."""

    @sealed()
    def perform(self, name: str, record, *, by: Actor, on: date, **facts):
        material = super().perform(name, record, by=by, on=on, **facts)
        settle(material, by=by, on=on, joins=False)
        return material


MATERIALS = OfLibrary(
    Material,
    [
        Move("put_in_force", pgettext_lazy("a material", "put in force"), (S.DRAFT, S.IN_FORCE), S.IN_FORCE,
             who=rules.decides, article="9.1", missing=rules.missing_for_force, effect=put_in_force, form=ForceForm,
             closes=(rules.DECIDE.name,), icon="circle-check", tone="primary", fresh=True,
             warns=gettext_lazy("A version that is in force is never changed again: a new one follows it.")),
        Move("drop_version", pgettext_lazy("a material", "drop the draft"), (S.DRAFT, S.IN_FORCE),
             after_dropping, who=rules.may_write_draft, article="8.1.4", effect=drop, form=ReasonForm,
             targets=(S.IN_FORCE, S.WITHDRAWN), closes=(rules.DECIDE.name,), icon="x", tone="bad"),
        Move("withdraw_material", pgettext_lazy("a material", "withdraw"), (S.IN_FORCE,), S.WITHDRAWN,
             who=rules.may_withdraw, article="8.1.4", missing=rules.missing_for_withdrawal, effect=withdraw,
             form=ReasonForm, icon="ban", tone="bad",
             warns=gettext_lazy("It stays open to its keeper and the section alone; nobody is asked to read it.")),
    ],
    path=(S.DRAFT, S.IN_FORCE, S.WITHDRAWN),
)  # fmt: skip
