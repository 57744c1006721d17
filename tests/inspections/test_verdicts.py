"""Whether a lot passes, class by class."""

import pytest

from fulfillment.inspections.sampling import plan
from fulfillment.inspections.verdicts import Count, Defect, verdict

MAJOR, MINOR = plan(1000, "II", "2.5"), plan(1000, "II", "4.0")  # 80 looked at; 5 and 7 may fail


@pytest.mark.parametrize(
    ("critical", "major", "minor", "looked_at", "says"),
    [
        (0, 0, 0, 80, "passed"),
        (0, 5, 7, 80, "passed"),
        (0, 6, 0, 80, "failed"),
        (0, 0, 8, 80, "failed"),
        (0, 5, 7, 79, "open"),
        (0, 6, 0, 12, "failed"),  # the rest need not be looked at
        (1, 0, 0, 3, "failed"),
        (0, 0, 0, 0, "open"),
    ],
)
def test_a_lot_fails_at_once_and_passes_with_a_whole_sample(critical, major, minor, looked_at, says):
    counts = {
        Defect.CRITICAL: Count(critical),
        Defect.MAJOR: Count(major, MAJOR),
        Defect.MINOR: Count(minor, MINOR),
    }

    assert verdict(counts, looked_at=looked_at) == says


def test_without_any_plan_one_unit_is_enough():
    assert verdict({Defect.CRITICAL: Count(0)}, looked_at=0) == "open"
    assert verdict({Defect.CRITICAL: Count(0)}, looked_at=1) == "passed"
