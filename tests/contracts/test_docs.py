"""What the docs say of lifecycles is what the code does."""

from django.conf import settings

from bizdept.manage.management.commands.draw_lifecycles import PLACE, page


def test_the_drawn_lifecycles_are_those_of_the_code():
    assert (settings.BASE_DIR / PLACE).read_text() == page(), "run manage.py draw_lifecycles"
