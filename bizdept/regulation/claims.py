"""What carries each article out: moves, rules, jobs, duties and pages say so where they are defined."""

from dataclasses import dataclass

from bizdept.regulation.articles import article

KINDS = ("move", "rule", "job", "duty", "page")


@dataclass(frozen=True)
class Claim:
    """`by` carries the article `code` out; `kind` is one of KINDS."""

    code: str
    by: str
    kind: str


CLAIMS: dict[Claim, None] = {}  # an ordered set: a claim said twice is one claim


def claim(code: str, by: str, kind: str) -> None:
    """Register that `by` (a dotted name such as `contracts.submit`) carries out the article `code`.

    ValueError for a kind nobody knows, UnknownArticle for an article that the regulation does not have.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}.")
    CLAIMS[Claim(article(code).code, by, kind)] = None


def claims_of(code: str) -> list[Claim]:
    """All that carries this article out, in the order in which it was registered."""
    return [entry for entry in CLAIMS if entry.code == article(code).code]
