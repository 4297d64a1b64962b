"""A small part of the simulation in docs/coverage.md, and a check that the current script wrote the page."""

import numpy as np
import pytest

from aftercall.methods.arrays import FloatArray
from bench import coverage

SURVEYS = 30


@pytest.fixture(scope="module")
def found() -> FloatArray:
    return coverage.simulate(SURVEYS, workers=1)


def test_the_intervals_have_their_coverage(found: FloatArray) -> None:
    """Over all domains and shares together. With 30 surveys the simulation error is about half a percentage point."""
    for number, _ in enumerate(coverage.INTERVALS):
        assert 0.93 <= found[:, :, number].mean() <= 0.99


def test_small_domains_are_flagged(found: FloatArray) -> None:
    flagged = found[:, :, -2] + found[:, :, -1]
    assert (flagged[:2] > 0.9).all()
    assert (flagged[4:] == 0).all()


def test_a_survey_is_reproducible() -> None:
    np.testing.assert_array_equal(coverage.outcomes(7), coverage.outcomes(7))


def test_the_current_script_wrote_the_page() -> None:
    page = coverage.PAGE.read_text(encoding="utf-8")
    shape = (len(coverage.RESPONDENTS) + 2, len(coverage.SHARES), len(coverage.INTERVALS) + 2)
    written = coverage.page(np.zeros(shape), 4000)
    assert [line for line in page.splitlines() if "%" not in line] == [
        line for line in written.splitlines() if "%" not in line
    ]
