"""Reminders while the worker dies: what runs in the house's own processes.

`python -m tests.drills.reminders prepare COUNT` opens as many duties, each of somebody else who wants mail;
`… order FILE` goes on ordering reminders and mails; FILE says how often the worker was killed: each time the leases of
the dead are over at once, as if five minutes had gone by.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path


def prepare(count: int) -> None:
    from django.utils import timezone

    from bizdept.audit.chain import sealed
    from bizdept.duties.actions import open_duty
    from bizdept.duties.rules import Bearer
    from bizdept.people.models import User
    from contracts.lifecycle import SIGN
    from tests.company import Company

    company = Company()
    contract, today = company.contract(amount=0), timezone.localdate()
    with sealed():
        for number in range(count):
            facts = {"name": f"person {number}", "department": company.team, "email": f"p{number}@example.com"}
            person = User.objects.create(username=f"p{number}", language="en", **facts)
            open_duty(contract, SIGN.name, Bearer(person_id=person.pk), article="3.4.1", within=0, on=today)
    User.objects.filter(username__startswith="p", email__gt="").update(wants_mail=True)  # of what comes from here on


def order(place: str) -> None:
    from django.utils import timezone

    from bizdept.celery import app

    while True:
        kills = int(Path(place).read_text() or 0)
        at = timezone.now() + timedelta(days=1)
        app.send_task("bizdept.duties.tasks.remind", kwargs={"at": at})
        app.send_task("bizdept.notices.tasks.drain_outbox", kwargs={"at": at + kills * timedelta(minutes=6)})
        time.sleep(0.4)


if __name__ == "__main__":
    import django

    django.setup()
    prepare(int(sys.argv[2])) if sys.argv[1] == "prepare" else order(sys.argv[2])
