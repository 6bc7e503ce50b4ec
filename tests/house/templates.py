"""The house rules over the templates: each a function from (path, text) to sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import code

FOLDER = code.ROOT / "templates"
LIBRARY = {  # drawn by Django or allauth under these names
    "400.html", "403.html", "403_csrf.html", "404.html", "500.html", "account/account_inactive.html",
    "account/login.html", "account/logout.html", "account/password_change.html", "account/reauthenticate.html",
    "mfa/authenticate.html", "mfa/index.html", "mfa/reauthenticate.html", "mfa/recovery_codes/generate.html",
    "mfa/recovery_codes/index.html", "mfa/totp/activate_form.html", "mfa/totp/deactivate_form.html",
    "usersessions/usersession_list.html",
}  # fmt: skip


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.rglob("*.html")):
        yield path.relative_to(FOLDER).as_posix(), path.read_text()


def is_printed(path: str) -> bool:
    """Papers for the printer: no browser ever sees them, and no policy binds them."""
    return "/print/" in f"/{path}"


def holds_a_script(path: str, text: str) -> Iterator[str]:
    """A script has an address of ours and no body."""
    for words, body in re.findall(r"<script\b([^>]*)>(.*?)</script", text, re.DOTALL | re.IGNORECASE):
        if body.strip() or not re.search(r"""\bsrc="\{% static '[^']+' %\}\"""", words):
            yield f"{path} holds a script"
    if re.search(r"javascript:", text, re.IGNORECASE):
        yield f"{path} holds a javascript: address"


def holds_a_style(path: str, text: str) -> Iterator[str]:
    if not is_printed(path) and re.search(r"<style\b|\sstyle\s*=", text, re.IGNORECASE):
        yield f"{path} holds a style"


def holds_a_handler(path: str, text: str) -> Iterator[str]:
    for tag in re.findall(r"<[a-z][^<>]*>", text, re.IGNORECASE | re.DOTALL):
        plain = re.sub(r"""\{%.*?%\}|\{\{.*?\}\}""", "", tag, flags=re.DOTALL)
        plain = re.sub(r'"[^"]*"', '""', re.sub(r"'[^']*'", "''", plain))
        yield from (
            f"{path} holds {name}" for name in re.findall(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", plain, re.IGNORECASE)
        )


def trusts_a_string(path: str, text: str) -> Iterator[str]:
    for found in re.findall(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off|\|\s*json_script", text):
        yield f"{path} says {found}"


def points_elsewhere(path: str, text: str) -> Iterator[str]:
    """Nothing is fetched from another house: fonts, pictures and scripts are ours."""
    for address in re.findall(r"""(?:src|href|action|url\()\s*=?\s*["'(]?\s*((?:https?:)?//[^\s"')]+)""", text):
        yield f"{path} points to {address}"


def posts_without_a_token(path: str, text: str) -> Iterator[str]:
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL | re.IGNORECASE):
        if re.search(r"""method=["']?post""", form, re.IGNORECASE) and "csrf_token" not in form:
            yield f"{path} posts without a token"


def is_too_long(path: str, text: str) -> Iterator[str]:
    if text.count("\n") > 200:
        yield f"{path} has {text.count(chr(10))} lines"


RULES = [
    holds_a_script, holds_a_style, holds_a_handler, trusts_a_string, points_elsewhere, posts_without_a_token,
    is_too_long,
]  # fmt: skip


# ── which are drawn


def named_in(text: str) -> set[str]:
    """The templates that a template extends or includes."""
    plain = set(re.findall(r"""\{%-?\s*(?:extends|include)\s+["']([^"']+)["']""", text))
    either = re.findall(r"""\{%-?\s*(?:extends|include)\s+[\w.]+\|yesno:["']([^"']+)["']""", text)
    return plain.union(*(pair.split(",") for pair in either))


def named_in_source() -> set[str]:
    """Every word of the product's source that ends like a template."""
    return {
        node.value
        for _path, tree in code.sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def drawn(texts: dict[str, str]) -> set[str]:
    """The templates that some page reaches."""
    found, waiting = set(), (named_in_source() | LIBRARY) & set(texts)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (named_in(texts[name]) & set(texts)) - found
    return found


def absent(texts: dict[str, str]) -> set[str]:
    """What is named and isn't there."""
    named = named_in_source().union(*map(named_in, texts.values()))
    libraries = [Path(folder) for folder in (FOLDER, *library_folders())]
    return {name for name in named if not any((folder / name).is_file() for folder in libraries)}


def library_folders() -> list[Path]:
    from django.template.utils import get_app_template_dirs  # noqa: PLC0415  only with the site

    return list(get_app_template_dirs("templates"))
