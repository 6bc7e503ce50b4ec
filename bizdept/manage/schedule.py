"""What runs by the clock: beat calls it, `manage.py tick` runs it once; a rule in each job tells if today counts."""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab


@dataclass(frozen=True)
class Job:
    """A task by its path, the moments at which it is called, after how many seconds a late call is dropped."""

    task: str
    when: tuple[crontab | timedelta, ...]
    stale_after: int


SCHEDULE = {
    "do long work": Job("bizdept.web.tasks.do_works", (timedelta(seconds=2),), 10),
    "drain the outbox": Job("bizdept.notices.tasks.drain_outbox", (crontab(),), 300),
    "remind of duties": Job(
        "bizdept.duties.tasks.remind",
        (crontab(hour=7, minute="30,45"), crontab(hour="8-19", minute="*/15"), crontab(hour=20, minute=0)),
        3600,
    ),
    "watch over the chain": Job("bizdept.manage.tasks.watch_chain", (crontab(hour=3, minute=10),), 12 * 3600),
    "give back what was handed on": Job("bizdept.workflow.tasks.fall_back", (crontab(hour="0,7", minute=20),), 3600),
    "follow requests to see": Job("confidentiality.tasks.follow", (crontab(minute=5),), 3600),
    "close those who left": Job("confidentiality.tasks.close_those_who_left", (crontab(minute=1),), 3600),
    "follow NDAs": Job("confidentiality.tasks.follow_ndas", (crontab(hour="0,7", minute=10),), 6 * 3600),
    "follow the library": Job("confidentiality.tasks.follow_library", (crontab(hour="0,7", minute=15),), 6 * 3600),
    "supervise": Job("confidentiality.tasks.supervise", (crontab(hour=6, minute=30),), 12 * 3600),
    "watch the access log": Job("confidentiality.tasks.watch_log", (timedelta(seconds=20),), 60),
    "open reviews of grants": Job("confidentiality.tasks.open_reviews", (crontab(hour=6, minute=40),), 12 * 3600),
    "forget those who left": Job(
        "confidentiality.tasks.forget_those_who_left", (crontab(hour=6, minute=50),), 12 * 3600
    ),
    "review levels": Job("confidentiality.tasks.review_levels", (crontab(hour=6, minute=50),), 12 * 3600),
    "back up": Job("bizdept.manage.tasks.back_up", (crontab(hour=3, minute=15),), 12 * 3600),
    "do backups": Job("bizdept.manage.tasks.do_backups", (crontab(),), 300),
    "plan a trial restore": Job("bizdept.manage.tasks.plan_trial", (crontab(hour=4, minute=30),), 12 * 3600),
    "clean up": Job("bizdept.manage.tasks.clean_up", (crontab(hour=2, minute=30),), 12 * 3600),
}


def beat_schedule() -> dict[str, dict]:
    """The schedule as Celery wants it: one entry for each moment of each job."""
    return {
        f"{name} {number}": {"task": job.task, "schedule": when, "options": {"expires": job.stale_after}}
        for name, job in SCHEDULE.items()
        for number, when in enumerate(job.when, start=1)
    }
