"""The table of doors: every address, who sees what lies behind it, who may go in, and what GET and POST then answer.

A row is read so: who isn't in `doorman` gets 403 at once; whoever is in `sees` knows that the record exists, all
others get 404; whoever sees it and isn't in `may` gets 403; whoever may gets `get` and `post`. Who hasn't signed in is
sent to do so, unless `nobody` says else.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

from bizdept.workflow.papers import code_of
from tests.house import shelved, supervised
from tests.house.scene import PRINCIPALS, Scene

ALL = frozenset(PRINCIPALS) - {"nobody"}
OWNER = frozenset({"owner"})
SECTION = frozenset({"owner", "chief", "assistant", "granted"})
CHIEFS = frozenset({"chief", "other_chief"})
SPECIALISTS = frozenset({"owner", "foreign", "granted", "expired"})
SALES = SPECIALISTS | CHIEFS
REVIEWERS = frozenset({"reviewer", "finance"})
LEADER, OFFICER, ADMIN, PERSONNEL = (frozenset({name}) for name in ("leader", "officer", "administrator", "personnel"))
DRAFT, REVIEW = SECTION, SECTION | {"reviewer"}
LED, SIGNED = SECTION | {"reviewer", "leader"}, SECTION | REVIEWERS
NOBODY = frozenset()

FREE_TO_WRITE = ("audit_", "access_taken", "django_session", "usersessions_", "web_cache")  # logs, sessions, cache
PRINTED = (
    *FREE_TO_WRITE,
    "workflow_version",
    "workflow_paper",
)  # a version's text is printed once, when somebody first asks for it

PRINTED_REPORT = (*FREE_TO_WRITE, "confidentiality_")  # a report that was read is printed once


CONVENTIONS = ("levels", "numbering", "papers")


@dataclass(frozen=True)
class Row:
    """One address in one situation."""

    sees: frozenset = ALL
    may: frozenset | None = None  # None: whoever sees
    get: int = 200
    post: int = 200
    args: Callable[[Scene], list] = lambda scene: []
    data: Callable[[Scene], dict] = lambda scene: {"x": "1"}
    queries: tuple[str, ...] = ()  # more of the same address: filters, exports
    nobody: tuple[int, int] | None = None  # what those get who haven't signed in, where it is no way to sign in
    logs: bool = True  # a refusal here is written into the access log
    looks: bool = True  # a page of a confidential record that is shown here is written into the access log
    posts: frozenset | None = None  # who may POST, where fewer may than GET
    doorman: frozenset = ALL  # who gets past the post that this needs; others get 403, whatever there is behind it
    writes: tuple[str, ...] = FREE_TO_WRITE  # by GET
    numbers: frozenset = NOBODY  # who is told records' numbers here, and nothing else of them: the officer's registers
    by_paper: bool = False  # whoever comes here holds a paper on which the record's number stands

    def answer(self, who: str, method: str) -> int:
        if who == "nobody":
            return (self.nobody or (302, 401))[method == "post"]
        code = self.post if method == "post" else self.get
        if code == 405:
            return code
        may = self.sees if self.may is None else self.may
        if method == "post" and self.posts is not None:
            may = self.posts
        if who not in self.doorman:
            return 403
        if who not in self.sees:
            return 404
        return code if who in may else 403


def of(name: str, *more: str) -> Callable[[Scene], list]:
    """The ids that stand in an address: a record's of the scene, then others."""
    return lambda scene: [getattr(getattr(scene, part), "pk", part) for part in (name, *more) if hasattr(scene, part)]


def press(**data) -> Callable[[Scene], dict]:
    return lambda scene: {"press": str(uuid.uuid4())} | data


def move(name: str, on: str, may: frozenset, **facts) -> Row:
    sees = {"draft": DRAFT, "review": REVIEW, "led": LED, "signed": SIGNED}[on]
    return Row(sees, may, args=lambda scene: [getattr(scene, on).pk, name], **{"post": 302} | facts)


def on_file(may: frozenset = OWNER | {"chief"}, **facts) -> Row:
    """An address of the customer's file."""
    return Row(SECTION, may, **{"args": of("jia")} | facts)


NOTE = press(note="so it is")
LIST = (
    "?q=secret", "?export=csv", "?export=xlsx", "?export=xlsx&columns=all", "?sort=-level", "?view=mine", "?page=2",
    "?q=2026&sort=number", "?layout=board", "?view=all&count=exact", "?saved=1", "?export=csv&row=1&row=2",
)  # fmt: skip


def beside(
    chapter: str, record: str, sees: frozenset, deed: str | None, doorman: frozenset = SALES
) -> dict[str, list[Row]]:
    """The addresses beside a list: everybody has views, columns and batches of their own, and nobody another's.
    Without a `deed` nothing is done to many rows there."""
    name = chapter.rpartition(":")[2]
    ran, whose = (name, OWNER) if deed else ("contracts", NOBODY)

    def own(thing: str) -> dict:
        key = ran if thing == "runs" else name
        return {"args": lambda scene: [getattr(scene, thing)[key].pk], "logs": False}

    def picked(scene: Scene) -> dict:
        return {"row": str(getattr(scene, record).pk)}

    return {
        f"{chapter}:new_view": [Row(post=422, queries=("?q=secret&view=mine", "?saved=1"))],
        f"{chapter}:edit_view": [Row(OWNER, post=422, **own("views"))],
        f"{chapter}:overwrite_view": [Row(OWNER, post=302, queries=("?q=secret",), **own("views"))],
        f"{chapter}:drop_view": [Row(OWNER, post=302, **own("views"))],
        f"{chapter}:unshare_view": [Row(frozenset({"chief"}), post=302, **own("views"))],
        f"{chapter}:columns": [Row(post=422, queries=("?saved=1",))],
        f"{chapter}:export": [Row(post=422, queries=("?q=secret&export=csv", "?saved=1&columns=all"))],
        f"{chapter}:export_picked": [Row(get=405, post=302, data=picked)],
        f"{chapter}:batch_result": [Row(whose, **own("runs"))],
        f"{chapter}:batch_go_on": [Row(whose, whose & doorman, get=405, post=302, **own("runs"))],
        f"{chapter}:batch_undo": [Row(whose, get=405, post=302, **own("runs"))],
        # with nothing picked there is nothing to look at; what one doesn't see isn't picked
        f"{chapter}:batch": [
            *(
                [Row(sees, get=404, args=lambda scene: [deed], data=picked, doorman=doorman, logs=False)]
                if deed
                else []
            ),
            Row(NOBODY, args=lambda scene: ["nothing"], logs=False),
        ],
        f"{chapter}:card_moves": [Row(sees, args=of(record))],
    }  # fmt: skip


def importing(
    word: str, batch: str, chapter: str = "customers", may: frozenset = SALES, whose: frozenset = OWNER
) -> dict[str, list[Row]]:
    """The pages of an importer: of customers for whoever sells, each their own imports."""
    own = {"args": of(batch), "doorman": may, "logs": False}
    sent = {"get": 405, "post": 302} | own
    return {
        f"{chapter}:{word}": [Row(may=may, post=422)],
        f"{chapter}:{word}_columns": [Row(whose, post=422, **own)],
        f"{chapter}:{word}_check": [Row(whose, **own)],
        f"{chapter}:{word}_template": [Row(may=may)],
        f"{chapter}:{word}_wrong": [Row(whose, **own)],
        f"{chapter}:{word}_result": [Row(whose, get=302, post=302, **own)],
        **{
            f"{chapter}:{word}_{step}": [Row(whose, **sent)]
            for step in ("header", "mend", "undo", "skip", "run", "cancel")
        },
    }


WATCH = OFFICER | LEADER | {"chief"}  # who hears of too much looking in the section, and reads its grants
REGISTERS = OFFICER | LEADER | CHIEFS
BROKEN = OWNER | REGISTERS  # who hears that another section's chief opened a record of the owner's
TOLD = OFFICER | LEADER | {"other_chief"}
KEEPS, LOOKS = ADMIN, ADMIN | OFFICER
SIGNS = OFFICER | CHIEFS | LEADER
TAKE_PART = frozenset({"chief", "reviewer"})
FOREIGN = frozenset({"foreign"})
HEADS = frozenset({"chief"}) | LEADER
HANDS = OWNER | HEADS | OFFICER | PERSONNEL  # who hands over, whoever leads them, and who watches
DECIDES = frozenset({"owner", "chief", "leader"})
ASKED = DECIDES | FOREIGN  # whoever keeps what is asked for, those above, and whoever asks
REGISTRARS = OFFICER | PERSONNEL
WRITERS = REGISTRARS | CHIEFS | LEADER
READS_NDAS = REGISTRARS | LEADER | frozenset({"owner", "chief"})
READS_POLICIES = SALES | LEADER | REVIEWERS

DOORS: dict[str, list[Row]] = {
    # ── home
    "home:desk": [Row(nobody=(302, 401))],
    "home:inbox": [Row(queries=("?box=waiting", "?box=decided", "?box=mine", "?box=copied", "?item=1"))],
    "home:notices": [Row(queries=("?page=2",), numbers=OFFICER)],
    "home:notices_read": [Row(get=405, post=302)],
    "home:notice": [Row(OWNER, get=302, post=302, args=of("notice"), logs=False)],
    "home:work": [Row(OWNER, get=200, post=200, args=of("work"), logs=False)],
    "home:work_file": [Row(OWNER, args=of("file_work"), logs=False), Row(NOBODY, args=of("work"), logs=False)],
    "home:decide_work": [
        Row(frozenset({"chief"}), post=422, args=of("asked_work"), logs=False),
        Row(NOBODY, args=of("work"), logs=False),
    ],
    "home:stop_work": [Row(OWNER, get=405, post=302, args=of("work"), logs=False)],
    "home:file": [
        Row(SECTION, args=of("low")),
        Row(OWNER | {"chief"}, args=of("high")),
        Row(SECTION, args=of("annex")),
        Row(OWNER | {"chief"}, args=of("core")),
        Row(SIGNED, args=of("scan")),
    ],
    "home:search": [Row(get=302, post=302, queries=("?q=secret",))],
    "home:suggest": [Row(queries=("?q=secret",))],
    "home:regulation": [Row()],
    "home:language": [Row(get=405, post=302, nobody=(405, 302))],
    "home:theme": [Row(get=405, post=302, nobody=(405, 302))],
    "home:healthz": [Row(nobody=(200, 200))],
    "home:readyz": [Row(nobody=(200, 200))],
    # ── people without an account
    "public:ask": [Row(nobody=(200, 200), queries=("?code=",))],
    "public:verify": [
        Row(post=422, nobody=(200, 422), by_paper=True, args=lambda s: [code_of(s.signed.signing.version)]),
        Row(get=404, post=404, nobody=(404, 404), args=lambda s: ["0000-0000-2222-2222"], logs=False),
    ],
    # ── customers
    "customers:index": [Row(queries=(*LIST, "?view=pool"))],
    "customers:new": [Row(may=SALES, post=422)],
    "customers:duplicates": [Row(may=SALES, queries=("?name=Secret+Jia+Ltd", "?phone=021-secret"))],
    **importing("import", "batch"),
    **importing("import_contacts", "contact_batch"),
    **importing("import_communications", "talk_batch"),
    "customers:detail": [on_file(SECTION)],
    "customers:edit": [on_file(post=422)],
    "customers:other_duplicates": [on_file(looks=False, queries=("?name=Secret+Jia+Ltd",))],
    "customers:history": [on_file(SECTION)],
    "customers:readers": [on_file(SECTION, queries=("?day=2026-11-20", "?day=soon"))],
    "customers:open_to": [on_file(frozenset({"chief"}), post=422)],
    "customers:close_to": [on_file(frozenset({"chief"}), post=302, args=of("jia", "jia_grant"))],
    "customers:add_contact": [on_file(post=422)],
    "customers:contact": [on_file(post=422, args=of("jia", "contact"))],
    "customers:leave_contact": [on_file(post=302, args=of("jia", "contact"))],
    "customers:unmask_field": [
        on_file(OWNER | {"chief", "assistant"}, get=405, args=lambda s: [s.jia.pk, "phone"]),
        on_file(OWNER | {"chief", "assistant"}, get=405, args=lambda s: [s.jia.pk, "account"]),
    ],
    "customers:unmask": [on_file(OWNER | {"chief", "assistant"}, get=405, args=of("jia", "contact"))],
    "customers:communications": [on_file(SECTION, queries=("?page=2",))],
    "customers:add_communication": [on_file(post=422)],
    "customers:communication": [on_file(SECTION, args=of("jia", "talk"))],
    "customers:edit_communication": [on_file(post=422, args=of("jia", "talk"))],
    "customers:add_file": [on_file(post=422)],
    "customers:remove_file": [
        on_file(post=302, args=of("jia", "low")),
        on_file(post=302, args=of("jia", "high")),
    ],
    "customers:move": [
        Row(SECTION, OWNER | {"chief"}, get=302, post=302, args=lambda s: [s.jia.pk, "release"], data=NOTE),
        Row(SECTION, OWNER | {"chief"}, get=302, post=302, args=lambda s: [s.jia.pk, "freeze"], data=NOTE),
        Row(NOBODY, args=lambda s: [s.jia.pk, "nothing"], logs=False),
    ],
    **beside("customers", "jia", SECTION, "grade"),
    # ── confidentiality
    "confidentiality:index": [Row(queries=(*LIST, "?view=waiting", "?view=mine&state=asked"))],
    "confidentiality:new": [Row(may=ALL - ADMIN, post=422, queries=("?about=secret",))],
    "confidentiality:detail": [Row(ASKED, args=of("asked"), looks=False)],
    "confidentiality:printed": [Row(ASKED, args=of("asked"))],
    "confidentiality:move": [
        Row(ASKED, DECIDES, post=422, args=lambda scene: [scene.asked.pk, "grant"], looks=False),
        Row(ASKED, DECIDES, post=302, args=lambda scene: [scene.asked.pk, "refuse"], data=NOTE, looks=False),
        Row(ASKED, FOREIGN, post=302, args=lambda scene: [scene.asked.pk, "withdraw"], looks=False),
        Row(ASKED, get=302, post=302, args=lambda scene: [scene.asked.pk, "end"], looks=False),
    ],
    "confidentiality:log": [Row(numbers=OFFICER, queries=(
        "?scope=all", "?scope=section", "?deed=refused", "?record=KH-00001", "?record=x%27", "?first=2026-11-01",
        "?level=3", "?scope=all&export=xlsx", "?below=3", "?address=x", "?right=grant&person=1",
    ))],
    "confidentiality:taken": [Row(numbers=OFFICER, queries=(
        "?scope=all&export=csv", "?trace=AAAA-2222", "?person=1", "?how=file&last=2030-01-01", "?record=HT-2026-0001",
    ))],
    "confidentiality:grants": [Row(may=REGISTERS, numbers=OFFICER, queries=(
        "?scope=all", "?view=ended", "?view=ending&level=2", "?person=1&giver=2", "?export=csv", "?record=KH-00001",
    ))],
    "confidentiality:end_grant": [
        Row(WATCH, doorman=REGISTERS, post=302, args=lambda s: [s.kind_of_grant, s.jia_grant.pk], numbers=OFFICER,
            data=lambda s: {"note": "the matter is settled"}),
        Row(NOBODY, doorman=REGISTERS, args=lambda s: [s.kind_of_grant, 10**9], logs=False),
    ],
    "confidentiality:person": [
        Row(WATCH, doorman=REGISTERS, args=lambda s: [s.company.zhao.pk], numbers=OFFICER,
            queries=("?day=2026-11-20", "?day=soon")),
        Row(OFFICER | LEADER | {"other_chief"}, doorman=REGISTERS, args=lambda s: [s.people["granted"].pk],
            numbers=OFFICER),
    ],
    "confidentiality:review": [Row(WATCH, args=of("review_of_grants"), numbers=OFFICER)],
    "confidentiality:confirm_grant": [
        Row(WATCH, LEADER | {"chief"}, post=302, numbers=OFFICER,
            args=lambda s: [s.review_of_grants.pk, s.kind_of_grant, s.jia_grant.pk]),
    ],
    "confidentiality:review_move": [
        Row(WATCH, LEADER | {"chief"}, get=302, post=302, args=lambda s: [s.review_of_grants.pk, "finish"]),
    ],
    "confidentiality:glass": [Row(may=REGISTERS, numbers=TOLD, queries=("?view=reviewed", "?page=2"))],
    "confidentiality:break_glass": [Row(may=CHIEFS | LEADER, post=422)],
    "confidentiality:broken": [Row(BROKEN, args=of("broken"), numbers=TOLD)],
    "confidentiality:glass_move": [
        Row(BROKEN, OFFICER, post=422, args=lambda s: [s.broken.pk, "justify"], numbers=TOLD),
    ],
    "confidentiality:alerts": [Row(may=REGISTERS, queries=("?view=closed", "?page=2"))],
    "confidentiality:alert": [Row(WATCH, args=of("alert"))],
    "confidentiality:lift": [Row(WATCH, post=302, args=of("alert"))],
    "confidentiality:alert_move": [
        Row(WATCH, OFFICER, post=422, args=lambda s: [s.alert.pk, "look_into"]),
        Row(WATCH, OFFICER, get=302, post=302, args=lambda s: [s.alert.pk, "close"]),
    ],
    **beside("confidentiality", "asked", ASKED, "withdraw", ALL - ADMIN),
    **beside("confidentiality:hand_overs", "hand_over", HANDS, None),
    "confidentiality:hand_overs:index": [Row(queries=(*LIST, "?view=open&why=leaves"))],
    "confidentiality:hand_overs:new": [Row(may=CHIEFS | LEADER | PERSONNEL, post=422)],
    "confidentiality:hand_overs:detail": [Row(HANDS, args=of("hand_over"))],
    "confidentiality:hand_overs:successors": [Row(HANDS, HEADS, post=302, args=of("hand_over"))],
    "confidentiality:hand_overs:rows": [
        Row(
            HANDS, HANDS - PERSONNEL, post=422, posts=HEADS, numbers=OFFICER,
            args=lambda s, kind=kind: [s.hand_over.pk, kind],
        )
        for kind in ("customers", "contracts", "originals")
    ],
    "confidentiality:hand_overs:went": [
        Row(HANDS, HANDS - PERSONNEL, args=of("hand_over"), numbers=OFFICER),
        Row(HANDS - OWNER, HANDS - OWNER - PERSONNEL, args=of("shared_out"), numbers=OFFICER),
    ],
    "confidentiality:hand_overs:checks": [Row(HANDS, HANDS - OWNER, post=302, args=of("hand_over"))],
    "confidentiality:hand_overs:paper": [Row(HANDS, HANDS - PERSONNEL, args=of("hand_over"), numbers=OFFICER)],
    "confidentiality:hand_overs:move": [
        Row(HANDS, may, **{"post": 302, "get": get} | more, args=lambda s, name=name: [s.hand_over.pk, name])
        for name, may, get, more in (
            ("hand_over", HEADS, 302, {}), ("stop", HEADS | PERSONNEL, 200, {}), ("clear", OFFICER, 302, {}),
            ("finish", HEADS | PERSONNEL, 302, {}), ("cancel", HEADS | PERSONNEL, 200, {"data": NOTE}),
        )
    ],
    # ── NDAs
    "confidentiality:ndas:index": [Row(queries=(*LIST, "?view=open", "?view=running&state=drawn", "?view=expiring"))],
    "confidentiality:ndas:register": [Row(may=REGISTRARS, post=422, queries=("?person=1",))],
    "confidentiality:ndas:draw_up": [Row(get=405, may=REGISTRARS, post=302)],
    "confidentiality:ndas:receipts": [Row(may=REGISTRARS)],
    "confidentiality:ndas:mine": [Row(post=422)],
    "confidentiality:ndas:paper": [Row(post=422)],
    "confidentiality:ndas:own_pdf": [Row(writes=PRINTED)],
    "confidentiality:ndas:texts": [Row()],
    "confidentiality:ndas:new_text": [Row(may=REGISTRARS, post=422)],
    "confidentiality:ndas:text": [
        Row(ALL - ADMIN, args=of("nda_text"), looks=False), Row(WRITERS, args=of("nda_draft"), looks=False),
    ],
    "confidentiality:ndas:edit_text": [
        Row(ALL - ADMIN, NOBODY, args=of("nda_text"), looks=False),
        Row(WRITERS, REGISTRARS, post=422, args=of("nda_draft"), looks=False),
    ],
    "confidentiality:ndas:move_text": [
        Row(WRITERS, CHIEFS | LEADER, post=422, args=lambda s: [s.nda_draft.pk, "force_text"], looks=False),
        Row(WRITERS, REGISTRARS, post=302, args=lambda s: [s.nda_draft.pk, "drop_text"], looks=False),
    ],
    "confidentiality:ndas:detail": [
        Row(READS_NDAS, args=of("nda"), looks=False), Row(READS_NDAS, args=of("nda_drawn"), looks=False),
    ],
    "confidentiality:ndas:pdf": [
        Row(READS_NDAS - frozenset({"chief"}), args=of("nda"), writes=PRINTED),
        Row(NOBODY, args=of("nda_drawn"), logs=False),
    ],
    "confidentiality:ndas:move": [
        Row(READS_NDAS, REGISTRARS, post=422, args=lambda s: [s.nda_drawn.pk, "register_nda"], looks=False),
        Row(READS_NDAS, REGISTRARS, post=302, args=lambda s: [s.nda.pk, "end_nda"], data=NOTE, looks=False),
        Row(READS_NDAS, OWNER, get=302, post=302, args=lambda s: [s.nda.pk, "sign_nda"], looks=False),
        Row(READS_NDAS, NOBODY, args=lambda s: [s.nda.pk, "leave_nda"], looks=False),
    ],
    **importing("import", "nda_batch", "confidentiality:ndas", REGISTRARS, PERSONNEL),
    **beside("confidentiality:ndas", "nda_drawn", READS_NDAS, "register_nda", REGISTRARS),
    **supervised.doors(Row, of, move, press, LIST, ALL, beside, PRINTED_REPORT, SECTION),
    **shelved.doors(Row, of, press, LIST, ALL, beside),
    # ── contracts
    **beside("contracts", "review", REVIEW, "withdraw"),
    "contracts:index": [Row(queries=(*LIST, "?view=signed", "?least=1", "?customer=1"))],
    "contracts:new": [Row(may=SALES, post=422, queries=("?customer=1",))],
    "contracts:policies": [Row(may=READS_POLICIES)],
    "contracts:propose_policy": [Row(may=CHIEFS, post=422)],
    "contracts:sign_policy": [Row(may=LEADER, post=302, args=of("policy"))],
    "contracts:customers": [Row(queries=("?q=Secret", "?q=jia"))],
    "contracts:capitals": [Row(queries=("?amount=12.30",))],
    "contracts:detail": [
        Row(DRAFT, args=of("draft")), Row(REVIEW, args=of("review")), Row(LED, args=of("led")),
        Row(SIGNED, args=of("signed")),
    ],
    "contracts:edit": [Row(DRAFT, OWNER, post=422, args=of("draft")), Row(REVIEW, NOBODY, args=of("review"))],
    "contracts:add_file": [
        Row(DRAFT, OWNER, post=422, args=of("draft")), Row(SIGNED, NOBODY, args=of("signed")),
    ],
    "contracts:remove_file": [
        Row(DRAFT, OWNER, post=302, args=of("draft", "annex")),
        Row(DRAFT, OWNER, post=302, args=of("draft", "core")),
        Row(SIGNED, NOBODY, args=of("signed", "scan")),
    ],
    "contracts:opinion": [
        Row(REVIEW, frozenset({"reviewer"}), post=422, args=of("review")), Row(LED, NOBODY, args=of("led")),
    ],
    "contracts:confirm": [Row(REVIEW, frozenset({"reviewer"}), post=422, args=of("review"))],
    "contracts:meet": [Row(REVIEW, NOBODY, args=of("review", "condition"))],
    "contracts:add_reviewer": [
        Row(REVIEW, TAKE_PART, post=422, args=of("review")), Row(SIGNED, NOBODY, args=of("signed")),
    ],
    "contracts:hand_on": [
        Row(REVIEW, TAKE_PART, post=422, args=of("review")), Row(LED, LEADER, post=422, args=of("led")),
    ],
    "contracts:comment": [Row(REVIEW, post=422, args=of("review")), Row(DRAFT, post=422, args=of("draft"))],
    "contracts:remind": [
        Row(REVIEW, OWNER, post=302, args=of("review"), data=press()), Row(SIGNED, NOBODY, args=of("signed")),
    ],
    "contracts:originals": [Row(SIGNED, OWNER | {"assistant"}, post=422, args=of("signed"))],
    "contracts:version": [
        Row(REVIEW, args=lambda s: [s.review.pk, 1]), Row(LED, args=lambda s: [s.led.pk, 2]),
        Row(SIGNED, args=lambda s: [s.signed.pk, 1]),
    ],
    "contracts:version_pdf": [Row(SIGNED, args=lambda s: [s.signed.pk, 1], writes=PRINTED)],
    "contracts:review_sheet": [Row(REVIEW, args=of("review"), writes=PRINTED)],
    "contracts:history": [Row(REVIEW, args=of("review"))],
    "contracts:readers": [Row(REVIEW, args=of("review"), queries=("?day=2026-11-20",))],
    "contracts:open_to": [Row(REVIEW, frozenset({"chief"}), post=422, args=of("review"))],
    "contracts:close_to": [Row(REVIEW, frozenset({"chief"}), post=302, args=of("review", "review_grant"))],
    "contracts:move": [
        move("submit", "draft", OWNER), move("approve", "review", frozenset({"chief"}), get=302, post=422),
        move("return", "review", frozenset({"chief"}), data=NOTE),
        move("refuse", "review", frozenset({"chief"}), data=NOTE),
        move("withdraw", "review", OWNER), move("approve", "led", LEADER), move("return", "led", LEADER, data=NOTE),
        # what is signed moves no more: whoever might have is told so, and led back to the contract
        move("release", "signed", OWNER | {"assistant"}, get=302),
        move("sign", "signed", OWNER | {"assistant"}, get=302), move("reopen", "signed", OWNER, get=302),
        move("void", "signed", OWNER | {"chief"}, get=302),
        move("void", "draft", OWNER | {"chief"}, data=NOTE),
    ],
    # ── the administration
    "manage:people": [Row(may=LOOKS, queries=("?q=li", "?view=left", "?post=chief"))],
    "manage:new_person": [Row(may=KEEPS, post=422)],
    "manage:person": [Row(may=LOOKS, args=lambda s: [s.company.zhao.pk])],
    "manage:edit_person": [Row(may=KEEPS, post=422, args=lambda s: [s.company.zhao.pk])],
    "manage:close_account": [Row(may=KEEPS, post=302, args=lambda s: [s.company.zhao.pk])],
    "manage:reopen_account": [Row(may=KEEPS, post=422, args=lambda s: [s.company.zhao.pk])],
    "manage:reset_password": [Row(may=KEEPS, post=200, args=lambda s: [s.company.zhao.pk], data=press())],
    "manage:end_sessions": [Row(may=KEEPS, post=302, args=lambda s: [s.company.zhao.pk])],
    "manage:reset_factor": [Row(may=KEEPS, post=422, args=lambda s: [s.company.zhao.pk], data=press())],
    "manage:factors": [Row(may=LOOKS | LEADER, queries=("?view=set_up", "?view=free&q=li", "?page=2"))],
    "manage:propose_factors": [Row(may=KEEPS | LEADER, post=422)],
    "manage:sign_factors": [Row(may=OFFICER | LEADER, post=302, args=of("factor_rule"))],
    "manage:decline_factors": [Row(may=OFFICER | LEADER, post=302, args=of("factor_rule"))],
    "manage:convention": [  # an example of a number: a year's first to the administrator, who may count nothing
        Row(may=LOOKS | LEADER, args=lambda s, kind=kind: [kind], numbers=LOOKS) for kind in CONVENTIONS
    ],
    "manage:propose_convention": [
        Row(may=KEEPS, post=422, args=lambda s, kind=kind: [kind]) for kind in CONVENTIONS
    ],
    "manage:sign_convention": [Row(may=LEADER, post=302, args=of("convention"))],
    "manage:decline_convention": [Row(may=LEADER, post=302, args=of("convention"))],
    "manage:sessions": [Row(may=LOOKS, queries=("?q=li", "?page=2", "?department=1"))],
    "manage:end_session": [Row(may=KEEPS, post=302, args=of("session"))],
    "manage:give_post": [Row(may=KEEPS, post=422, args=lambda s: [s.company.zhao.pk])],
    "manage:end_post": [Row(may=KEEPS, post=422, args=of("appointment"))],
    "manage:signatures": [Row(may=SIGNS)],
    "manage:sign_post": [Row(may=SIGNS, post=302, args=of("appointment"))],
    "manage:decline_post": [Row(may=SIGNS, post=422, args=of("appointment"))],
    "manage:code_halves": [Row(may=SIGNS)],
    "manage:take_half": [Row(may=OFFICER, post=200, args=of("half"), data=press())],
    "manage:departments": [Row(may=LOOKS)],
    "manage:new_department": [Row(may=KEEPS, post=422)],
    "manage:edit_department": [Row(may=KEEPS, post=422, args=lambda s: [s.company.team.pk])],
    "manage:delegations": [Row(may=LOOKS | CHIEFS | LEADER | REVIEWERS)],
    "manage:new_delegation": [Row(may=KEEPS | CHIEFS | LEADER | REVIEWERS, post=422)],
    "manage:sign_delegation": [Row(may=SIGNS | {"finance"}, post=302, args=of("unsigned"))],
    "manage:withdraw_delegation": [Row(may=KEEPS | {"chief"}, post=302, args=of("delegation"))],
    "manage:numbers": [Row(may=LOOKS | CHIEFS | LEADER)],
    "manage:number": [
        Row(may=LOOKS | CHIEFS | LEADER, posts=CHIEFS | LEADER, post=422, args=lambda s: ["contracts.opinion_days"]),
        Row(may=LOOKS | CHIEFS | LEADER, posts=LEADER, post=422, args=lambda s: ["contracts.leader_threshold"]),
    ],
    "manage:company": [Row(may=KEEPS, post=422)],
    "manage:small_office": [Row(may=LEADER, post=422)],
    "manage:chain": [Row(may=LOOKS, queries=("?seq=1&code=00000000", "?seq=x&code="))],
    "manage:read_chain": [Row(may=LOOKS, post=302)],
    "manage:channels": [Row(may=LOOKS)],
    "manage:test_channel": [Row(may=KEEPS, post=422, args=lambda s: ["mail"])],
    "manage:backups": [Row(may=LOOKS)],
    "manage:back_up_now": [Row(may=KEEPS, post=422)],
    "manage:try_restore": [Row(may=KEEPS, post=422)],
    "manage:health": [Row(may=LOOKS)],
    "manage:jobs": [Row(may=KEEPS)],
    "manage:calendar": [Row(may=KEEPS, queries=("?year=2027", "?year=x"))],
    "manage:new_days": [Row(may=KEEPS, post=422)],
    "manage:import_days": [Row(may=KEEPS, post=422)],
    "manage:try_again": [Row(may=KEEPS, post=302)],
    "first_run": [Row(NOBODY, nobody=(404, 404), logs=False)],
    "manage:send_letter": [Row(may=KEEPS, post=302, args=of("letter"))],
    "manage:drop_letter": [Row(may=KEEPS, post=422, args=of("letter"))],
    # ── signing in, everybody's own: allauth's
    "account_login": [Row(get=302, post=302, nobody=(200, 200))],
    "oidc_begin": [Row(NOBODY, post=405, nobody=(404, 405), logs=False)],  # not set up here: tests/manage/test_oidc.py
    "oidc_again": [Row(NOBODY, post=405, logs=False)],
    "oidc_back": [Row(NOBODY, post=405, nobody=(404, 405), logs=False, queries=("?code=x&state=y",))],
    "account_logout": [Row(post=302, nobody=(302, 302))],
    "account_change_password": [Row()],
    "account_reauthenticate": [Row()],
    "account_inactive": [Row(post=405, nobody=(200, 405))],
    "usersessions_list": [Row(post=302)],
    "end_own_session": [Row(OWNER, post=302, args=of("session"), logs=False)],
    "mfa_index": [Row(post=405)],
    "mfa_authenticate": [Row(get=302, post=302, nobody=(302, 302))],
    "mfa_reauthenticate": [Row(get=302, post=302)],
    "mfa_activate_totp": [Row(get=302, post=302)],
    "mfa_deactivate_totp": [Row(get=404, post=404, logs=False)],
    "mfa_view_recovery_codes": [Row(get=404, post=405, logs=False)],
    "mfa_generate_recovery_codes": [Row(get=302, post=302)],
    "mfa_download_recovery_codes": [Row(get=404, post=404, logs=False)],
}  # fmt: skip


def addresses(resolver=None, prefix: str = "") -> set[str]:
    """Every named address of the site, as reverse() takes it."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(prefix + str(entry.name))
        else:
            found |= addresses(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
    return found


def target(name: str, row: Row, scene: Scene) -> str:
    return reverse(name, args=row.args(scene))
