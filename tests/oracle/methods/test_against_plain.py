"""The methods agree with slow, plain versions on generated data."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.methods import plain

from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.change import benjamini_hochberg
from aftercall.methods.design import Design, Lonely
from aftercall.methods.margins import Margin
from aftercall.methods.raking import rake
from aftercall.methods.variance import covariance

WEIGHTS = st.floats(0.5, 50, allow_nan=False)
SCORES = st.floats(-100, 100, allow_nan=False)


@dataclass(frozen=True)
class Drawn:
    strata: IntArray
    units: IntArray
    population: FloatArray


@st.composite
def designs(draw: st.DrawFn) -> Drawn:
    """Strata of one to four units of one to three rows, in any order."""
    shape = draw(st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=4), min_size=2, max_size=5))
    shape[0] = [1, 2]  # at least one stratum that is not lonely
    extra = [draw(st.integers(0, 5)) for _ in shape]
    rows = [
        (s, 10 * s + u, len(units) + extra[s])
        for s, units in enumerate(shape)
        for u, n in enumerate(units)
        for _ in range(n)
    ]
    columns = np.array(draw(st.permutations(rows)), dtype=np.int64).T
    return Drawn(columns[0], columns[1], columns[2].astype(float))


@pytest.mark.parametrize("lonely", ["adjust", "average", "remove", "certainty"])
@given(st.data(), designs(), st.booleans())
def test_covariance(lonely: str, data: st.DataObject, drawn: Drawn, finite: bool) -> None:  # noqa: FBT001 - drawn
    size = len(drawn.strata)
    scores = np.array(data.draw(st.lists(st.tuples(SCORES, SCORES), min_size=size, max_size=size)))
    design = Design(
        weights=np.ones(size),
        strata=drawn.strata,
        clusters=drawn.units,
        fpc=drawn.population if finite else None,
        lonely=Lonely(lonely),
    )
    found = covariance(design, scores)
    population = drawn.population.tolist() if finite else None
    columns = scores.T.tolist()
    expected = [
        [plain.covariance(drawn.strata.tolist(), drawn.units.tolist(), population, a, b, lonely) for b in columns]
        for a in columns
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


@st.composite
def samples_with_margins(draw: st.DrawFn) -> tuple[FloatArray, list[Margin]]:
    """Start weights, and margins that can be met: those of other weights on the same rows."""
    size = draw(st.integers(4, 25))
    start = np.array(draw(st.lists(WEIGHTS, min_size=size, max_size=size)))
    truth = np.array(draw(st.lists(WEIGHTS, min_size=size, max_size=size)))
    margins = []
    for number in range(draw(st.integers(1, 3))):
        codes = np.array(draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)), dtype=np.int64)
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
        margins.append(Margin(f"m{number}", codes, np.bincount(codes, weights=truth)))
    return start, margins


@given(samples_with_margins())
def test_raking(sample: tuple[FloatArray, list[Margin]]) -> None:
    start, margins = sample
    found = rake(start, margins, tolerance=1e-9, max_iterations=20_000)
    rounds = found.diagnostics.iterations
    expected = plain.rake(start.tolist(), [(m.codes.tolist(), m.totals.tolist()) for m in margins], rounds)
    np.testing.assert_allclose(found.weights, expected, rtol=1e-9)
    for margin in margins:
        np.testing.assert_allclose(margin.sums(found.weights), margin.totals, rtol=1e-8)


@given(samples_with_margins(), st.data())
def test_residuals_after_raking(sample: tuple[FloatArray, list[Margin]], data: st.DataObject) -> None:
    start, margins = sample
    scores = np.array(data.draw(st.lists(SCORES, min_size=len(start), max_size=len(start))))
    calibration = rake(start, margins, tolerance=1e-6, max_iterations=20_000)
    expected = plain.calibrated_residuals(
        scores.tolist(), calibration.weights.tolist(), [margin.codes.tolist() for margin in margins], sweeps=10
    )
    np.testing.assert_allclose(calibration.residuals(scores[:, None])[:, 0], expected, rtol=1e-9, atol=1e-6)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_adjusted_p_values(p_values: list[float]) -> None:
    found = benjamini_hochberg(np.array(p_values, dtype=np.float64))
    np.testing.assert_allclose(found, plain.adjusted_p_values(p_values), rtol=1e-12)
