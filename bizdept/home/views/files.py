"""The bytes of attachments, through the rule of the record they belong to."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from bizdept.access import log
from bizdept.audit.clock import moment
from bizdept.files.models import Attachment
from bizdept.web.pages import actor_of, file_page


def download(request, pk):
    """A file of a record that one may see, as far as one may see into it; else 404."""
    attachment = get_object_or_404(Attachment.objects.kept(), pk=pk)
    model = attachment.content_type.model_class()
    record = model.objects.with_rights(request.user, attachment.object_id, moment())
    if record is None:
        raise Http404
    if not record.rights:
        log.refused(record, by=actor_of(request), what="files.open")
        raise Http404
    return file_page(request, attachment, record)
