"""What may be told of a paper to whoever holds it: number, version, state, hash, and nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bizdept.workflow.models import Version
from bizdept.workflow.papers import code_of
from bizdept.workflow.versions import latest_version


@dataclass(frozen=True)
class Told:
    """Neither names nor sums nor a title: whoever asks holds the paper on which they stand."""

    code: str
    number: str
    version: int
    state: str
    sha256: str
    pdf: str
    is_latest: bool


def told_of(version: Version) -> Told:
    """3.4.2: how the record stands, for the version that was issued last; an older one is superseded."""
    record = version.record
    newest = latest_version(record)
    is_latest = newest is not None and newest.pk == version.pk
    state = record.get_state_display() if is_latest else _("superseded by a later version")
    return Told(
        code_of(version), record.reference(), version.number, str(state), version.sha256, version.pdf, is_latest
    )
