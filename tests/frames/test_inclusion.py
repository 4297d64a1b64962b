"""Who is drawn, over many draws: the first- and second-order inclusion probabilities are those of the design.

The engine's draw is compared person by person with a plain implementation. That draws many times, with fixed seeds.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from math import floor, sqrt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from scipy import stats
from tests.frames.making import make_frame
from tests.oracle.plain_draw import plain_draw
from tests.soak import quick_and_soak

from aftercall.frames.allocation import expectations
from aftercall.frames.design import Allocation, SampleDesign, Selection
from aftercall.frames.draw import Seeds, draw_sample

_STRATA = {"a": 14, "b": 9, "c": 5, "d": 1}
_PEOPLE = [
    {"person_id": f"{stratum}{number}", "stratum": stratum, "area": f"{number:02}"}
    for stratum, size in _STRATA.items()
    for number in range(size)
]
_FIFTH = SampleDesign(fraction=Fraction(1, 5), order=("area",))
_UNEQUAL = SampleDesign(fraction=Fraction(1, 4), order=("area",), allocation=Allocation.POWER, minimum=1)
_SYSTEMATIC = {"selection": Selection.SYSTEMATIC}
_DESIGNS = {
    "random": _FIFTH,
    "systematic": SampleDesign.from_mapping(_FIFTH.to_mapping() | _SYSTEMATIC),
    "random, unequal": _UNEQUAL,
    "systematic, unequal": SampleDesign.from_mapping(_UNEQUAL.to_mapping() | _SYSTEMATIC),
    "random, turned": SampleDesign(fraction=Fraction(1, 5), start=Fraction(2, 3)),
}
type Pair = tuple[str, str]


@pytest.mark.parametrize("name", _DESIGNS)
def test_the_engine_draws_the_same_people_as_the_plain_implementation(tmp_path: Path, name: str) -> None:
    design = _DESIGNS[name]
    frame = make_frame(tmp_path / "frame", {"a": 60, "b": 45, "c|x": 3, "c|y": 1, "d": 200})
    people: list[Any] = pq.read_table(frame / "frame.parquet").to_pylist()
    for seed, permanent in ((b"1", b"1"), (b"2", b"stays"), (b"3", b"stays")):
        out = tmp_path / seed.hex()
        draw_sample(frame, seeds=Seeds.of(seed, permanent), design=design, out=out)
        rows = pq.read_table(out / "sample.parquet").to_pylist()
        expected = plain_draw(people, seed=seed, permanent=permanent, design=design)
        assert {row["person_id"] for row in rows} == expected


@pytest.mark.parametrize("draws", quick_and_soak(800, 20_000))
@pytest.mark.parametrize("name", _DESIGNS)
def test_first_and_second_order_inclusion_probabilities_are_as_designed(name: str, draws: int) -> None:
    design = _DESIGNS[name]
    first: Counter[str] = Counter()
    second: Counter[Pair] = Counter()
    for draw in range(draws):
        seed = draw.to_bytes(4, "big")
        drawn = sorted(plain_draw(_PEOPLE, seed=seed, permanent=seed, design=design))
        first.update(drawn)
        second.update(combinations(drawn, 2))
    singles, pairs = _designed(design)
    for counts, designed in ((first, singles), (second, pairs)):
        assert set(counts) <= {key for key, chance in designed.items() if chance}
        scores = [_score(counts[key], draws, chance) for key, chance in designed.items() if 0 < chance < 1]
        assert max(map(abs, scores)) < 4.5
        assert 0.4 < sum(score**2 for score in scores) / len(scores) < 1.9


def _score(count: int, draws: int, chance: Fraction) -> float:
    return float(count - draws * chance) / sqrt(draws * chance * (1 - chance))


def _designed(design: SampleDesign) -> tuple[dict[str, Fraction], dict[Pair, Fraction]]:
    """Exact probabilities of every person and pair, over all orders of the strata and all starts that differ."""
    names = sorted(person["person_id"] for person in _PEOPLE)
    singles = dict.fromkeys(names, Fraction(0))
    pairs = dict.fromkeys(combinations(names, 2), Fraction(0))
    for weight, chances in _cases(design):
        for person in names:
            singles[person] += weight * chances[person, person]
        for pair in pairs:
            pairs[pair] += weight * chances[pair]
    return singles, pairs


def _cases(design: SampleDesign) -> Iterator[tuple[Fraction, dict[Pair, Fraction]]]:
    shares = {name: expected / _STRATA[name] for name, expected in expectations(_STRATA, design).items()}
    orders = list(permutations(_STRATA))
    for order in orders:
        steps = [Fraction(0)]
        for name in order:
            steps += [steps[-1] + shares[name] * place for place in range(1, _STRATA[name] + 1)]
        starts = sorted({-step % 1 for step in steps} | {Fraction(0), Fraction(1)})
        for low, high in pairwise(starts):
            yield (high - low) / len(orders), _chances(design, order, shares, (low + high) / 2)


def _chances(
    design: SampleDesign, order: tuple[str, ...], shares: dict[str, Fraction], cumulated: Fraction
) -> dict[Pair, Fraction]:
    """Probabilities of persons (paired with themselves) and pairs, given the order of the strata and the start."""
    alone: dict[str, Fraction] = {}
    within: dict[str, Fraction] = {}
    for name in order:
        size, before = _STRATA[name], cumulated
        cumulated += shares[name] * size
        taken = floor(cumulated) - floor(before)
        if design.selection is Selection.SYSTEMATIC:
            floors = [floor(before + shares[name] * place) for place in range(size + 1)]
            alone |= {f"{name}{place}": Fraction(floors[place + 1] - floors[place]) for place in range(size)}
        else:
            alone |= {f"{name}{place}": Fraction(taken, size) for place in range(size)}
            within[name] = Fraction(taken * (taken - 1), size * (size - 1)) if size > 1 else Fraction(0)
    chances = {(one, other): alone[one] * alone[other] for one, other in combinations(sorted(alone), 2)}
    if design.selection is Selection.RANDOM:
        chances |= {pair: within[pair[0][0]] for pair in chances if pair[0][0] == pair[1][0]}
    return chances | {(one, one): chance for one, chance in alone.items()}


@pytest.mark.parametrize("selection", list(Selection))
def test_positions_and_strata_are_drawn_evenly(tmp_path: Path, selection: Selection) -> None:
    """1,000 strata of eight in one draw by the engine: chi-square over the eight positions, and over ten blocks of
    strata for how many have two people drawn instead of one."""
    frame = make_frame(tmp_path / "frame", {f"{number:04}": 8 for number in range(1_000)})
    # 1.201 people per stratum, so that systematic selection starts at a thousand different points.
    design = SampleDesign(fraction=Fraction(1201, 8000), selection=selection)
    draw_sample(frame, seeds=Seeds.of(b"even"), design=design, out=tmp_path / "sample")
    rows = pq.read_table(tmp_path / "sample" / "sample.parquet").to_pylist()
    positions = Counter(int(row["crime_ref"][1:]) % 8 for row in rows)
    sizes = Counter(row["stratum"] for row in rows)
    assert Counter(sizes.values()) == {1: 799, 2: 201}
    blocks = Counter(int(stratum) // 100 for stratum, size in sizes.items() if size == 2)
    for counts, cells in ((positions, 8), (blocks, 10)):
        assert stats.chisquare([counts[cell] for cell in range(cells)]).pvalue > 0.001


def test_permanent_numbers_control_how_much_two_waves_overlap(tmp_path: Path) -> None:
    """The same start selects the same people, whatever the waves' seeds; half a circle further on selects others."""
    frame = make_frame(tmp_path / "frame", {"a": 200, "b": 100})
    drawn = []
    for wave, start in enumerate((Fraction(0), Fraction(0), Fraction(1, 2))):
        out, seeds = tmp_path / str(wave), Seeds.of(bytes([wave]), b"stays")
        draw_sample(frame, seeds=seeds, design=SampleDesign(start=start), out=out)
        drawn.append({row["person_id"] for row in pq.read_table(out / "sample.parquet").to_pylist()})
    assert len(drawn[0]) == 45
    assert drawn[0] == drawn[1]
    assert not drawn[0] & drawn[2]
