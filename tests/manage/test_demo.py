"""The demo company is one that could have lived: its chain is whole, and no record is where no move led."""

from io import StringIO

import pytest
from django.core.management import call_command

from bizdept.duties.models import Duty
from bizdept.manage.demo.communications import WAITING
from customers.models import Communication
from customers.rules import NEXT_STEP

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_chain_of_the_demo_company_is_whole(settings, tmp_path):
    settings.DEMO, settings.ANCHOR_DIR = True, tmp_path / "anchors"
    said = StringIO()
    call_command("load_demo", stdout=said)
    call_command("verify_audit", stdout=said)
    assert "The chain is whole" in said.getvalue()
    talks = Communication.objects.select_related("customer", "contact")
    assert talks.count() > 100 and {talk.history.count() for talk in talks} == {1}
    assert all(talk.contact.customer_id == talk.customer_id for talk in talks)
    assert Duty.objects.open().filter(kind=NEXT_STEP.name).count() == WAITING
