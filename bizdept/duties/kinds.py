"""What duties there are: their words, the article that asks for them, whether they are an approval."""

from dataclasses import dataclass

from django.utils.functional import Promise

from bizdept.regulation.claims import claim


@dataclass(frozen=True)
class Kind:
    """One kind of duty. `name` is app.what; `label` a lazy translation that begins with a verb."""

    name: str
    label: str | Promise
    article: str
    is_approval: bool = False
    icon: str = "file-certificate"


KINDS: dict[str, Kind] = {}


def kind(
    name: str, label: str | Promise, *, article: str, is_approval: bool = False, icon: str = "file-certificate"
) -> Kind:
    """Declare a kind of duty; each name once."""
    if name in KINDS:
        raise ValueError(f"The duty {name!r} is declared twice.")
    KINDS[name] = Kind(name, label, article, is_approval, icon)
    claim(article, by=name, kind="duty")
    return KINDS[name]


def approvals() -> list[str]:
    return [name for name, declared in KINDS.items() if declared.is_approval]
