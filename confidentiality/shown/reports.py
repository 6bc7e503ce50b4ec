"""The figures of a monthly report in words, in groups, as page and paper show them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.regulation.labels import in_labels
from confidentiality.models import Incident

Line = tuple[str, Any, str]  # words, figure, colour where it asks for something


def share(part: int, whole: int) -> str:
    return f"{part} / {whole}"


def groups(figures: dict[str, Any]) -> list[tuple[str, list[Line]]]:
    """Each group with its lines."""
    get = figures.get
    states = dict(Incident.State.choices)
    by_state = get("incidents_by_state") or {}
    return [
        (_("Agreements and rights"), [
            (_("staff with a confidentiality agreement in force"), share(get("covered", 0), get("staff", 0)),
             "" if get("covered", 0) == get("staff", 0) else "warn"),
            (_("requests to see, and granted of them"), f"{get('requests', 0)} · {get('requests_granted', 0)}", ""),
            (_("grants given, and ended"), f"{get('given', 0)} · {get('ended', 0)}", ""),
            (_("looks refused"), get("refusals", 0), ""),
            (_("lists taken out as files"), get("exports", 0), ""),
        ]),
        (_("Inspections and what was found"), [
            (_("inspections done in time, of those due"), share(get("inspections_in_time", 0), get("inspections", 0)),
             "" if get("inspections_in_time", 0) == get("inspections", 0) else "warn"),
            (_("inspections due and not done"), get("inspections_open", 0), bad(get("inspections_open", 0))),
            (_("put to somebody to put right, and passed"),
             f"{get('findings', 0)} · {get('findings_passed', 0)}", ""),
            (_("still open"), get("findings_open", 0), ""),
            (_("overdue"), get("findings_overdue", 0), bad(get("findings_overdue", 0))),
        ]),
        (pgettext("list", "Leaks"), [
            (_("reported in the month"), get("incidents", 0), bad(get("incidents", 0))),
            *((states[state], by_state.get(state, 0), "") for state in states),
        ]),
        (_("Section library"), [
            (in_labels(_("materials in force, and “%(confidential)s” or above of them")),
             f"{get('materials', 0)} · {get('materials_classified', 0)}", ""),
            (_("confirmed as read, of those asked"), share(get("readings_confirmed", 0), get("readings", 0)),
             "" if get("readings_confirmed", 0) == get("readings", 0) else "warn"),
            (_("not confirmed in time"), get("readings_late", 0), bad(get("readings_late", 0))),
        ]),
        (_("Papers and media"), [
            (_("in the register, and lent of them"), f"{get('papers', 0)} · {get('papers_lent', 0)}", ""),
            (_("lent too long"), get("papers_late", 0), bad(get("papers_late", 0))),
            (_("missing"), get("papers_missing", 0), bad(get("papers_missing", 0))),
            (_("destroyed in the month"), get("papers_destroyed", 0), ""),
        ]),
        (_("Audit chain"), [
            (_("read over, and found broken"), f"{get('checks', 0)} · {get('broken', 0)}", bad(get("broken", 0))),
            (_("where it ended when this was counted"), get("head", ""), ""),
        ]),
    ]  # fmt: skip


def bad(count: int) -> str:
    return "bad" if count else ""
