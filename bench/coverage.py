"""The coverage of the 95% intervals, with the product's allocation, nonresponse adjustment and raking.

PYTHONPATH=src:. python -m bench.coverage [surveys, such as 4000] writes docs/coverage.md. The population is a year of
real records (category, area, month) with made-up ages, sexes and answers. The seeds are fixed, so the page is
reproducible.
"""

import hashlib
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import expit, logit

from aftercall.frames.allocation import allocate, expectations
from aftercall.frames.design import SampleDesign
from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.intervals import IntervalMethod, Precision, proportion_interval
from aftercall.methods.margins import Margin, merge_small_levels
from aftercall.methods.nonresponse import nonresponse_weights
from aftercall.methods.raking import rake
from aftercall.methods.small_sample import Reliability, reliability
from aftercall.methods.table import ShareTable, share_tables
from aftercall.methods.table_sums import Classification
from aftercall.synthetic.records import load_records
from aftercall.synthetic.tables import compressed_table

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
SHARES = (0.5, 0.7, 0.82, 0.9, 0.97)
RESPONDENTS = (30, 60, 120, 250, 500, 1000)  # expected in each domain; two more domains are all others and everyone
INTERVALS = (IntervalMethod.LOGIT, IntervalMethod.BETA, IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON)
MINIMUM = 20  # respondents in a cell and in a level of a margin, as in `results.document`
BUSINESS = "Shoplifting"


@dataclass(frozen=True, eq=False)
class Population:
    """Everyone in the frame, as arrays. margins: by name. months: the populations of the strata, wave by wave."""

    margins: dict[str, IntArray]
    stratum: IntArray
    months: tuple[dict[str, int], ...]
    domain: IntArray
    response_probability: FloatArray
    satisfied: tuple[BoolArray, ...]


@cache
def population() -> Population:
    """The records without shoplifting. Older people respond more often and are more satisfied, as in real surveys."""
    records, random = load_records(), np.random.default_rng(2025)
    kept = records.category != records.categories.index(BUSINESS)
    month, size = records.month[kept], int(kept.sum())
    category = np.unique(records.category[kept], return_inverse=True)[1]
    area = _areas(records.places, records.place)[kept]
    age, sex = random.integers(0, 5, size), random.integers(0, 2, size)
    stratum = (month * (category.max() + 1) + category) * (area.max() + 1) + area
    willing, pleased = random.normal(0, 0.3, category.max() + 1), random.normal(0, 0.25, category.max() + 1)
    chance = expit(0.05 + 0.25 * (age - 2) + willing[category] + 0.1 * (area == 0))
    trait = 0.25 * (age - 2) + pleased[category]
    satisfied = tuple(random.random(size) < expit(logit(share) + 1.05 * trait) for share in SHARES)
    return Population(
        margins={"quarter": month // 3, "category": category, "area": area, "age_band": age, "sex": sex},
        stratum=stratum,
        months=tuple(_strata(stratum[month == number]) for number in range(12)),
        domain=_domains(random, size, 0.15 * float(chance.mean())),
        response_probability=chance,
        satisfied=satisfied,
    )


def _areas(places: tuple[str, ...], place: IntArray) -> IntArray:
    """The authority of each record's small area. Records without a small area form an area of their own."""
    authority = {row["lsoa"]: row["authority"] for row in compressed_table("places").to_pylist()}
    names = np.array([authority.get(code, "not known") for code in places])
    counts = {name: int((names[place] == name).sum()) for name in np.unique(names)}
    large = np.where([counts[name] > 1000 for name in names], names, "elsewhere")
    return np.unique(large, return_inverse=True)[1][place]


def _strata(stratum: IntArray) -> dict[str, int]:
    codes, counts = np.unique(stratum, return_counts=True)
    return {str(code): int(count) for code, count in zip(codes, counts, strict=True)}


def _domains(random: np.random.Generator, size: int, rate: float) -> IntArray:
    """(people,) domains that are not in the margins, by expected number of respondents; the last domain is the rest."""
    sizes = [round(expected / rate) for expected in RESPONDENTS]
    domain = np.repeat(np.arange(len(sizes) + 1), [*sizes, size - sum(sizes)])
    return random.permutation(domain)


def survey(seed: int) -> tuple[Design, Calibration, IntArray]:
    """One year of twelve waves: sampled, answered, adjusted and raked. The rows are those of the respondents."""
    people, random = population(), np.random.default_rng(seed)
    probability, taken = _drawn(people, seed, random)
    rows = np.flatnonzero(taken)
    responded = random.random(len(rows)) < people.response_probability[rows]
    cells = [people.margins[name][rows] for name in ("category", "age_band")]
    base = 1 / probability[people.stratum[rows]]
    weights = nonresponse_weights(base, responded, cells, minimum=MINIMUM).weights[responded]
    rows = rows[responded]
    sizes = np.bincount(people.stratum).astype(np.float64)
    design = Design(
        weights=weights,
        strata=people.stratum[rows],
        fpc=sizes[people.stratum[rows]],
        lonely=Lonely.ADJUST,
        domain_df=DomainDf.SAMPLE,
    )
    margins = [_margin(name, codes, rows) for name, codes in people.margins.items()]
    return design, rake(weights, margins), rows


def _drawn(people: Population, seed: int, random: np.random.Generator) -> tuple[FloatArray, BoolArray]:
    """(strata,) probabilities and (people,) who is drawn: the product's allocation, then simple random sampling."""
    count = int(people.stratum.max()) + 1
    sizes, probability = np.zeros(count, dtype=np.int64), np.zeros(count)
    for month, populations in enumerate(people.months):
        key = hashlib.sha256(f"coverage {seed} {month}".encode()).digest()
        for allotment in allocate(populations, expectations(populations, SampleDesign()), seed=key):
            sizes[int(allotment.stratum)] = allotment.sample
            probability[int(allotment.stratum)] = float(allotment.probability)
    order = np.lexsort((random.random(len(people.stratum)), people.stratum))
    starts = np.concatenate([[0], np.cumsum(np.bincount(people.stratum, minlength=count))])[:-1]
    rank = np.arange(len(order)) - starts[people.stratum[order]]
    taken = np.zeros(len(order), dtype=np.bool_)
    taken[order] = rank < sizes[people.stratum[order]]
    return probability, taken


def _margin(name: str, codes: IntArray, rows: IntArray) -> Margin:
    """A margin of the frame, its small levels merged."""
    totals = np.bincount(codes).astype(np.float64)
    labels = tuple(f"{level:03}" for level in range(len(totals)))  # in the order of the codes
    respondents = np.bincount(codes[rows], minlength=len(totals)).tolist()
    merged = merge_small_levels(dict(zip(labels, respondents, strict=True)), MINIMUM)
    return Margin(name, codes[rows], totals, labels).merged(merged)


def outcomes(seed: int) -> IntArray:
    """(domains, shares, intervals + 2) of one survey: 1 where the interval contains the truth. The last two are 1 where
    the estimate is flagged `caution` and `unreliable`."""
    people = population()
    design, calibration, rows = survey(seed)
    variables = [Classification(answers[rows].astype(np.int64), 2) for answers in people.satisfied]
    last = len(RESPONDENTS)
    parts = share_tables(design, variables, people.domain[rows], last + 1, calibration)
    everybody = share_tables(design, variables, np.zeros(len(rows), dtype=np.int64), 1, calibration)
    found = np.zeros((last + 2, len(SHARES), len(INTERVALS) + 2), dtype=np.int64)
    for number, answers in enumerate(people.satisfied):
        for domain in range(last + 1):
            truth = answers[people.domain == domain].mean()
            found[domain, number] = _checked(parts[number], domain, float(truth))
        found[last + 1, number] = _checked(everybody[number], 0, float(answers.mean()))
    return found


def _checked(table: ShareTable, domain: int, truth: float) -> list[int]:
    n, p, variance = int(table.n[domain]), float(table.estimate[domain, 1]), float(table.se[domain, 1]) ** 2
    precision = Precision(p, variance, n, int(table.df[domain]), 0.95)
    bounds = [proportion_interval(interval, precision) for interval in INTERVALS]
    covered = [int(low <= truth <= high) for low, high in (b or (np.nan, np.nan) for b in bounds)]
    deff = variance * (n - 1) / (p * (1 - p)) if 0 < p < 1 else None
    low, high = bounds[0] or (None, None)
    flag = reliability(n=n, deff=deff, df=precision.df, low=low, high=high)
    return [*covered, int(flag is Reliability.CAUTION), int(flag is Reliability.UNRELIABLE)]


def simulate(surveys: int, workers: int = 2) -> FloatArray:
    """(domains, shares, intervals + 2) the share of surveys whose interval contains the truth, or that are flagged."""
    if workers == 1:
        return np.asarray(sum(map(outcomes, range(surveys))) / surveys)
    with ProcessPoolExecutor(workers) as pool:
        return np.asarray(sum(pool.map(outcomes, range(surveys), chunksize=10)) / surveys)


HEAD = """# Coverage

How often 95% intervals contain the true share. The population is a year of real records (65,363 people). Category,
area and month are real; ages, sexes and answers are made up. Older people respond more often and are more satisfied.
Each of {surveys:,} surveys samples 15 per cent with the product's allocation in strata of wave × category × area. About
half of the sample does not respond. As in the product, weights are adjusted in cells of category × age band and raked
to quarter, category, area, age band and sex. Each row of the tables is a domain: a random group of people from all
strata, which is not among the margins. It is named by its expected number of respondents, and "all others" are the
people in none of these groups. p is approximately the true share who are satisfied.

The simulation error is about {error:.1f} percentage points.

Written by `python -m bench.coverage {surveys}`. A test runs a small part of it (`tests/methods/test_coverage_page.py`).
"""
NOTE = """## What the tables show

`wilson`, which the site uses, has a coverage of 94 to 96 per cent everywhere. So has `logit`, except for the share of
0.97 among 60 people, where its coverage is slightly higher. Small domains have one or two people in each of many
strata, and so hardly any degrees of freedom (30 people have 4 or 5). Like the site, the simulation therefore uses
those of the sample (`domain_df`, methods.md). With the domain's degrees of freedom, as in R, the coverage of `logit` is
97 to 98 per cent among 30 people, and 96 to 97 among 60. Estimates from few people are flagged `caution` or
`unreliable` (`methods.small_sample`), as the last two tables show. `aftercall estimate`, the site and the published
file show the flag.

`beta` and `korn-graubard` have, within the simulation error, a coverage of 95 per cent or more, as intended. It is
highest in small domains and for shares near 1. In this simulation, whether a person responds depends only on variables
that are in the cells and margins, so the tables say nothing about bias from other kinds of nonresponse.
"""


def table_of(found: FloatArray, what: int) -> Iterator[str]:
    """A table of the page: one row per domain, one column per share."""
    yield "| Respondents | " + " | ".join(f"p = {share:g}" for share in SHARES) + " |"
    yield "| --- |" + " --- |" * len(SHARES)
    names = [*(f"{expected:,}" for expected in RESPONDENTS), "all others", "everybody"]
    for name, row in zip(names, found[:, :, what], strict=True):
        yield f"| {name} | " + " | ".join(f"{value:.1%}" for value in row) + " |"


def page(found: FloatArray, surveys: int) -> str:
    """docs/coverage.md."""
    parts = [HEAD.format(surveys=surveys, error=100 * (0.05 * 0.95 / surveys) ** 0.5)]
    for number, interval in enumerate(INTERVALS):
        parts += [f"## Interval `{interval.value}`", "", *table_of(found, number), ""]
    for number, flag in enumerate(("caution", "unreliable"), start=len(INTERVALS)):
        parts += [f"## Flagged `{flag}`", "", *table_of(found, number), ""]
    return "\n".join([*parts, NOTE])


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    PAGE.write_text(page(simulate(count), count), encoding="utf-8")
