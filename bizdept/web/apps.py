"""The pages' cache is a table of the database, made with the others by `migrate`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


def make_cache_table(**_signal) -> None:
    from django.core.management import call_command  # noqa: PLC0415  the site stands only now

    call_command("createcachetable", verbosity=0)


class Web(AppConfig):
    name = "bizdept.web"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate  # noqa: PLC0415

        autodiscover_modules("imports", "listing", "imports.works", "lists.works")
        post_migrate.connect(make_cache_table, sender=self, dispatch_uid="bizdept.web")
