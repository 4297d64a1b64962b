"""Published figures over time: the table beside a chart has all that the chart shows, and the way to each origin."""

from datetime import date

from aftercall.publication.trends import TrendPoint
from aftercall.workbench.published import trend_row

MONTHS = (date(2025, 1, 1), date(2025, 3, 1))


def test_a_period_has_its_interval_its_base_and_its_origin() -> None:
    [period, figure, *rest] = trend_row(TrendPoint(*MONTHS, 1234, 78.2, 75.0, 81.4, line=7), "Treatment")
    assert (period, *rest) == ("January to March 2025", "75% to 81%", "1,234")
    assert figure.startswith('<a class="govuk-link" href="/workbench/published/figure/7/">78%')
    assert "Treatment, January to March 2025: origin" in figure


def test_what_is_not_known_is_said() -> None:
    hidden = TrendPoint(*MONTHS, None, None, None, None, "Not shown: it could identify someone", line=8)
    assert trend_row(hidden, "Treatment")[1:] == ["[c]", "Not shown: it could identify someone", ""]
    imported = TrendPoint(*MONTHS, None, 78.2, None, None, supplier="Another firm")
    row = ["January to March 2025 (another supplier)", "78%", "not known", "not known"]
    assert trend_row(imported, "Treatment") == row
