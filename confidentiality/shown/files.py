"""The photos and papers beside a record, as far as its reader may see."""

from bizdept.access.models import Guarded
from bizdept.files.models import Attachment


def files_of(record: Guarded) -> list[Attachment]:
    """Those that whoever was let to the record may open."""
    return list(Attachment.objects.of(record).with_who().up_to(record.reach))
