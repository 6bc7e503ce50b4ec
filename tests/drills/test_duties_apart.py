"""10,000 random histories over all lifecycles, and each guard taken away in turn; DRILLS says how many."""

from tests.house.conftest import scene  # noqa: F401  a fixture
from tests.house.test_duties_apart import (  # noqa: F401  they run here
    test_a_guard_that_is_taken_away_is_found,
    test_a_second_hand_that_is_not_asked_for_is_found,
    test_ten_thousand,
)
