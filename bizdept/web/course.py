"""How far a record has come: the steps of its lifecycle bar, and the timeline of what was decided by whom."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.people.actor import who_of
from bizdept.web import words
from bizdept.workflow.models import Condition, MoveLog, Opinion, Remark, Verdict
from bizdept.workflow.moves import Lifecycle

TONES = {Verdict.AGREE: "ok", Verdict.CONDITIONS: "warn", Verdict.OBJECT: "bad"}


def logs_of(record) -> list[MoveLog]:
    """What was decided about a record, oldest first, with the people. One query."""
    return list(MoveLog.objects.of(record).select_related("by", "on_behalf_of").order_by("pk"))


def steps(lifecycle: Lifecycle, record, logs: Iterable[MoveLog]) -> list[dict]:
    """The usual way with the day on which each state was last reached; a side state stands where the way broke off."""
    labels = dict(record.State.choices)
    reached = {log.target: log.on for log in logs if log.source != log.target}
    now = record.state
    path = list(lifecycle.path)
    if now not in path:  # returned, refused, void: it stands in the place of the last state that was reached
        last = max((path.index(state) for state in reached if state in path), default=0)
        path[last] = now
    here = path.index(now)
    found = []
    for place, state in enumerate(path):
        day = record.opened_on if place == 0 and state not in reached else reached.get(state)
        kind = "done" if place < here else ("now" if place == here else "")
        if place == here and now not in lifecycle.path:
            kind = "stop"
        elif place == here == len(path) - 1:
            kind = "done"
        found.append({"label": labels[state], "note": words.day(day) if day and place <= here else "", "state": kind})
    return found


def said(remark: Remark) -> dict[str, Any]:
    """A remark as the timeline shows it."""
    what = {
        Remark.Kind.COMMENT: (_("wrote"), "message-2"),
        Remark.Kind.ASKED: (_("asked %s besides") % remark.department, "user-plus"),
        Remark.Kind.HANDED: (_("handed it on to %s") % remark.to, "user-share"),
        Remark.Kind.REMINDED: (_("reminded those it waits for"), "bell"),
    }
    words, symbol = what[Remark.Kind(remark.kind)]
    item = {"who": who_of(remark.by, remark.on_behalf_of), "what": words, "at": remark.at, "icon": symbol}
    return item | {"tone": "", "quote": remark.text}


def condition_line(condition: Condition) -> str:
    """A condition with whether it is met, and by whom."""
    if not condition.met_on:
        return f"☐ {condition.text}"
    return f"☑ {condition.text} · {who_of(condition.met_by, condition.met_for)}"


def timeline(
    lifecycle: Lifecycle, logs: Iterable[MoveLog], opinions: Iterable[Opinion], remarks: Iterable[Remark] = ()
) -> list[dict]:
    """Moves, opinions and what was said besides in one line of time; opinions that are awaited come last."""
    found: list[dict[str, Any]] = [said(remark) for remark in remarks]
    for log in logs:
        move = lifecycle.moves.get(log.move)
        tone = {"ok": "ok", "bad": "bad"}.get(move.tone if move else "", "info")
        item = {"who": who_of(log.by, log.on_behalf_of), "what": move.label if move else log.move, "at": log.at}
        found.append(item | {"tone": tone, "icon": move.icon if move else "", "quote": log.note})
    for opinion in (o for o in opinions if o.verdict):
        conditions = "\n".join(map(condition_line, opinion.conditions.all()))
        item = {
            "who": f"{opinion.department} {who_of(opinion.by, opinion.on_behalf_of)}",
            "badge": opinion.get_verdict_display(),
            "badge_tone": TONES[Verdict(opinion.verdict)],
            "at": opinion.given_at,
            "tone": TONES[Verdict(opinion.verdict)],
            "icon": "x" if opinion.verdict == Verdict.OBJECT else "check",
            "quote": "\n".join(filter(None, (opinion.note, conditions))),
        }
        found.append(item)
    found.sort(key=itemgetter("at"))
    for opinion in (o for o in opinions if not o.verdict):
        found.append(
            {
                "who": str(opinion.department),
                "badge": pgettext("opinion", "awaited"),
                "badge_tone": "warn",
                "tone": "",
                "at": "",
            }
        )
    return found
