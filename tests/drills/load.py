"""Eight writers at once, for drills: `python -m tests.drills.load FILE` writes until it is ended.

Each writes a customer with its history and a file, in one transaction, and then its name into FILE: acknowledged.
"""

import os
import sys
import threading
import uuid

WRITERS = 8


def main(told: str) -> None:
    import django

    django.setup()
    from bizdept.people.models import User
    from tests.company import Company

    if not User.objects.exists():
        Company()
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _n in range(WRITERS):
        threading.Thread(target=write, args=(handle,), daemon=True).start()
    threading.Event().wait()


def write(handle: int) -> None:
    from bizdept.audit.chain import sealed
    from bizdept.files.actions import attach
    from bizdept.people.actor import Actor
    from bizdept.people.history import keep
    from bizdept.people.models import User
    from bizdept.web.models import Press
    from customers.models import Customer
    from tests.company import TODAY, pdf

    li = User.objects.get(username="li")
    while True:
        name = f"客户 {uuid.uuid4()}"
        with sealed():
            fields = {"owner": li, "department": li.department, "name": name, "opened_on": TODAY}
            customer = keep(Customer(**fields), by=Actor(li))
            attach(customer, pdf("a.pdf", f"%PDF-1.4\n{name}".encode()), by=Actor(li), purpose="annex")
            Press.objects.create(person=li, key=uuid.uuid4(), led_to=name)
        os.write(handle, f"{name}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
