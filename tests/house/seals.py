"""Who writes without a seal: `sealed()` may stand in the writer itself, or in each of those that call it.

Read from the source alone. A reference counts as a call, so that what is handed over as a function is found too.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.code import SENDS, WRITES, sources

WRITE = "(writes)"
NEEDS = WRITES | {"select_for_update"}
BY_KEYWORDS = {"update", "create"}  # so called also by sets, hashes and questions, with other arguments
LEFT_OUT = ("demo", "models")  # the demo company is laid in under one seal; a model's save() is its caller's
SEALS_ITSELF = {"lifecycle"}  # the engine calls what a move does, under its own seal
APART = {  # the tops that need no seal, and why
    "customers.imports.customers.CustomerImporter.write": "web/imports calls whatever importer it is given, sealed",
    "customers.imports.contacts.ContactImporter.write": "the same",
    "customers.imports.whose.AboutCustomers.hold": "it locks what these write, in the same way",
    "customers.imports.today.OfCustomers.may_take_back": "web/imports calls it while it takes back, sealed",
    "bizdept.notices.tasks.drain_outbox": "claimed, sent and marked in three steps, each one statement",
    "bizdept.notices.runs.recorded": "one row, in one statement, that must stay when the work is rolled back",
    "bizdept.web.fresh.Proof.holds": "what was proven stands in the session",
}


@dataclass
class Module:
    """One module: its functions, methods as Class.name, and what its names stand for."""

    path: Path
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass
class Writer:
    """One function: whether all of it is sealed, and what it does outside and inside every `with sealed()` in it."""

    is_sealed: bool
    bare: set[str]  # whom it refers to, by the name from the root; WRITE: it writes itself
    held: set[str]

    def stripped(self) -> "Writer":
        """The same without any seal of its own."""
        return Writer(False, self.bare | self.held, set())


def module_of(path: Path, tree: ast.Module) -> Module:
    module = Module(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module.names |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        module.functions |= {f"{prefix}{f.name}": f for f in inner if isinstance(f, ast.FunctionDef)}
    return module


def writers(parsed: Iterable[tuple[Path, ast.Module]]) -> dict[str, Writer]:
    """Every function of the source by its name from the root."""
    modules = {m.name: m for m in (module_of(path, tree) for path, tree in parsed)}
    return {
        f"{m.name}.{name}": writer(function, name, m, modules)
        for m in modules.values()
        for name, function in m.functions.items()
    }


def writer(function: ast.FunctionDef, name: str, module: Module, modules: dict[str, Module]) -> Writer:
    is_quiet = bool(set(module.path.with_suffix("").parts) & set(LEFT_OUT))
    does: dict[bool, set[str]] = {True: set(), False: set()}
    for node, is_held in under(function.body):
        if needs_a_seal(node) and not is_quiet:
            does[is_held].add(WRITE)
        if dotted := name_of(node, name, module, modules):
            does[is_held].add(dotted)
    return Writer(any(map(is_seal, function.decorator_list)), does[False], does[True])


def is_seal(node: ast.AST) -> bool:
    return ast.unparse(node) == "sealed()"


def under(nodes: list[ast.stmt]) -> Iterator[tuple[ast.AST, bool]]:
    """Each node below, and whether it stands under a seal."""
    stack = [(node, False) for node in nodes]
    while stack:
        node, held = stack.pop()
        yield node, held
        held |= isinstance(node, ast.With) and any(is_seal(item.context_expr) for item in node.items)
        held |= isinstance(node, ast.FunctionDef) and any(map(is_seal, node.decorator_list))
        stack += [(child, held) for child in ast.iter_child_nodes(node)]


def needs_a_seal(node: ast.AST) -> bool:
    """A call that writes a row, locks one, or puts a line into the chain."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in {"note", "note_in_chain"}
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name in NEEDS - SENDS and (name not in BY_KEYWORDS or bool(node.keywords) and not node.args)


def name_of(node: ast.AST, function: str, module: Module, modules: dict[str, Module]) -> str:
    """The name from the root of the function that is referred to; nothing where it is none of ours."""
    way: list[str] = []
    while isinstance(node, ast.Attribute):
        way, node = [node.attr, *way], node.value
    if not isinstance(node, ast.Name):
        return ""
    if node.id == "self" and len(way) == 1:
        own = f"{function.partition('.')[0]}.{way[0]}"
        return f"{module.name}.{own}" if own in module.functions else ""
    if node.id in module.functions and not way:
        return f"{module.name}.{node.id}"
    full = ".".join([module.names.get(node.id, ""), *way])
    while (home := modules.get(full.rpartition(".")[0])) and full.rpartition(".")[2] not in home.functions:
        if not (further := home.names.get(full.rpartition(".")[2])):
            return ""
        full = further
    return full if home else ""


def unsealed(found: dict[str, Writer]) -> set[str]:
    """The tops that write without a seal: nobody above them holds one, and nobody is above them."""
    above, barely = defaultdict(set), defaultdict(set)
    for name, one in found.items():
        for called in one.bare | one.held:
            above[called].add(name)
            if called in one.bare and not one.is_sealed:
                barely[called].add(name)
    is_open, growing = set(), [WRITE]
    while growing:
        more = barely[growing.pop()] - is_open
        is_open |= more
        growing += more
    return {name for name in is_open if not above[name] - {name} and not set(name.split(".")) & SEALS_ITSELF}


def all_writers() -> dict[str, Writer]:
    return writers(sources())
