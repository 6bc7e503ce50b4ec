"""Every guard and lock of the source, found by its shape, and a copy of the source in which each has a switch.

Without the seals: tests/house/test_seals.py takes each of them away, in a second.
"""

import ast
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.house.code import ROOT, parents_in

PACKAGES = ("bizdept", "customers", "contracts")
LEFT_OUT = {"migrations", "demo", "management"}
RAISES = {"PermissionDenied": "permission", "Refused": "refused", "Http404": "not found"}
MARKS = ("mac", "previous", "sha256", "check_code")  # what a seal or a code is compared by
SEALS = {"bizdept/audit/check.py", "bizdept/workflow/papers.py", "bizdept/files/store.py"}
NOT_COPIED = shutil.ignore_patterns("node_modules", ".git", ".venv", "__pycache__", "*.sqlite3", "data")
SWITCH = ast.parse("from tests.drills import switch as _switch").body


@dataclass(frozen=True)
class Guard:
    """One guard: taken away, it is one mutant."""

    number: int
    file: str
    line: int
    function: str
    kind: str
    text: str

    @property
    def place(self) -> str:
        """Its name on the list of known survivors; it stays when lines are added above."""
        return f"{self.file}:{self.function}: {self.text}"


class Switches(ast.NodeTransformer):
    """Puts a switch in the place of each guard of one module."""

    def __init__(self, file: str, source: str, first: int):
        self.file, self.tree, self.next = file, ast.parse(source), first
        self.guards: list[Guard] = []
        self.functions: list[str] = []
        self.parents = parents_in(self.tree)

    def changed(self) -> str:
        tree = self.visit(self.tree)
        start = next((n for n, s in enumerate(tree.body) if not is_words(s) and not is_future(s)), len(tree.body))
        tree.body[start:start] = SWITCH
        return ast.unparse(ast.fix_missing_locations(tree))

    def number(self, node: ast.AST, kind: str) -> ast.Constant:
        text = ast.unparse(node).splitlines()[0][:110]
        name = ".".join(self.functions) or "module"
        self.guards.append(Guard(self.next, self.file, node.lineno, name, kind, text))
        self.next += 1
        return ast.Constant(self.guards[-1].number)

    def switch(self, name: str, node: ast.AST, kind: str, *words: ast.expr, **named) -> ast.Call:
        function = ast.Attribute(ast.Name("_switch", ast.Load()), name, ast.Load())
        call = ast.Call(function, [self.number(node, kind), *words], named.get("keywords", []))
        return ast.copy_location(call, node)

    def visit_ClassDef(self, node):
        return self.inside(node)

    def visit_FunctionDef(self, node):
        return self.inside(node)

    def inside(self, node):
        self.functions.append(node.name)
        self.generic_visit(node)
        self.functions.pop()
        return node

    def visit_If(self, node):
        shape = ast.copy_location(ast.parse(ast.unparse(node)).body[0], node)
        self.generic_visit(node)
        if raised := next((name for s in node.body if (name := raised_by(s))), ""):
            kind = "rights" if ".rights" in ast.unparse(shape.test) else RAISES[raised]
            node.test = self.switch("deny", shape, kind, node.test)
        elif (test := node.test) and isinstance(test, ast.BoolOp) and ast.unparse(test.values[-1]).endswith(".rights"):
            test.values[-1] = self.switch("hold", shape, "rights", test.values[-1])
        return node

    def visit_keyword(self, node):
        shape = ast.unparse(node.value)
        self.generic_visit(node)
        call = self.parents.get(node)
        if node.arg in ("who", "missing") and isinstance(call, ast.Call) and ast.unparse(call.func) == "Move":
            node.value = self.switch(node.arg, node, "move", node.value)
        return node if shape else node

    def visit_Compare(self, node):
        shape = ast.copy_location(ast.parse(ast.unparse(node), mode="eval").body, node)
        self.generic_visit(node)
        is_mark = self.file in SEALS and any(mark in ast.unparse(shape) for mark in MARKS)
        if is_mark and isinstance(node.ops[0], ast.NotEq | ast.Eq | ast.In):
            return self.switch("deny" if isinstance(node.ops[0], ast.NotEq) else "hold", shape, "seal", node)
        return node

    def visit_Call(self, node):
        shape = ast.copy_location(ast.parse(ast.unparse(node), mode="eval").body, node)
        self.generic_visit(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("select_for_update", "visible_to") and isinstance(node.func, ast.Attribute):
            kind = "lock" if name == "select_for_update" else "visible"
            return self.switch(name, shape, kind, node.func.value, *node.args, keywords=node.keywords)
        if name in ("refuse", "admit", "only", "visible_or_404") and isinstance(node.func, ast.Name):
            kind = "visible" if name == "visible_or_404" else name
            return self.switch(name, shape, kind, node.func, *node.args, keywords=node.keywords)
        if name == "is_any_of":
            return self.switch("deny", shape, "is_any_of", node)
        if name == "compare_digest":
            return self.switch("hold", shape, "seal", node)
        return node


def is_words(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def raised_by(node: ast.stmt) -> str:
    """The name of what is raised, if it is one of the three ways of saying no."""
    if not isinstance(node, ast.Raise) or node.exc is None:
        return ""
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return raised.id if isinstance(raised, ast.Name) and raised.id in RAISES else ""


def modules(only: str = "") -> Iterator[Path]:
    """The modules that guard; `only`: the beginning of their paths, several with commas."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT)
            if not LEFT_OUT & set(name.parts) and str(name).startswith(tuple(only.split(","))):
                yield name


def switched_copy(place: Path, only: str = "") -> list[Guard]:
    """Write the tree to `place` with a switch for each guard, and `guards.json` beside it; the guards."""
    shutil.copytree(ROOT, place, ignore=NOT_COPIED, symlinks=True)
    found: list[Guard] = []
    for name in modules(only):
        switches = Switches(str(name), (ROOT / name).read_text(), len(found))
        text = switches.changed()
        if switches.guards:
            (place / name).write_text(text)
        found += switches.guards
    (place / "guards.json").write_text(json.dumps([asdict(guard) for guard in found]))
    return found
