"""The coverage of the intervals after sampling, nonresponse, adjustment and raking.

400 surveys of a synthetic force with fixed seeds. If the true coverage is 95 per cent, 400 surveys show between 92 and
98 per cent in all but about 1 in 200 cases. The seeds make the result reproducible.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design, Lonely
from aftercall.methods.difference import proportion_difference
from aftercall.methods.estimate import proportion
from aftercall.methods.margins import Margin
from aftercall.methods.nonresponse import nonresponse_weights
from aftercall.methods.raking import rake

SURVEYS = 400


@dataclass(frozen=True)
class Frame:
    """All victims in the frame. Older victims respond more often and are more satisfied."""

    columns: dict[str, IntArray]
    stratum: IntArray
    satisfied: BoolArray
    answers_if_asked: FloatArray


@dataclass(frozen=True)
class Survey:
    """The design and calibration of one survey, and the frame rows of its respondents."""

    design: Design
    calibration: Calibration
    rows: IntArray


@pytest.fixture(scope="module")
def frame() -> Frame:
    rng = np.random.default_rng(2025)
    size = 8000
    columns = {
        "quarter": rng.integers(0, 2, size),
        "category": rng.choice(4, size, p=[0.5, 0.3, 0.15, 0.05]),
        "area": rng.integers(0, 3, size),
        "age": rng.integers(0, 4, size),
        "sex": rng.integers(0, 2, size),
    }
    age, category = columns["age"], columns["category"]
    satisfied = rng.random(size) < 0.58 + 0.1 * age - 0.05 * category
    answers = 0.3 + 0.13 * age - 0.03 * category
    stratum = (columns["quarter"] * 4 + category) * 3 + columns["area"]
    return Frame(columns, stratum, satisfied, answers)


def drawn(frame: Frame, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
    """The rows of a 15 per cent sample, simple random in each stratum and at least two, and their base weights."""
    rows, weights = [], []
    for stratum in np.unique(frame.stratum):
        members = np.flatnonzero(frame.stratum == stratum)
        size = max(2, round(0.15 * len(members)))
        rows.append(rng.choice(members, size, replace=False))
        weights.append(np.full(size, len(members) / size))
    return np.concatenate(rows), np.concatenate(weights)


def survey(frame: Frame, seed: int) -> Survey:
    rng = np.random.default_rng(seed)
    sampled, base = drawn(frame, rng)
    responded = rng.random(len(sampled)) < frame.answers_if_asked[sampled]
    cells = [frame.columns[name][sampled] for name in ("category", "age")]
    adjusted = nonresponse_weights(base, responded, cells, minimum=15).weights[responded]
    rows = sampled[responded]
    population = np.bincount(frame.stratum)[frame.stratum[rows]].astype(float)
    design = Design(weights=adjusted, strata=frame.stratum[rows], fpc=population, lonely=Lonely.ADJUST)
    margins = [Margin(name, codes[rows], np.bincount(codes).astype(float)) for name, codes in frame.columns.items()]
    return Survey(design, rake(adjusted, margins), rows)


@pytest.fixture(scope="module")
def surveys(frame: Frame) -> list[Survey]:
    return [survey(frame, seed) for seed in range(SURVEYS)]


def coverage(frame: Frame, surveys: list[Survey], domain: BoolArray, interval: str) -> float:
    """The share of surveys whose interval contains the value in the frame."""
    truth = frame.satisfied[domain].mean()
    found = [
        proportion(
            one.design,
            frame.satisfied[one.rows],
            domain=domain[one.rows],
            calibration=one.calibration,
            interval=interval,
        )
        for one in surveys
    ]
    return float(np.mean([e.low is not None and e.high is not None and e.low <= truth <= e.high for e in found]))


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson"])
def test_everybody(frame: Frame, surveys: list[Survey], interval: str) -> None:
    assert 0.92 <= coverage(frame, surveys, np.ones(len(frame.stratum), dtype=bool), interval) <= 0.98


@pytest.mark.parametrize("category", [0, 1, 2, 3])
def test_each_category(frame: Frame, surveys: list[Survey], category: int) -> None:
    assert 0.92 <= coverage(frame, surveys, frame.columns["category"] == category, "logit") <= 0.985


def test_change_between_quarters(frame: Frame, surveys: list[Survey]) -> None:
    last = frame.columns["quarter"] == 1
    truth = frame.satisfied[last].mean() - frame.satisfied[~last].mean()
    found = [
        proportion_difference(
            one.design,
            frame.satisfied[one.rows],
            first=~last[one.rows],
            second=last[one.rows],
            calibration=one.calibration,
        )
        for one in surveys
    ]
    held = np.mean([d.low is not None and d.high is not None and d.low <= truth <= d.high for d in found])
    assert 0.92 <= held <= 0.98


def test_without_adjustment_coverage_is_too_low(frame: Frame, surveys: list[Survey]) -> None:
    truth = frame.satisfied.mean()
    found = [proportion(Design(weights=np.ones(len(one.rows))), frame.satisfied[one.rows]) for one in surveys]
    assert np.mean([e.low is not None and e.high is not None and e.low <= truth <= e.high for e in found]) < 0.9
