"""Who a session belongs to, fetched with what every page asks of them."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField, Subquery

from bizdept.audit.clock import moment
from bizdept.people.models import User
from bizdept.prepared import Prepared, Slot
from bizdept.regulation import conventions

SIGNED_IN = Prepared(
    lambda: (
        User.objects.select_related("department")
        .annotate(newest_convention=Subquery(conventions.newest()))
        .filter(pk=Slot("pk", BigIntegerField()), is_active=True)
    )
)


class SignIn(AuthenticationBackend):
    """allauth's way of signing in; a person comes with their department, which the doors ask for."""

    def get_user(self, user_id):
        moment()  # what posts are judged by: looked at before anybody's are
        person = next(iter(SIGNED_IN(pk=user_id)), None)
        if person is not None:
            conventions.heed(person.newest_convention)
        return person
