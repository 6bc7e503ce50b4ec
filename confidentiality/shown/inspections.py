"""What the pages show beside an inspection: its answers in words, what is to be put right, photos and papers."""

from bizdept.files.models import Attachment
from confidentiality.library.checklists import FIRST
from confidentiality.models import Area, Checklist, Inspection, Rhythm
from confidentiality.models.inspections import VERDICTS
from confidentiality.rules import inspections as rules

TONES = {"ok": "ok", "finding": "bad", "none": "line", "": ""}


def beside(inspection: Inspection) -> dict:
    lines = told(inspection)
    return {
        "lines": lines,
        "answered": sum(1 for line in lines if line["verdict"]),
        "findings": list(inspection.findings.with_people()),
        "has_unset": bool(rules.unset_findings(inspection)),
        "files": list(Attachment.objects.of(inspection).with_who().up_to(inspection.reach)),
    }


def told(inspection: Inspection) -> list[dict]:
    """The checklist with each answer in words and its colour."""
    labels = dict(VERDICTS)
    return [
        line | {"label": labels.get(line["verdict"], ""), "tone": TONES[line["verdict"]]}
        for line in inspection.lines()
    ]  # fmt: skip


def the_plan() -> dict:
    """The rhythm of each department, and the checklist of each area with its versions."""
    versions: dict[str, list[Checklist]] = {area: [] for area in Area}
    for row in Checklist.objects.in_order():
        versions[row.area].append(row)
    lists = [
        {"area": area, "label": Area(area).label, "newest": rows[0] if rows else None, "count": len(rows),
         "items": rows[0].items if rows else FIRST[area]}
        for area, rows in versions.items()
    ]  # fmt: skip
    return {"rhythms": list(Rhythm.objects.in_order()), "checklists": lists}
