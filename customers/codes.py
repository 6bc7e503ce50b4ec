"""The unified social credit code (GB 32100): how it is written, and what is wrong with one."""

import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn.uscc import calc_check_digit

LENGTH = 18
SIGNS = set("0123456789ABCDEFGHJKLMNPQRTUWXY")  # no I, O, S, V, Z: they look like digits
REGION = slice(2, 8)


def normal_code(text: str) -> str:
    """The code as it is stored: half-width, upper case, without blanks and hyphens."""
    text = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u2010\u2011\u2013\u2014")


def problem_with_code(text: str) -> str | None:
    """What is wrong with a unified social credit code, as a sentence; None when it is right or empty.

    Letters may stand in the first two places (N2… are rural collectives), which stdnum's own check refuses.
    """
    code = normal_code(text)
    strange = sorted(set(code) - SIGNS)
    if not code:
        return None
    if len(code) != LENGTH:
        return _("A unified social credit code has 18 characters, this one has %s.") % len(code)
    if strange:
        return _("“%s” never stands in a unified social credit code.") % "”, “".join(strange)
    if not code[REGION].isdigit():
        return _("The third to eighth characters, the region, must be digits.")
    if code[-1] != calc_check_digit(code[:-1]):
        return _("The check digit doesn't fit: a character is mistyped or two are swapped.")
    return None
