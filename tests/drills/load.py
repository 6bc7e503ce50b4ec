"""Eight writers at once, for drills: `python -m tests.drills.load FILE` writes until it is ended.

Each writes a customer with its history and a file, in one transaction, and then its name into FILE: acknowledged.
"""

import os
import sys
import threading
import uuid

WRITERS = 8


def main(told: str) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from bizdept.people.models import User  # noqa: PLC0415
    from tests.company import Company  # noqa: PLC0415

    if not User.objects.exists():
        Company()
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for _n in range(WRITERS):
        threading.Thread(target=write, args=(handle,), daemon=True).start()
    threading.Event().wait()


def write(handle: int) -> None:
    from bizdept.audit.chain import sealed  # noqa: PLC0415
    from bizdept.files.actions import attach  # noqa: PLC0415
    from bizdept.people.actor import Actor  # noqa: PLC0415
    from bizdept.people.history import keep  # noqa: PLC0415
    from bizdept.people.models import User  # noqa: PLC0415
    from bizdept.web.models import Press  # noqa: PLC0415
    from customers.models import Customer  # noqa: PLC0415
    from tests.company import TODAY, pdf  # noqa: PLC0415

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
