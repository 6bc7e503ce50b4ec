"""What a request may put on the disk before anybody has asked who sends it: one file of the size that is taken.

Django writes each file of a body into a temporary one as it reads the form. What goes beyond is read and dropped, so
that the form comes back with its sentence, and no stranger fills the disk by the sign-in page.
"""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Stands before those that keep what they get. It counts all files of a request together."""

    taken = 0  # bytes of this request that went on to be kept
    is_cut = False  # whether some of the file that is being read did not

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.is_cut = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.taken + len(raw_data) > settings.UPLOAD_LIMIT:
            self.is_cut = True
            return None
        self.taken += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Of a file that was cut, nothing but its size, or more than is taken: whatever reads it refuses it."""
        if not self.is_cut:
            return None
        size = max(file_size, settings.UPLOAD_LIMIT + 1)
        return UploadedFile(BytesIO(), self.file_name, self.content_type, size, self.charset, self.content_type_extra)
