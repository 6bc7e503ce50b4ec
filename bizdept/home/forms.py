"""What comes in on the pages that everybody has."""

from django import forms
from django.conf import settings

from bizdept.people.models import User


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme.choices, required=False)
