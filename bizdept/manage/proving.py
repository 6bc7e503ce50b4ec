"""Forms in which somebody proves who they are: each wrong word counts against the lock-out of signing in."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from bizdept.manage.adapters import budgets_of, told
from bizdept.people.models import User
from bizdept.web.guesses import Spent, counted


class Counted:
    """Tries one guess of `user` at a secret: none once their budget is spent."""

    user: User

    def tried(self, check):
        try:
            with counted(budgets_of(context.request, self.user)):
                right = check()
            told("proven", context.request, self.user, self.__class__.__name__)
            return right
        except ValidationError:
            told("failed", context.request, self.user, self.__class__.__name__)
            raise
        except Spent:
            told("refused unseen", context.request, self.user, self.__class__.__name__)
            raise get_adapter().validation_error("too_many_login_attempts") from None


class CodeForm(Counted, AuthenticateForm):
    """The second factor when signing in."""

    def clean_code(self) -> str:
        return self.tried(super().clean_code)


class CodeAgainForm(Counted, ReauthenticateForm):
    """The second factor once more."""

    def clean_code(self) -> str:
        return self.tried(super().clean_code)


class OwnPasswordForm(Counted, ChangePasswordForm):
    """The new password is another one: the administrator has read the one-time password."""

    def clean_oldpassword(self) -> str:
        return self.tried(super().clean_oldpassword)

    def clean(self):
        data = super().clean()
        if data.get("password1") and data.get("password1") == data.get("oldpassword"):
            self.add_error("password1", gettext("Choose another password than the one you have."))
        return data
