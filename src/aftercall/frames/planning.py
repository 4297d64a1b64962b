"""The expected precision of a year, estimated from the waves so far, for planning the sampling design."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from csv import DictReader
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.allocation import category_of, expectations
from aftercall.frames.certificate import Stratum
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import count_strata
from aftercall.frames.engine import open_workspace
from aftercall.frames.frame_file import frame_table

_Z = 1.96
WAVES_PER_YEAR = 12
MIN_SAMPLED = 20  # a response rate of fewer people says too little about their category


@dataclass(frozen=True)
class ResponseCounts:
    """People sampled in a category, in waves whose fieldwork is complete, and how many of them responded."""

    sampled: int
    responded: int

    def __post_init__(self) -> None:
        if not 0 <= self.responded <= self.sampled:
            raise ValueError


@dataclass(frozen=True)
class CategoryPlan:
    """The expected year of a category, or of all categories where its name is empty.

    half_width: of the 95 % interval of a proportion; 0.03 is ± 3 percentage points. None if no answers are expected.
    """

    category: str
    population: int
    sample: int
    response: float
    answers: int
    half_width: float | None


def plan_year(
    waves: Iterable[Iterable[Stratum]], responses: Mapping[str, ResponseCounts], design: SampleDesign
) -> list[CategoryPlan]:
    """Scale the waves so far to a year: a line for each category, and a last one for all of them.

    A category's response rate is its own so far, that of all categories where it has too few people, or the design's
    where there have been no responses.
    """
    count, population, sample = 0, Counter[str](), defaultdict[str, Fraction](Fraction)
    for wave in waves:
        count += 1
        for stratum in wave:
            population[category_of(stratum.stratum)] += stratum.population
            sample[category_of(stratum.stratum)] += stratum.population * stratum.probability
    if not count:
        return []
    year = Fraction(WAVES_PER_YEAR, count)
    rates = _rates(population, responses, design)
    lines = [
        _line(name, population[name] * year, sample[name] * year, rates[name], design) for name in sorted(population)
    ]
    return [*lines, _overall(lines, design)]


def _rates(
    population: Iterable[str], responses: Mapping[str, ResponseCounts], design: SampleDesign
) -> dict[str, float]:
    sampled, responded = (sum(getattr(r, name) for r in responses.values()) for name in ("sampled", "responded"))
    overall = responded / sampled if sampled else float(design.response)
    own = {name: r.responded / r.sampled for name, r in responses.items() if r.sampled >= MIN_SAMPLED}
    return {name: own.get(name, overall) for name in population}


def _line(category: str, population: Fraction, sample: Fraction, rate: float, design: SampleDesign) -> CategoryPlan:
    people, answers = round(population), round(float(sample) * rate)
    width = half_width(people, answers, float(design.share))
    return CategoryPlan(category, people, round(sample), rate, answers, width)


def _overall(lines: list[CategoryPlan], design: SampleDesign) -> CategoryPlan:
    """All categories, weighted by their people: the variance of a stratified mean."""
    population, sample, answers = (
        sum(getattr(line, name) for line in lines) for name in ("population", "sample", "answers")
    )
    parts = [(line.population / population, line.half_width) for line in lines]
    widths = [weight * width for weight, width in parts if width is not None]
    overall = sqrt(sum(width**2 for width in widths)) if len(widths) == len(lines) else None
    rate = answers / sample if sample else float(design.response)
    return CategoryPlan("", population, sample, rate, answers, overall)


def half_width(population: int, answers: int, share: float) -> float | None:
    """Half the width of the 95 % interval of a proportion `share`, from this many answers and a finite population.

    1.96 √(p (1 − p) / n × (N − n) / (N − 1)) (Cochran 1977, section 3.3).
    """
    if answers < 1:
        return None
    if population <= answers:
        return 0.0
    return _Z * sqrt(share * (1 - share) / answers * (population - answers) / (population - 1))


def expected_strata(frame_dir: Path, design: SampleDesign) -> list[Stratum]:
    """What a design would draw from a frame; `sample` is the rounded expectation. Errors: BadInput."""
    with open_workspace(frame_dir.name) as workspace:
        populations = count_strata(workspace, frame_table(workspace, frame_dir))
    expected = expectations(populations, design)
    return [
        Stratum(name, people, round(expected[name]), expected[name] / people) for name, people in populations.items()
    ]


def read_responses(path: Path) -> dict[str, ResponseCounts]:
    """Read a CSV file with the columns category, sampled and answered. Errors: BadInput naming the row."""
    found: dict[str, ResponseCounts] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(DictReader(file), start=2):
                found[row["category"]] = _responses(row, f"{path.name}, row {number}")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path}: can't be read as a UTF-8 text file") from None
    except KeyError:
        raise BadInput(f"{path.name}: needs the columns category, sampled and answered") from None
    return found


def _responses(row: Mapping[str, str], where: str) -> ResponseCounts:
    try:
        return ResponseCounts(int(row["sampled"]), int(row["answered"]))
    except (ValueError, TypeError):
        raise BadInput(
            f"{where}: sampled and answered must be whole numbers, with answered no more than sampled"
        ) from None
