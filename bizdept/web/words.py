"""How pages write sums, days, clauses and deeds."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bizdept.regulation.articles import chinese_number
from bizdept.workflow.moves import LIFECYCLES


def cited(code: str) -> str:
    """A clause's code as people cite it: 3.3.3 in English, 三（三）3 in Chinese."""
    return chinese_number(str(code)) if (get_language() or "").startswith("zh") else str(code)


def money(amount) -> str:
    """1286000 → 1,286,000.00; nothing → a dash."""
    return "—" if amount in (None, "") else f"{Decimal(str(amount)):,.2f}"


def day(value) -> str:
    """12-07 in this year, else 2025-12-07; nothing → a dash."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return f"{value:%m-%d}" if value.year == timezone.localdate().year else f"{value:%Y-%m-%d}"


def moment(value) -> str:
    """The day and the minute: today 11:40, 12-02 09:10, 2025-12-02 09:10. A day alone stays one; so does a word."""
    if not value or isinstance(value, str):
        return value or "—"
    if not isinstance(value, datetime):
        return day(value)
    value = timezone.localtime(value) if timezone.is_aware(value) else value
    if value.date() == timezone.localdate():
        return _("today %(time)s") % {"time": f"{value:%H:%M}"}
    return f"{day(value.date())} {value:%H:%M}"


def plain(number) -> str:
    """A number without the noughts that say nothing: 13.00 → 13, 1.500 → 1.5."""
    return f"{Decimal(str(number or 0)).normalize():f}"


DEEDS = {
    "draft": gettext_lazy("drafted it"),
    "create": gettext_lazy("created it"),
    "revise": gettext_lazy("changed it"),
    "import": gettext_lazy("imported it"),
    "undo": gettext_lazy("took the import back"),
    "file.add": gettext_lazy("added a file"),
    "file.remove": gettext_lazy("took a file away"),
    "raise_level": gettext_lazy("raised the level"),
    "keep_level": gettext_lazy("kept the level on"),
    "lower_level": gettext_lazy("lowered the level"),
    "file_originals": gettext_lazy("filed the originals"),
}


def deed(reason: str) -> str:
    """For what a save was made, in words: the move's label, or one of the deeds that are no moves."""
    reason = reason.partition(" #")[0]  # import #12
    if reason in DEEDS:
        return str(DEEDS[reason])
    labels = (table.moves[reason].label for table in LIFECYCLES.values() if reason in table.moves)
    return str(next(labels, reason))


def iso(value) -> str:
    """A day or a moment as <time datetime=…> wants it."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else ""


def mask(value) -> str:
    """A telephone or account number whose middle is hidden: 138****5621."""
    text = str(value or "").strip()
    if len(text) < 11:  # three signs and four would leave less than four hidden
        return "*" * (len(text) - 2) + text[-2:] if len(text) > 6 else "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(user_agent) -> str:
    """A browser's long name in two words: Chrome · Windows."""
    words = [next((word for mark, word in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, words)) or str(user_agent)[:60]
