"""How the installation stands."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from bizdept.manage import health, rules
from bizdept.manage.views.door import only


def index(request):
    """Each part in words, what is wrong on top."""
    only(request, rules.may_see_accounts, "health")
    groups = [
        (_("The machine"), list(health.machine())),
        (_("What runs by the clock"), list(health.clockwork())),
        (_("Settings"), list(health.setting_checks())),
    ]
    wrong = [check for _title, checks in groups for check in checks if check.tone != health.OK]
    return render(request, "manage/health.html", {"groups": groups, "wrong": wrong})
