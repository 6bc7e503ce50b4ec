"""What is said on the next page waits on the server, in the session of whoever is signed in; of others in a cookie."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class Cookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Kept(FallbackStorage):
    """Sentences may name a record: no browser keeps them. Whoever signs out leaves no session for a farewell."""

    storage_classes = (SessionStorage, Cookie)
    _used_storages: set  # FallbackStorage's

    def _get(self, *_args, **_kwargs):
        told: list = []
        for storage in self.storages:
            if messages := storage._get()[0]:
                self._used_storages.add(storage)
                told += messages
        return told, True

    def _store(self, messages, response, *args, **kwargs):
        signed_in = self.request.user.is_authenticated
        self.storages.sort(key=lambda one: isinstance(one, SessionStorage) != signed_in)
        return super()._store(messages, response, *args, **kwargs)  # type: ignore[misc]  # it is there
