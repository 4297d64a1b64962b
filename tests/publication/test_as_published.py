"""A period's figures stay as they were published until they are corrected."""

from datetime import date, timedelta

import pytest
from tests.publication.making import add_change, analysed_again, copy
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.publication.as_published import corrected_by, has_figures_published_before, recalculated
from aftercall.publication.models import Publication, PublishedFigure, Suppression
from aftercall.publication.operations import prepare, prepare_again, sign_off
from aftercall.publication.queries import newer_than
from aftercall.results.models import AnalysisRun, ChangeDirection

pytestmark = pytest.mark.django_db

QUARTERS = ("October to December 2024", "January to March 2025")


def publish(run: AnalysisRun, researcher: User, *, days: int = 0, correction: str = "") -> Publication:
    at = LATER + timedelta(days=days)
    draft = prepare(run=run, actor=researcher, at=at)
    if correction:
        prepare_again(publication=draft, correction=correction, actor=researcher, at=at)
    return sign_off(publication=draft, actor=researcher, at=at)


def quarter(run: AnalysisRun, *, by: float = 0.0) -> AnalysisRun:
    """The analysis of the later quarter alone."""
    return analysed_again(run, by=by, first=date(2025, 1, 1), last=date(2025, 3, 1))


def half_year(run: AnalysisRun, *, by: float) -> AnalysisRun:
    """The analysis of both quarters, with a rise between them. by: how much its later quarter differs."""
    again = analysed_again(run, first=date(2024, 10, 1), last=date(2025, 3, 1))
    whole = run.figures.get(measure="whole", breakdown="")
    copy(whole, again, by=-0.1, breakdown="quarter", group=QUARTERS[0])
    copy(whole, again, by=by, breakdown="quarter", group=QUARTERS[1])
    add_change(again, "whole", QUARTERS, ChangeDirection.ROSE)
    return again


def line(publication: Publication, breakdown: str = "", group: str = "") -> PublishedFigure:
    return publication.figures.get(measure="whole", breakdown=breakdown, group=group)


def numbers(of: PublishedFigure) -> tuple[object, ...]:
    return of.base, of.percent, of.low, of.high, of.reliability


def test_a_quarter_has_the_same_figure_in_its_own_and_in_a_longer_publication(
    run: AnalysisRun, researcher: User
) -> None:
    own = publish(quarter(run), researcher)
    longer = publish(half_year(run, by=0.02), researcher, days=1)
    assert numbers(line(longer, "quarter", QUARTERS[1])) == numbers(line(own))
    assert f"to {line(own).percent:.0f}% in {QUARTERS[1]}" in line(longer).change
    [(figure, before)] = recalculated(longer)
    assert (figure.group, before.pk) == (QUARTERS[1], line(own).pk)
    again = prepare(run=quarter(run, by=0.04), actor=researcher, at=LATER)
    assert numbers(line(again)) == numbers(line(own))
    assert newer_than(own) == longer
    assert newer_than(longer) is None


def test_a_change_keeps_the_direction_in_which_it_was_published(run: AnalysisRun, researcher: User) -> None:
    first = publish(half_year(run, by=0.05), researcher)
    later = half_year(run, by=0.05)
    later.changes.update(direction=ChangeDirection.NO_CLEAR_CHANGE)
    assert line(prepare(run=later, actor=researcher, at=LATER)).change == line(first).change


def test_there_is_no_clear_change_if_published_figures_go_the_other_way(run: AnalysisRun, researcher: User) -> None:
    publish(quarter(run, by=-0.15), researcher)
    headline = line(prepare(run=half_year(run, by=0.02), actor=researcher, at=LATER))
    assert headline.direction == ChangeDirection.NO_CLEAR_CHANGE


def test_a_change_is_not_told_if_one_of_its_quarters_is_hidden(run: AnalysisRun, researcher: User) -> None:
    later = half_year(run, by=0.05)
    later.figures.filter(group=QUARTERS[0]).update(base=20, satisfied=10)
    draft = prepare(run=later, actor=researcher, at=LATER)
    assert line(draft, "quarter", QUARTERS[0]).suppressed
    assert (line(draft).change, line(draft).direction) == ("", "")


def test_what_was_hidden_stays_hidden(run: AnalysisRun, researcher: User) -> None:
    earlier = quarter(run)
    earlier.figures.filter(measure="whole").update(base=20, satisfied=10)
    publish(earlier, researcher)
    later = line(prepare(run=half_year(run, by=0), actor=researcher, at=LATER), "quarter", QUARTERS[1])
    assert (later.suppression, later.percent) == (Suppression.FEW_PEOPLE, None)


def test_a_correction_shows_its_own_figures_and_they_stay_from_then_on(run: AnalysisRun, researcher: User) -> None:
    wrong = publish(quarter(run, by=-0.05), researcher)
    assert corrected_by(wrong) is None
    right = publish(quarter(run), researcher, days=1, correction="Some answers had been left out.")
    assert line(right).percent == pytest.approx(line(wrong).percent + 5)
    assert corrected_by(wrong) == right
    assert corrected_by(right) is None
    after = prepare(run=half_year(run, by=0.02), actor=researcher, at=LATER)
    assert numbers(line(after, "quarter", QUARTERS[1])) == numbers(line(right))


def test_a_draft_is_refused_if_other_figures_were_published_since(run: AnalysisRun, researcher: User) -> None:
    draft = prepare(run=quarter(run, by=0.01), actor=researcher, at=LATER)
    assert not has_figures_published_before(draft)
    published = publish(quarter(run), researcher)
    with pytest.raises(Refused, match="have been published since this draft was prepared"):
        sign_off(publication=draft, actor=researcher, at=LATER)
    assert has_figures_published_before(draft)
    prepare_again(publication=draft, correction="", actor=researcher, at=LATER)
    sign_off(publication=draft, actor=researcher, at=LATER)
    assert numbers(line(draft)) == numbers(line(published))
    with pytest.raises(Refused, match="already been published"):
        prepare_again(publication=draft, correction="", actor=researcher, at=LATER)
