"""Papers that left the house: each printed version carries a code by which anybody can ask whether it is ours (3.4.2).

The code's first half is the check code, the beginning of the text's hash, which people compare; the second half is
drawn by lot, so that nobody finds papers by trying numbers (40 bits beyond a hash that nobody outside knows).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.people.actor import Actor
from bizdept.workflow.models import Paper, Version

CODE = re.compile(r"([0-9a-f]{8})([2-9a-hjkmnp-z]{8})")


def check_code(sha256: str) -> str:
    """Eight signs of the hash, for people to compare: 8F2C-71D0."""
    return f"{sha256[:4]}-{sha256[4:8]}".upper()


def code_of(version: Version) -> str:
    """What stands on each page of a version, with which it is asked for: 8F2C-71D0-K3PM-Q9TW."""
    return f"{check_code(version.sha256)}-{version.trace[:4]}-{version.trace[4:]}".upper()


def bare(code: str) -> str:
    """A code as people type it, in letters of full width too, without what is there for the eye."""
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKC", code).lower())


def find(code: str) -> Version | None:
    """The version whose papers carry this code, or None: a wrong one, and one that never was, are the same."""
    parts = CODE.fullmatch(bare(code))
    rows = Version.objects.filter(trace=parts[2], sha256__startswith=parts[1]) if parts else Version.objects.none()
    return rows.select_related("content_type").first()


def is_check_code(code: str, version: Version) -> bool:
    """Whether somebody read this off the version's own paper: its check code, or the whole code."""
    return bare(code) in (bare(check_code(version.sha256)), bare(code_of(version)))


@sealed()
def issue(version: Version, kind: str, content: bytes, *, by: Actor) -> Paper:
    """Write down that these bytes were handed out as a paper of this version; once for the same bytes."""
    paper, is_new = Paper.objects.get_or_create(
        version=version,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"kind": kind, "issued_by": by.person, "issued_at": timezone.now()},
    )
    if is_new:
        note("record", "paper.issue", version.record, by=by, row=paper)
    return paper


def hash_of(chunks: Iterable[bytes]) -> str:
    """SHA-256 of a file that comes in pieces, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def same_bytes(version: Version, sha256: str) -> Paper | None:
    """The paper of this version that has exactly these bytes, if one was ever handed out."""
    return Paper.objects.filter(version=version, sha256=sha256).first()
