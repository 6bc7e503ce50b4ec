"""The administration hears of passwords and second factors that were changed."""

from django.apps import AppConfig


class Manage(AppConfig):
    name = "bizdept.manage"

    def ready(self) -> None:
        from bizdept.manage import adapters  # noqa: PLC0415  models are there only now

        adapters.listen()
