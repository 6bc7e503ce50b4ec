"""Order a piece of work, do what waits, stop one, forget old ones."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bizdept.audit.chain import sealed
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, Refused
from bizdept.web.works.models import SILENCE, TURNS, Work
from bizdept.web.works.progress import Progress, Stopped, ask_to_stop, is_to_stop, last_sign

KEPT = timedelta(days=7)
MOST = 5  # pieces that one person may have waiting
Stage = Work.Stage
Doing = Callable[[Work, Progress], str]


@dataclass(frozen=True)
class Kind:
    """What a kind of work does, and what is set right where nothing came of it."""

    name: str
    do: Doing
    undo: Callable[[Work], None] | None = None


KINDS: dict[str, Kind] = {}


def kind(name: str, *, undo: Callable[[Work], None] | None = None) -> Callable[[Doing], Doing]:
    """Make a function the doing of that kind of work: it returns the address to which it leads."""

    def entered(do: Doing) -> Doing:
        KINDS[name] = Kind(name, do, undo)
        return do

    return entered


@sealed()
def order(
    name: str, *, by: Actor, title: str, back_to: str, about: int | None = None, told: dict | None = None,
    asks: bool = False,
) -> Work:  # fmt: skip
    """Put a piece of work in line; a worker takes it up within seconds, or once it is approved, where it `asks`.

    Refused where the person has many already.
    """
    if Work.objects.open_of(by.person).count() >= MOST:
        raise Refused([Reason("many", _("%d pieces of work wait for you already. Let one of them end first.") % MOST)])
    told = (told or {}) | {"for": by.on_behalf_of.pk if by.on_behalf_of else None, "address": by.address}
    facts = {"name": name, "title": title[:200], "back_to": back_to, "about": about, "told": told}
    return Work.objects.create(person=by.person, stage=Stage.ASKED if asks else Stage.WAITING, **facts)


def release(work: Work, told: dict) -> Work:
    """Let a worker take up what was asked for, with what it is told besides; under the seal of whoever approved it."""
    work.stage, work.told = Stage.WAITING, work.told | told
    work.save(update_fields=["stage", "told"])
    return work


def asked(work: Work) -> Work:
    """The work under its lock, if it still waits for approval. Refused where somebody was quicker."""
    work = Work.objects.select_for_update(of=("self",)).select_related("person").get(pk=work.pk)
    if work.stage != Stage.ASKED:
        raise Refused([Reason("already", _("It was decided before: %s.") % work.get_stage_display())])
    return work


def actor_of(work: Work) -> Actor:
    """Who ordered it, as they may act now. Raises PermissionDenied where nobody is left who may."""
    pk = work.told.get("for")
    principal = type(work.person).objects.get(pk=pk) if pk else None  # who has left is not left out, but refused
    return Actor(work.person, principal, work.told.get("address") or "").renewed()


def do_waiting(*, at: datetime) -> int:
    """Do what waits, one after the other; how many pieces came to an end. A lost one is begun once more."""
    ended = 0
    while work := claim(at=at):
        perform(work)
        ended, at = ended + 1, timezone.now()
    return ended


@sealed()
def claim(*, at: datetime) -> Work | None:
    """Take the first piece that nobody does. One that was lost too often is given up."""
    skip_locked = connection.features.has_select_for_update_skip_locked
    for work in Work.objects.waiting(at).select_for_update(skip_locked=skip_locked):
        if work.stage == Stage.RUNNING and (last_sign(work) or work.started_at) > at - SILENCE:
            continue
        if work.turns >= TURNS:
            end(work, Stage.FAILED, at=at, trouble=_("It was broken off twice, and nothing was written."))
            continue
        work.stage, work.started_at, work.turns = Stage.RUNNING, at, work.turns + 1
        work.save()
        return work
    return None


def perform(work: Work) -> None:
    """Do a piece of work in its person's language, and say what became of it. What it writes is whole or not there."""
    with translation.override(work.person.language or settings.LANGUAGE_CODE):
        try:
            if is_to_stop(work):
                raise Stopped
            address = KINDS[work.name].do(work, Progress(work))
        except Stopped:
            end(work, Stage.STOPPED, at=timezone.now())
        except Refused as refusal:
            end(work, Stage.FAILED, at=timezone.now(), trouble=str(refusal))
        except PermissionDenied:
            end(work, Stage.FAILED, at=timezone.now(), trouble=_("You may no longer do this."))
        except BaseException:
            logging.getLogger(__name__).exception("Work %d broke", work.pk)
            end(work, Stage.FAILED, at=timezone.now(), trouble=_("It was broken off, and nothing was written."))
            raise
        else:
            end(work, Stage.DONE, at=timezone.now(), leads_to=address)


@sealed()
def end(work: Work, stage: str, *, at: datetime, trouble: str = "", leads_to: str = "") -> None:
    """Write down what became of it, and set right what was waiting for it. Nothing, where another worker has begun it
    anew meanwhile: it is theirs to tell."""
    rows = Work.objects.filter(pk=work.pk, turns=work.turns)
    if not rows.update(stage=stage, ended_at=at, trouble=trouble[:500], leads_to=leads_to[:200]):
        return
    undo = KINDS[work.name].undo
    if undo and stage != Stage.DONE:
        undo(work)


@sealed()
def stop(work: Work, *, by: Actor, at: datetime) -> None:
    """End a piece of work: at once where it waits, else at its next word."""
    work = Work.objects.select_for_update().get(pk=work.pk)
    if work.stage in (Stage.ASKED, Stage.WAITING):
        end(work, Stage.STOPPED, at=at)
    elif work.stage == Stage.RUNNING:
        ask_to_stop(work)


@sealed()
def forget_old(*, at: datetime) -> int:
    """Delete works that ended a week ago, with what they made; how many. Safe to repeat.

    What nobody approved within a week is given up.
    """
    for work in Work.objects.filter(stage=Stage.ASKED, made_at__lt=at - KEPT):
        end(work, Stage.FAILED, at=at, trouble=_("Nobody decided on it within a week."))
    old = list(Work.objects.filter(ended_at__lt=at - KEPT))
    for work in old:
        shutil.rmtree(work.folder, ignore_errors=True)
    Work.objects.filter(pk__in=[work.pk for work in old]).delete()
    return len(old) + sweep(at)


def sweep(at: datetime) -> int:
    """Folders of works that nobody knows of: a restored database is younger or older than its files."""
    known, gone = {str(place) for place in Work.objects.values_list("place", flat=True)}, 0
    for folder in (Path(settings.FILES_DIR) / "works").glob("*"):
        if folder.name not in known and folder.stat().st_mtime < (at - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone
