"""The administration hears of passwords that were changed."""

from django.apps import AppConfig


class Manage(AppConfig):
    name = "bizdept.manage"

    def ready(self) -> None:
        from allauth.account.signals import password_changed  # noqa: PLC0415  models are there only now

        from bizdept.manage.adapters import on_password_changed  # noqa: PLC0415

        password_changed.connect(on_password_changed, dispatch_uid="bizdept.manage")
