"""What the frame of every page needs: menu, tabs, counts, languages. Asked only when a template draws it."""

import ipaddress
from dataclasses import replace

from django.conf import settings
from django.db.models import Count, QuerySet, Subquery, Value
from django.http.request import split_domain_port
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bizdept.duties.kinds import approvals
from bizdept.duties.models import Duty
from bizdept.notices.models import Notice
from bizdept.people.models import Desk, User
from bizdept.prepared import Prepared
from bizdept.web import questions
from bizdept.web.templatetags.bizdept import leads_somewhere

NATIVE = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
LANG = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
THEMES = ("light", "dark")


def counted(queryset) -> Subquery:
    """The number of rows as a part of another query."""
    return Subquery(queryset.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))


def counts_of(pk: int, desks: tuple[Desk, ...]) -> QuerySet:
    """How many unread notices somebody has, how many waiting duties, and how many approvals among them."""
    waiting = Duty.objects.owed_by(pk, desks)
    counts = Notice.objects.filter(person=pk, read_at=None), waiting, waiting.filter(kind__in=approvals())
    return User.objects.filter(pk=pk).values_list(*map(counted, counts))


COUNTS = Prepared(counts_of)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Shell:
    """The frame round a page, for the person who asked for it."""

    def __init__(self, request):
        self.request = request
        user = getattr(request, "user", None)
        self.user = user if user is not None and user.is_authenticated else None

    @property
    def is_demo(self) -> bool:
        return settings.DEMO

    @property
    def is_overheard(self) -> bool:
        """Whether what is typed here crosses a network in clear: no TLS, and not on this machine alone."""
        host = split_domain_port(self.request.get_host())[0].strip("[]")
        is_home = host == "localhost" or is_loopback(host)
        return not (self.request.is_secure() or is_home)

    @cached_property
    def language(self) -> str:
        """The language as <html lang> wants it."""
        return LANG.get(get_language() or "", "zh-Hans")

    @cached_property
    def languages(self) -> list[dict]:
        return [
            {"code": code, "word": NATIVE[code], "lang": LANG[code], "current": LANG[code] == self.language}
            for code, _name in settings.LANGUAGES
        ]

    @cached_property
    def theme(self) -> str:
        """light, dark, or an empty word: as the system."""
        chosen = self.user.theme if self.user else self.request.COOKIES.get(f"{settings.COOKIE_PREFIX}theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def other_theme(self) -> str:
        return "light" if self.theme == "dark" else "dark"

    @cached_property
    def badges(self) -> dict[str, int]:
        """This person's unread notices, waiting duties, and approvals among them: one query for all."""
        names = ("notices", "duties", "approvals")
        if self.user is None:
            return dict.fromkeys(names, 0)
        (row,) = COUNTS(self.user.pk, self.user.desks)
        return {name: count or 0 for name, count in zip(names, row, strict=True)}

    def place(self, item: questions.MenuItem) -> questions.MenuItem:
        """The item with its count; a count for this person to act on is hot while there is something."""
        return replace(item, badge=self.badges[item.badge]) if isinstance(item.badge, str) else item

    @cached_property
    def items(self) -> list[questions.MenuItem]:
        if self.user is None:
            return []
        found = sorted(questions.menu(self.user), key=lambda i: (questions.CHAPTERS.index(i.chapter), i.order))
        return [self.place(item) for item in found]

    @cached_property
    def current(self) -> str:
        """The address of the menu's place to which this page belongs: the longest that begins it."""
        path, addresses = self.request.path, [item.address for item in self.items]
        fits = [a for a in addresses if path == a or (a != "/" and path.startswith(a))]
        return max(fits, key=len, default="")

    @cached_property
    def kin(self) -> list[questions.MenuItem]:
        """On a list of a family: the places beside it, itself among them."""
        here = next((item for item in self.items if item.address == self.current), None)
        if here is None or not here.family or self.request.path != here.address:
            return []
        found = [item for item in self.items if item.family == here.family]
        return found if len(found) > 1 else []

    @cached_property
    def marked(self) -> str:
        """The address of the menu's entry to which this page belongs: of a family its first one."""
        here = next((item for item in self.items if item.address == self.current), None)
        if here is None or not here.family:
            return self.current
        return next(item.address for item in self.items if item.family == here.family)

    @cached_property
    def menu(self) -> list[dict]:
        """The menu by chapter; chapters without a place for this person are absent."""
        titles = {
            "": ("", ""),
            "2": (_("Section work"), _("Ch. 2")),
            "3": (_("Business process"), _("Ch. 3")),
            "4": (_("Market research"), _("Ch. 4")),
            "5": (_("Customer relations"), _("Ch. 5")),
            "6": (_("Training"), _("Ch. 6")),
            "7": (_("Appraisal"), _("Ch. 7")),
            "8": (_("Confidentiality"), _("Ch. 8")),
            "0": (_("Regulation and settings"), ""),
        }
        groups = []
        for chapter, (title, note) in titles.items():
            if places := heads([item for item in self.items if item.chapter == chapter]):
                groups.append({"title": title, "note": note, "places": places})
        return groups

    @cached_property
    def tabs(self) -> list[questions.MenuItem]:
        """The phone's bar: the first four places that have a short word."""
        return [item for item in self.items if item.tab][:4]

    @cached_property
    def is_elsewhere(self) -> bool:
        """On the phone: this page belongs to none of the four tabs."""
        return self.current not in {item.address for item in self.tabs}

    @cached_property
    def create(self) -> list[questions.NewItem]:
        return sorted(questions.create(self.user), key=lambda i: i.order) if self.user else []

    @cached_property
    def alerts(self) -> list[questions.Alert]:
        """What is wrong with the machinery, the worst first; for whoever is to see to it, and nobody else."""
        return sorted(questions.alerts(self.user), key=lambda alert: alert.tone != "bad") if self.user else []

    @cached_property
    def other_house(self) -> str:
        """The name of the OpenID provider by whose word one may sign in; empty where there is none."""
        return settings.OIDC_NAME if settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID else ""

    @cached_property
    def ask_address(self) -> str:
        """Where this person asks to see what they may know of and not open; empty where they may not ask."""
        return next((item.address for item in self.create if item.asks), "")

    @cached_property
    def search_address(self) -> str:
        """Where the search box of the top bar asks: a place of this person's own menu, or there is no box."""
        mine = {item.address for item in self.items}
        return "/search/" if mine & {"/customers/", "/contracts/"} else ""

    @cached_property
    def notices_address(self) -> str:
        return "/notices/" if leads_somewhere("/notices/") else "/"


def heads(items: list[questions.MenuItem]) -> list[questions.MenuItem]:
    """The menu's entries: one for each family, under its name, where its first place stands."""
    seen: set[str] = set()
    found = []
    for item in items:
        if item.family not in seen:
            found.append(replace(item, label=item.family) if item.family else item)
        seen |= {item.family} - {""}
    return found


def shell(request) -> dict:
    """The context processor."""
    return {"shell": Shell(request)}
