"""Who a session belongs to, fetched with what every page asks of them."""

from allauth.account.auth_backends import AuthenticationBackend

from bizdept.people.models import User


class SignIn(AuthenticationBackend):
    """allauth's way of signing in; a person comes with their department, which the doors ask for."""

    def get_user(self, user_id):
        return User.objects.select_related("department").filter(pk=user_id, is_active=True).first()
