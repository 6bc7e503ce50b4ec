"""`manage.py draw_lifecycles`: docs/lifecycles.md, drawn from the tables of moves."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from bizdept.workflow.moves import LIFECYCLES, Lifecycle

PLACE = Path("docs/lifecycles.md")
HEAD = "| move | from | to | who | what must be there | article | opens | closes |"


def first_line(function) -> str:
    """What a rule says of itself, else its name."""
    lines = (function.__doc__ or "").strip().splitlines()
    return lines[0] if lines else function.__name__.replace("_", " ")


def drawn(label: str, lifecycle: Lifecycle) -> str:
    """One lifecycle: a diagram, and the table of its moves."""
    first = lifecycle.path[0] if lifecycle.path else lifecycle.model._meta.get_field("state").default
    lines = [f"## {label}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for move in lifecycle.moves.values():
        lines += [f"    {s} --> {t}: {move.name}" for s in move.sources for t in move.all_targets]
    lines += ["```", "", HEAD, "|---" * 8 + "|"]
    for move in lifecycle.moves.values():
        missing = "" if move.missing.__name__ == "nothing" else first_line(move.missing)
        cells = [
            f"`{lifecycle.address_of(move)}`", ", ".join(move.sources), ", ".join(move.all_targets),
            first_line(move.who), missing, move.article, ", ".join(o.kind for o in move.opens), ", ".join(move.closes),
        ]  # fmt: skip
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page() -> str:
    import_module(settings.ROOT_URLCONF)  # and with it every app's table of moves
    with translation.override("en"):
        parts = [drawn(label, LIFECYCLES[label]) for label in sorted(LIFECYCLES)]
    head = "# Lifecycles\nDrawn from the code by `manage.py draw_lifecycles`; a test holds this page against it.\n"
    return "\n\n".join([head.rstrip(), *parts]) + "\n"


class Command(BaseCommand):
    help = "Draws docs/lifecycles.md from the tables of moves."

    def handle(self, *args, **options):
        (settings.BASE_DIR / PLACE).write_text(page())
        self.stdout.write(f"{PLACE} is drawn.")
