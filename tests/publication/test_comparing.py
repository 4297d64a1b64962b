"""How a draft's figures differ from earlier ones: published or imported, with or without a break between."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from scipy import stats
from tests.publication.answered_runs import answered_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.instrument.series_breaks import Verdict
from aftercall.methods.independent_change import ASSUMED_DESIGN_EFFECT
from aftercall.programmes.models import Programme
from aftercall.publication import operations
from aftercall.publication.comparing import compared_periods
from aftercall.publication.models import (
    Comparison,
    Direction,
    ImportedFigure,
    ImportedSeries,
    Publication,
    PublishedChange,
)
from aftercall.publication.operations import prepare
from aftercall.publication.queries import changes_shown
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun, Population, SeriesStep

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SPRING, SUMMER, AUTUMN = ((date(2025, month, 1), date(2025, month + 2, 1)) for month in (4, 7, 10))
LAST_AUTUMN = (date(2024, 10, 1), date(2024, 12, 1))
Months = tuple[date, date]


class Series:
    """The quarters of one programme, analysed and made public one after the other."""

    def __init__(self, programme: Programme, author: User) -> None:
        self.programme, self.author = programme, author

    def run(self, months: Months, base: int = 1000, **satisfied: int) -> AnalysisRun:
        people = {Population.CRIME: (base, satisfied)}
        return answered_run(self.programme, self.author, people, first=months[0], last=months[1])

    def draft(self, months: Months, base: int = 1000, **satisfied: int) -> Publication:
        return prepare(run=self.run(months, base, **satisfied), actor=self.author, at=LATER)

    def public(self, months: Months, base: int = 1000, **satisfied: int) -> Publication:
        draft = self.draft(months, base, **satisfied)
        Publication.objects.filter(pk=draft.pk).update(state=PublicationState.PUBLISHED, published_at=LATER)
        return draft

    def imported(self, months: Months, base: int, percent: float, **interval: float) -> None:
        series = ImportedSeries.objects.create(
            programme=self.programme,
            supplier="Example Research Ltd",
            method="By post.",
            digest="1",
            imported_at=LATER,
            imported_by=self.author,
        )
        ImportedFigure.objects.create(
            series=series,
            first_month=months[0],
            last_month=months[1],
            measure="whole",
            base=base,
            percent=percent,
            **interval,
        )


@pytest.fixture
def series(programme: Programme, researcher: User) -> Series:
    return Series(programme, researcher)


def changes(draft: Publication) -> dict[tuple[str, str], PublishedChange]:
    return {(one.measure, one.comparison): one for one in draft.changes.all()}


def test_a_period_is_compared_with_the_one_before_and_a_year_before() -> None:
    assert compared_periods(*AUTUMN) == {Comparison.PERIOD_BEFORE: SUMMER, Comparison.YEAR_BEFORE: LAST_AUTUMN}
    year = (date(2025, 4, 1), date(2026, 3, 1))
    assert compared_periods(*year) == {Comparison.PERIOD_BEFORE: (date(2024, 4, 1), date(2025, 3, 1))}


def test_all_changes_of_a_publication_are_judged_together_as_a_plain_formula_has_it(series: Series) -> None:
    """The p-value of `whole`, up by 3.4 points, is that of Welch's test. As `treatment` is compared too, Holm doubles
    it, and then it says nothing any more."""
    earlier = series.public(SUMMER, whole=800, treatment=900)
    draft = series.draft(AUTUMN, whole=834, treatment=900)
    found = changes(draft)
    assert found.keys() == {(name, Comparison.PERIOD_BEFORE) for name in ("whole", "treatment")}
    lines = [one.figures.get(measure="whole", population="all", breakdown="") for one in (earlier, draft)]
    se = sum((line.standard_error or 0) ** 2 for line in lines) ** 0.5
    alone = 2 * stats.t.sf(3.4 / se, 1998)
    change = found["whole", Comparison.PERIOD_BEFORE]
    assert change.difference == pytest.approx(3.4)
    assert change.p_value == pytest.approx(2 * alone, rel=0.01)
    assert alone < 0.05 < 2 * alone
    assert change.direction == Direction.NO_CLEAR_CHANGE
    assert (
        "no clear change: it was 80% in July to September 2025 and 83% in October to December 2025" in change.statement
    )


def test_a_clear_rise_and_a_clear_fall_are_called_so(series: Series) -> None:
    series.public(SUMMER, whole=750, treatment=900)
    series.public(LAST_AUTUMN, whole=850)
    found = changes(series.draft(AUTUMN, whole=820, treatment=840))
    assert {key: one.direction for key, one in found.items()} == {
        ("whole", Comparison.PERIOD_BEFORE): Direction.ROSE,
        ("whole", Comparison.YEAR_BEFORE): Direction.NO_CLEAR_CHANGE,
        ("treatment", Comparison.PERIOD_BEFORE): Direction.FELL,
    }
    rise = found["whole", Comparison.PERIOD_BEFORE]
    assert rise.statement.startswith("This rose from 75% in July to September 2025 to 82% in October to December 2025.")
    assert rise.low is not None
    assert rise.low > 0


def test_nothing_is_compared_with_what_is_hidden_withdrawn_or_not_public(series: Series) -> None:
    series.public(SPRING, base=20, whole=15)
    summer = series.draft(SUMMER, whole=750)
    assert changes(summer) == {}
    year_before = series.draft(LAST_AUTUMN, whole=850)
    for draft, state in ((summer, PublicationState.APPROVED), (year_before, PublicationState.WITHDRAWN)):
        Publication.objects.filter(pk=draft.pk).update(state=state)
    assert changes(series.draft(AUTUMN, whole=820)) == {}


def test_across_a_break_between_two_periods_there_are_no_numbers(series: Series) -> None:
    series.public(SUMMER, whole=750, treatment=900)
    run = series.run(AUTUMN, whole=820, treatment=900)
    [version] = run.instruments.all()
    SeriesStep.objects.create(
        run=run,
        measure="whole",
        month=AUTUMN[0],
        earlier=version,
        later=version,
        verdict=Verdict.SERIES_BREAK,
        reason="Asked in other words.",
        decided=True,
    )
    found = changes(prepare(run=run, actor=series.author, at=LATER))
    broken, whole = found["whole", Comparison.PERIOD_BEFORE], found["treatment", Comparison.PERIOD_BEFORE]
    assert (broken.direction, broken.difference, broken.p_value) == (Direction.NOT_COMPARABLE, None, None)
    assert broken.statement.startswith("The question was changed in October 2025")
    assert whole.p_value == pytest.approx(1)


@pytest.mark.parametrize("interval", [{}, {"low": 72.0, "high": 78.0}])
def test_an_imported_figure_is_compared_by_its_interval_or_by_its_base(
    series: Series, interval: dict[str, float]
) -> None:
    series.imported(LAST_AUTUMN, 800, 75.0, **interval)
    draft = series.draft(AUTUMN, whole=820)
    change = changes(draft)["whole", Comparison.YEAR_BEFORE]
    line = draft.figures.get(measure="whole", population="all", breakdown="")
    from_base = (ASSUMED_DESIGN_EFFECT * 75 * 25 / 800) ** 0.5
    se = ((6 / 2 / stats.t.ppf(0.975, 799) if interval else from_base) ** 2 + (line.standard_error or 0) ** 2) ** 0.5
    assert (change.high or 0) - (change.low or 0) == pytest.approx(2 * 1.96 * se, rel=0.002)
    assert change.imported
    assert change.direction == Direction.ROSE
    assert (
        "was measured by Example Research Ltd, not by this survey. How they measured it: By post." in change.statement
    )


def test_what_this_survey_published_is_preferred_to_what_was_imported(series: Series) -> None:
    series.imported(SUMMER, 800, 60.0)
    series.public(SUMMER, whole=820)
    change = changes(series.draft(AUTUMN, whole=820))["whole", Comparison.PERIOD_BEFORE]
    assert (change.imported, change.earlier_percent) == (False, pytest.approx(82))


def test_figures_of_withdrawn_results_are_not_read_in_later_ones(series: Series) -> None:
    summer = series.public(SUMMER, whole=750)
    autumn = series.public(AUTUMN, whole=820)
    slug = [autumn.slug]
    pages = [reverse("publication:result", args=slug), reverse("publication:file", args=[*slug, _changes_file(autumn)])]
    assert all(b"75" in Client().get(page).content for page in pages)
    operations.withdraw(publication=summer, reason="Wrong.", actor=series.author, at=LATER)
    assert not any(b"75" in Client().get(page).content for page in pages)


def test_figures_that_a_withdrawn_correction_repeated_stay_in_later_results(series: Series) -> None:
    summer = series.public(SUMMER, whole=750)
    autumn = series.public(AUTUMN, whole=820)
    Publication.objects.filter(pk=summer.pk).update(state=PublicationState.CORRECTED)
    again = series.run(SUMMER, whole=700)
    correction = prepare(run=again, actor=series.author, at=LATER, correction="Counted twice.")
    Publication.objects.filter(pk=correction.pk).update(state=PublicationState.WITHDRAWN, published_at=LATER)
    assert [one.earlier_percent for one in changes_shown(autumn)] == [75.0]


def _changes_file(publication: Publication) -> str:
    return f"victim-satisfaction-{publication.slug}-changes.csv"
