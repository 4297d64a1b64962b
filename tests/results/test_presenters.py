"""The positions of the drivers in the importance chart."""

import pytest

from aftercall.instrument.loading import load_instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import PartImportance
from aftercall.results.presenters import importance_marks, importance_rows

INSTRUMENTS = InstrumentSeries({"the only version": load_instrument("victim_satisfaction_1")})


def driver(measure: str, importance: float, performance: float) -> PartImportance:
    return PartImportance(
        measure=measure, importance=importance, performance=performance, priority="begin_here", base=900
    )


def test_the_driver_furthest_from_the_mean_is_at_the_edge_of_the_chart() -> None:
    drivers = [driver("contact", 0.1, 0.9), driver("actions", 0.4, 0.6), driver("informed", 0.1, 0.6)]
    assert [row["label"][0] for row in importance_rows(drivers, INSTRUMENTS)] == ["1", "2", "3"]
    marks = importance_marks(drivers)
    assert [mark["across"] for mark in marks] == pytest.approx([-0.5, 1, -0.5])
    assert [mark["up"] for mark in marks] == pytest.approx([1, -0.5, -0.5])


def test_drivers_that_do_not_differ_are_in_the_middle_of_the_chart() -> None:
    marks = importance_marks([driver(measure, 0.1, 0.7) for measure in ("contact", "actions", "informed")])
    for mark in marks:
        assert (mark["across"], mark["up"]) == pytest.approx((0, 0), abs=1e-9)
    assert importance_marks([]) == []
