"""A contract's signature, killed: what runs in the drill's own processes, and how it is judged afterwards.

`python -m tests.drills.signing prepare COUNT` makes contracts that are out for signature and prints their ids;
`… codes PK …` prints the codes on their papers; `… count PK` signs one and prints after how many steps;
`… kill PK:STEP …` signs each in a process that kills itself by signal 9 before that step: a statement, a commit, a
rename, a sync; `… judge PK …` prints what became of each.
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

DAY = timedelta(days=1)


class Steps:
    """Counts what a process does to database and disk, and kills it before the step of a number."""

    def __init__(self, deadly: int = 0):
        self.count, self.deadly = 0, deadly

    def step(self, *_what) -> None:
        self.count += 1
        if self.count == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, function):
        def stepped(*args, **kwargs):
            self.step(function)
            return function(*args, **kwargs)

        return stepped

    def statement(self, execute, sql, params, many, context):
        self.step(sql)
        return execute(sql, params, many, context)

    def watch(self) -> None:
        from django.db import connection

        connection.execute_wrappers.append(self.statement)
        commit = connection._commit

        def committed():
            self.step("before the commit")
            commit()
            self.step("after the commit")

        connection._commit = committed
        os.fsync, Path.replace, os.replace = map(self.before, (os.fsync, Path.replace, os.replace))


def people():
    from bizdept.people.models import User

    return {user.username: user for user in User.objects.all()}


def prepare(count: int) -> None:
    from django.utils import timezone

    from bizdept.people.actor import Actor
    from contracts.lifecycle import LIFECYCLE
    from tests.company import Company

    company = Company()
    company.li.email, company.li.wants_mail = "li@example.com", True
    company.li.save(update_fields=["email", "wants_mail"])
    customer, today, found = company.customer(), timezone.localdate(), []
    for _n in range(count):
        contract = company.approved(customer=customer)
        found.append(LIFECYCLE.perform("release", contract, by=Actor(company.li), on=today).pk)
    print(*found)


def code_of(pk: int) -> str:
    from bizdept.workflow.papers import check_code
    from contracts.models import Contract

    return check_code(Contract.objects.get(pk=pk).signing.version.sha256)


def typed(pk: int, day: str, code: str) -> dict[str, str]:
    """What the form of a signature is sent with."""
    return {"signed_on": day, "method": "paper", "our_signatory": "a", "their_signatory": "b", "code": code}


def scan_of(pk: int) -> bytes:
    return f"%PDF-1.4\nscan of {pk}".encode()


def sign(pk: int, deadly: int = 0) -> int:
    """The assistant's press, as a browser sends it; returns how many steps it took."""
    from django.test import Client
    from django.utils import timezone

    from tests.company import pdf

    client = Client()
    client.force_login(people()["assistant"])
    steps = Steps(deadly)
    steps.watch()
    data = typed(pk, str(timezone.localdate()), code_of(pk))
    answer = client.post(f"/contracts/{pk}/sign/", data | {"scan": pdf("scan.pdf", scan_of(pk))})
    assert answer.status_code == 302, answer.content.decode()
    return steps.count


def killed(pk: int, deadly: int) -> str:
    """The same in a child that dies on the way."""
    child = os.fork()
    if not child:
        try:
            sign(pk, deadly)
        finally:
            os._exit(0)  # it came to the end before the step
    _pid, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else "ended"


def judge(pk: int) -> dict:
    """What each witness says of one contract: all true, or all false."""
    from bizdept.audit.models import AuditEntry
    from bizdept.duties.models import Duty
    from bizdept.files import store
    from bizdept.files.models import Attachment
    from bizdept.notices.models import Dispatch, Notice
    from bizdept.workflow.models import MoveLog
    from contracts.models import Contract

    contract = Contract.objects.get(pk=pk)
    logs = list(MoveLog.objects.of(contract).filter(move="sign"))
    scans = list(Attachment.objects.of(contract).filter(purpose="scan"))
    duties = Duty.objects.about(contract)
    told = Notice.objects.filter(key__in=[f"move:{log.pk}" for log in logs])
    return {
        "state": contract.state == "signed",
        "signing": contract.signing.signed_on is not None and contract.signing.scan_id is not None,
        "log": len(logs) == 1,
        "history": contract.history.filter(state="signed").count() == 1,
        "duty closed": not duties.open().filter(kind="contracts.sign").exists(),
        "duty opened": duties.open().filter(kind="contracts.file_originals").count() == 1,
        "file": len(scans) == 1 and all(store.is_whole(scan.sha256) for scan in scans),
        "chain": AuditEntry.objects.filter(
            action="contracts.sign", record=f"contracts.contract:{pk}", kind="move"
        ).count() == 1,
        "notice": told.count() == 1,
        "outbox": Dispatch.objects.filter(notice__in=told).count() == 1,
    }  # fmt: skip


def verdict(pks: list[int]) -> dict:
    """All contracts, the chain, and the store after its sweep."""
    import time

    from bizdept.audit.check import read
    from bizdept.files import sweep

    found = {pk: judge(pk) for pk in pks}
    then = time.time() - 2 * sweep.AGE
    for path in [*sweep.kept(), *Path(os.environ["DATA_DIR"]).glob("files/incoming-*")]:
        os.utime(path, (then, then))
    orphans = sweep.sweep()
    left = {path.name for path in sweep.kept()}
    plain = "people.appointment"  # tests/company.py gives posts without a line of the chain
    broken = [str(finding) for finding in read().found if not finding.what.startswith(plain)]
    return {
        "contracts": found, "broken": broken, "orphans": orphans,
        "clean": left == sweep.named() and not sweep.missing(),
    }  # fmt: skip


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS.append("testserver")
    what, *words = sys.argv[1:]
    if what == "prepare":
        prepare(int(words[0]))
    elif what == "codes":
        print(*(code_of(int(word)) for word in words))
    elif what == "count":
        print(sign(int(words[0])))
    elif what == "kill":
        connection.close()
        print(*(killed(*map(int, word.split(":"))) for word in words))
    else:
        print(json.dumps(verdict([int(word) for word in words])))


if __name__ == "__main__":
    main()
