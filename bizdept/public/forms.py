"""What comes in from people without an account."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The code of a paper, as it is printed or typed."""

    code = forms.CharField(label=_("check code"), max_length=60, strip=True)


class PaperForm(forms.Form):
    """A file to compare with what was issued; it is read and not kept."""

    paper = forms.FileField(label=_("PDF file"))

    def clean_paper(self):
        paper = self.cleaned_data["paper"]
        if paper.size > settings.UPLOAD_LIMIT:
            limit = filesizeformat(settings.UPLOAD_LIMIT)
            raise forms.ValidationError(gettext("The file is too large: up to %s are compared.") % limit)
        return paper
