"""The administration hears of passwords and second factors that were changed."""

from django.apps import AppConfig


class Manage(AppConfig):
    name = "bizdept.manage"

    def ready(self) -> None:
        from allauth.account.signals import password_changed  # noqa: PLC0415  models are there only now
        from allauth.mfa import signals as mfa  # noqa: PLC0415

        from bizdept.manage.adapters import on_password_changed, on_second_factor  # noqa: PLC0415

        password_changed.connect(on_password_changed, dispatch_uid="bizdept.manage")
        for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
            signal.connect(on_second_factor, dispatch_uid="bizdept.manage")
