"""The house rules over words: all are marked for translation, all are translated, none is Chinese in the source."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from setup import messages
from tests.house import code

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3001-\u3011]")
WORD = re.compile(r"[A-Za-z]{3,}")
SLOT = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
CHINESE_BY_NATURE = {  # where the source holds Chinese, and why
    "bizdept/regulation/labels.py": "the legal classes of state secrets, which no label may be",
    "bizdept/calendar/reading.py": "words of lists of holidays, as the State Council writes them",
    "bizdept/regulation/articles.py": "the regulation itself",
    "bizdept/web/context.py": "languages under their own names",
    "bizdept/web/imports": "headers of tables that people hand in",
    "bizdept/web/tables": "shapes of dates and blanks in tables that people hand in",
    "bizdept/manage/passwords.py": "a word of the house that people type",
    "bizdept/manage/demo": "invented people and companies",
    "bizdept/manage/volume": "invented people and companies",
    "contracts/capitals.py": "amounts in capitals",
    "contracts/papers.py": "numerals of a contract's articles",
    "contracts/library.py": "texts of clauses",
    "confidentiality/library": "the texts that a new house begins with: an agreement, checklists",
    "confidentiality/imports": "headers of tables that people hand in",
    "bizdept/search/pinyin.py": "surnames that are read otherwise than in a text",
    "customers/names.py": "words that names of companies end in, and that those of people may run into",
    "customers/imports": "headers of lists of customers, contacts and communications",
}
TOLD = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "title", "done", "warns"}
TOLD_BY = {
    "Reason": 1, "success": 1, "error": 1, "warning": 1, "info": 1, "ValidationError": 0, "MenuItem": 2, "NewItem": 1,
    "Column": 1, "kind": 1, "Move": 1,
}  # fmt: skip
UNSEEN = r"\w*class|record|state|\w*attrs"  # blocks that stand inside a tag
SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "data-confirm", "value")


def catalogue(language: str) -> Catalog:
    return messages.read(code.ROOT / "locale" / language / "LC_MESSAGES" / "django.po")


def parts(message: Message | str | tuple | list | None) -> list[str]:
    return [message] if isinstance(message, str) else list(message or [])


def slots(text: str) -> list[str]:
    return sorted(match[0] for match in SLOT.finditer(text))


def wanting(source: Catalog, translated: Catalog) -> Iterator[str]:
    """What has no translation, a doubtful one, or one whose blanks are others."""
    for message in source:
        if not message.id:
            continue
        found, name = translated.get(message.id, message.context), f"{parts(message.id)[0]!r} {message.locations[:1]}"
        if found is None or not found.string or not all(parts(found.string)):
            yield f"{name} is not translated"
        elif found.fuzzy:
            yield f"{name} is doubtful"
        else:
            wanted = {tuple(slots(text)) for text in parts(message.id)}
            yield from (f"{name}: other blanks" for text in parts(found.string) if tuple(slots(text)) not in wanted)


def left_over(source: Catalog, translated: Catalog) -> Iterator[str]:
    for message in translated:
        if message.id and source.get(message.id, message.context) is None:
            yield f"{parts(message.id)[0]!r} is said nowhere"


# ── what is not marked


def says_it_in_one_language(path: Path, tree: ast.AST) -> Iterator[str]:
    """A sentence for people, written down without gettext."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (code.chain_of(node.func) or [""])[0]
        said = [k.value for k in node.keywords if k.arg in TOLD]
        said += node.args[TOLD_BY[name] : TOLD_BY[name] + 1] if name in TOLD_BY else []
        for value in said:
            if isinstance(value, ast.JoinedStr) or isinstance(value, ast.Constant) and isinstance(value.value, str):
                text = value.value if isinstance(value, ast.Constant) else "".join(
                    part.value for part in value.values if isinstance(part, ast.Constant)
                )  # fmt: skip
                if WORD.search(text):
                    yield f"{path}:{value.lineno} says {text!r} without gettext"


def goes_by_a_name_that_is_not_gathered(path: Path, tree: ast.AST) -> Iterator[str]:
    """gettext under a name that the catalogues don't look for: its sentences would stay English for ever."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                if "gettext" in name.name and messages.KEYWORDS.get(name.asname or name.name, 0) == 0:
                    yield f"{path}:{node.lineno} calls {name.name} {name.asname or name.name}"


def says_it_in_one_language_there(path: str, text: str) -> Iterator[str]:
    """Words between tags, or in an attribute that is read out, outside translate."""
    plain = without_remarks(text)
    plain = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", " ", plain, flags=re.DOTALL)
    plain = re.sub(rf"\{{%\s*block (?:{UNSEEN})\s*%\}}.*?endblock\s*%\}}", " ", plain, flags=re.DOTALL)
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", plain, flags=re.DOTALL)
    plain = re.sub(r"<(script|style|kbd|code)\b.*?</\1>", " ", plain, flags=re.DOTALL | re.IGNORECASE)
    for name in SHOWN_ATTRIBUTES:
        for value in re.findall(rf"""\s{name}=["']([^"']*)["']""", plain):
            if " " in value.strip() and WORD.search(value) or name == "aria-label" and WORD.search(value):
                yield f"{path}: {name} says {value.strip()!r}"
    plain = re.sub(r"&\w+;", " ", re.sub(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", "\n", plain))
    for words in plain.split("\n"):
        if WORD.search(words):
            yield f"{path} says {words.strip()!r}"


def without_remarks(text: str) -> str:
    return re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", " ", text, flags=re.DOTALL)


def chinese_in(path: Path, text: str) -> Iterator[str]:
    """Chinese words in strings; comments and the first lines may name a Chinese term."""
    if any(str(path).startswith(place) for place in CHINESE_BY_NATURE):
        return
    docstrings = {
        node.body[0].value.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_text = token.type == tokenize.STRING or tokenize.tok_name[token.type] == "FSTRING_MIDDLE"
        if is_text and HAN.search(token.string) and token.start[0] not in docstrings:
            yield f"{path}:{token.start[0]} holds {''.join(HAN.findall(token.string))[:20]}"
