"""What comes in on the pages that everybody has."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bizdept.people.models import User


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class InboxForm(forms.Form):
    """Which box of the inbox, and which item of it."""

    BOXES = [
        ("waiting", _("waiting for me")),
        ("decided", _("decided by me")),
        ("mine", _("begun by me")),
        ("copied", _("copied to me")),
    ]
    box = forms.ChoiceField(required=False, choices=BOXES)
    item = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def chosen_box(self) -> str:
        return self.cleaned_data.get("box") or "waiting"

    @property
    def chosen_item(self) -> int | None:
        return self.cleaned_data.get("item")


class SearchForm(forms.Form):
    """The words in the box on top of each page."""

    q = forms.CharField(required=False, max_length=100)

    @property
    def text(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""


class PageForm(forms.Form):
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def number(self) -> int:
        return (self.cleaned_data["page"] if self.is_valid() else None) or 1


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme.choices, required=False)
