"""The drivers in the importance chart."""

from aftercall.instrument.loading import load_instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.results.models import PartImportance
from aftercall.results.presenters import importance_chart, importance_rows

INSTRUMENTS = InstrumentSeries({"the only version": load_instrument("victim_satisfaction_1")})


def driver(measure: str, importance: float, performance: float) -> PartImportance:
    return PartImportance(
        measure=measure, importance=importance, performance=performance, priority="begin_here", base=900
    )


def test_the_chart_numbers_the_drivers_as_the_table_does() -> None:
    drivers = [driver("contact", 0.1, 0.9), driver("actions", 0.4, 0.6), driver("informed", 0.1, 0.6)]
    assert [row["label"] for row in importance_rows(drivers, INSTRUMENTS)] == [
        f"{rank}. {INSTRUMENTS.label(measure)}" for rank, measure in enumerate(("actions", "contact", "informed"), 1)
    ]
    chart = importance_chart(drivers)
    assert chart is not None
    # actions matters most and is among the worst: high in the chart, on the left.
    assert '<circle cx="100" cy="40" r="12"' in chart.split(">1</text>")[0]
