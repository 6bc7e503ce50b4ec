"""The jobs' application: its settings are those that begin with CELERY_, its schedule stands in code."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, task_postrun, task_prerun, worker_process_init, worker_ready
from django.conf import settings

from bizdept.manage.processes import die_with_parent
from bizdept.manage.schedule import beat_schedule
from bizdept.remembered import Remembered

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")

WORKER = os.getpid()  # of the process that forks the others
app = Celery("bizdept")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = beat_schedule()
app.autodiscover_tasks()


@beat_embedded_init.connect
@worker_process_init.connect
def go_with_the_worker(**_signal) -> None:
    """A worker that is killed must not leave a scheduler behind that goes on ordering."""
    die_with_parent(WORKER)


@task_prerun.connect
def begin_afresh(**_signal) -> None:
    """A job writes by what was signed last, in whichever process: nothing is remembered from before it."""
    Remembered.forget_all()


@worker_ready.connect
@task_postrun.connect
def sign_of_life(**_signal) -> None:
    """Say that jobs are being done: `serve` starts a worker anew that stays silent for long."""
    settings.SIGN_OF_LIFE.touch()
