"""Words of the house are no password (docs/operations.md lists them)."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from bizdept.people.models import Company, Department

OURS = ("bizdept", "business section", "business", "yewuke", "业务科")
LEAST = 8  # characters: of any password, and of one without the house's words


def words() -> set[str]:
    """The product's, the company's and its departments' names, as people may write them."""
    company = Company.ours()
    named = {*OURS, company.name, *Department.objects.values_list("name", flat=True)}
    return {form for word in named if len(word) > 1 for form in (word.casefold(), word.casefold().replace(" ", ""))}


class HouseWords(CommonPasswordValidator):
    """What is left of a password without the house's words must be as long as any. Django's own sentence is said."""

    def __init__(self):
        """Without the list of common ones, which another validator has."""

    def validate(self, password, user=None):
        rest = password.casefold()
        for word in sorted(words(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < LEAST:
            raise ValidationError(self.get_error_message(), code="password_too_common")
