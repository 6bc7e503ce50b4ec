"""What a worker does for a list: write it into a file that somebody ordered."""

from django.utils import timezone

from bizdept.web.lists import exports
from bizdept.web.works.actions import kind
from bizdept.web.works.models import Work
from bizdept.web.works.progress import Progress


def leave_nothing(work: Work) -> None:
    exports.drop(work)


@kind(exports.KIND, undo=leave_nothing)
def export(work: Work, progress: Progress) -> str:
    return exports.make(work, progress, on=timezone.localdate())
