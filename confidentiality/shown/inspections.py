"""What the pages show beside an inspection: its answers in words, what is to be put right, photos and papers."""

from confidentiality.library.checklists import FIRST
from confidentiality.models import Area, Checklist, Inspection, Rhythm
from confidentiality.models.inspections import VERDICTS
from confidentiality.rules import inspections as rules
from confidentiality.shown.files import files_of

TONES = {"ok": "ok", "finding": "bad", "none": "line", "": ""}


def beside(inspection: Inspection) -> dict:
    lines = told(inspection)
    return {
        "lines": lines,
        "answered": sum(1 for line in lines if line["verdict"]),
        "findings": list(inspection.findings.with_people()),
        "has_unset": bool(rules.unset_findings(inspection)),
        "files": files_of(inspection),
    }


def told(inspection: Inspection) -> list[dict]:
    """The checklist with each answer in words and its colour."""
    labels = dict(VERDICTS)
    return [
        line | {"label": labels.get(line["verdict"], ""), "tone": TONES[line["verdict"]]}
        for line in inspection.lines()
    ]  # fmt: skip


def items_of(area: str, newest: Checklist | None) -> list[str]:
    """What is looked at: the newest version's items, or those that the house begins with."""
    return newest.items if newest else FIRST[area]


def the_plan() -> dict:
    """The rhythm of each department, and the checklist of each area as it stands."""
    newest = {row.area: row for row in Checklist.objects.in_order()}
    lists = [
        {
            "area": area,
            "label": Area(area).label,
            "newest": newest.get(area),
            "items": items_of(area, newest.get(area)),
        }
        for area in Area
    ]
    return {"rhythms": list(Rhythm.objects.in_order()), "checklists": lists}
