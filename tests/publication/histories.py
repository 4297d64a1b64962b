"""Random histories of publications, with corrections and breakdowns that are added later."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
from tests.fieldwork.making import Person, make_release, make_wave
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.core.dates import months_later
from aftercall.methods.linked_cells import CellKey, SmallestGroup
from aftercall.programmes.models import Programme
from aftercall.publication.disclosure import suppressions
from aftercall.publication.models import Mark, Publication, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts, Population
from aftercall.results.periods import months_between

PARTS = ("crime", "anti_social_behaviour")
POPULATIONS = {"all": PARTS, "crime": PARTS[:1], "anti_social_behaviour": PARTS[1:]}
LEVELS = {"category": 4, "area": 3, "sex": 3}

type Pair = tuple[int, int]
type Groups = dict[tuple[str, str], Pair]
type Months = dict[tuple[date, str], Groups]


def random_months(rng: np.random.Generator, count: int) -> Months:
    """Answers of made-up people by month, part, breakdown and group. The last category is that of the second part."""
    shares = {name: rng.dirichlet(np.full(size, 0.9)) for name, size in LEVELS.items()}
    satisfied = rng.choice([0.3, 0.8, 0.95])
    return {
        (months_later(date(2025, 1, 1), number), part): _random_month(rng, shares, satisfied, part)
        for number, part in product(range(count), PARTS)
    }


def _random_month(rng: np.random.Generator, shares: dict[str, np.ndarray], satisfied: float, part: str) -> Groups:
    people = int(rng.integers(30, 200))
    yes = int(rng.binomial(people, satisfied))
    groups: Groups = {}
    for name, all_shares in shares.items():
        share = all_shares * (_of_part(part) if name == "category" else 1)
        gave, did_not = (rng.multinomial(number, share / share.sum()).tolist() for number in (yes, people - yes))
        for place, pair in enumerate(zip(gave, did_not, strict=True)):
            groups[name, f"{name} {place}"] = pair
    return groups


def _of_part(part: str) -> np.ndarray:
    last = np.arange(LEVELS["category"]) == LEVELS["category"] - 1
    return last if part == PARTS[1] else ~last


def corrected(rng: np.random.Generator, months: Months, first: date, last: date) -> Months:
    """Some people of these months answered the other way: in one month a few, or in all of them very many."""
    changed = dict(months)
    few = rng.random() < 0.5
    for (month, part), groups in months.items():
        if first <= month <= last and not (few and (month, part) != (first, PARTS[0])):
            gave = sum(pair[0] for (name, _), pair in groups.items() if name == "sex")
            moved = min(gave, int(rng.integers(1, 12)) if few else gave // 2)
            changed[month, part] = _with_moved(rng, groups, moved)
    return changed


def _with_moved(rng: np.random.Generator, groups: Groups, moved: int) -> Groups:
    """The same number of people of every breakdown answered otherwise."""
    changed = dict(groups)
    for name in LEVELS:
        left = moved
        of_breakdown = [key for key in groups if key[0] == name]
        for key in rng.permutation(len(of_breakdown)).tolist():
            gave, did_not = groups[of_breakdown[key]]
            now = min(gave, left)
            changed[of_breakdown[key]] = (gave - now, did_not + now)
            left -= now
    return changed


def other_answers(rng: np.random.Generator, months: Months) -> Months:
    """The same people's answers to another question: some of those who were satisfied are not."""
    return {
        about: _with_moved(rng, groups, sum(pair[0] for (name, _), pair in groups.items() if name == "sex") // 3)
        for about, groups in months.items()
    }


@dataclass(frozen=True)
class Edition:
    """One publication of a history: the months, the breakdowns that are shown, and the counts it is based on."""

    first: date
    last: date
    breakdowns: tuple[str, ...]
    months: Months

    def counts(self) -> Iterator[list[object]]:
        """As an analysis keeps them."""
        for month in months_between(self.first, self.last):
            for part in PARTS:
                for (name, group), pair in self.months[month, part].items():
                    yield [f"{month:%Y-%m}", part, name, group, *pair]

    def cells(self) -> Iterator[tuple[str, str, str, Pair]]:
        """Population, breakdown, group and numbers of every figure."""
        for population, parts in POPULATIONS.items():
            yield population, "", "", self._pair(parts, "sex", None)
            for name in self.breakdowns:
                for place in range(LEVELS[name]):
                    yield population, name, f"{name} {place}", self._pair(parts, name, f"{name} {place}")

    def _pair(self, parts: tuple[str, ...], name: str, group: str | None) -> Pair:
        pairs = [
            pair
            for month, part in product(months_between(self.first, self.last), parts)
            for (breakdown, one), pair in self.months[month, part].items()
            if breakdown == name and group in {None, one}
        ]
        return sum(gave for gave, _ in pairs), sum(did_not for _, did_not in pairs)

    def key(self, edition: str, population: str, breakdown: str, group: str) -> CellKey:
        """The cell of an attacker who keeps apart the months of editions with other numbers."""
        months = product(months_between(self.first, self.last), POPULATIONS[population])
        return CellKey(frozenset(f"{month} {part}{edition}" for month, part in months), breakdown, group)

    def bases(self) -> "Edition":
        """As if everybody had given the answer."""
        months = {
            about: {group: (sum(pair), 0) for group, pair in groups.items()} for about, groups in self.months.items()
        }
        return replace(self, months=months)

    def smallest(self, edition: str) -> dict[SmallestGroup, Pair]:
        """The numbers behind those cells."""
        return {
            SmallestGroup(f"{month} {part}{edition}", name, group): pair
            for month in months_between(self.first, self.last)
            for part in PARTS
            for (name, group), pair in self.months[month, part].items()
        }


def publish(edition: Edition, programme: Programme, author: User, *, treatment: Edition | None = None) -> Publication:
    """Decide what this edition shows, and publish it. treatment: the same of a second measure."""
    measures = {"whole": edition} | ({"treatment": treatment} if treatment else {})
    run = AnalysisRun.objects.create(
        programme=programme, first_month=edition.first, last_month=edition.last, run_at=LATER, run_by=author,
        code_version="1", design_text="{}", frame_size=1, sampled=1, respondents=1, outcome_rates={}, weighting={},
    )  # fmt: skip
    wave = programme.waves.first() or make_release([Person(programme.slug)], make_wave(programme)).wave
    run.waves.set([wave])
    run.instruments.set([wave.release.instrument])
    for measure, one in measures.items():
        MeasureCounts.objects.create(run=run, measure=measure, counts=list(one.counts()))
    Figure.objects.bulk_create(
        Figure(
            run=run, population=population, measure=measure, breakdown=name, group=group, base=sum(pair),
            satisfied=pair[0], estimate=pair[0] / sum(pair), standard_error=0.1, degrees_of_freedom=9,
        )
        for measure, one in measures.items()
        for population, name, group, pair in one.cells()
        if any(pair)
    )  # fmt: skip
    publication = Publication.objects.create(
        run=run, title="Results", slug=f"results-{run.pk}", prepared_at=LATER, prepared_by=author
    )
    figures = list(run.figures.all())
    hidden = suppressions(publication, figures)
    PublishedFigure.objects.bulk_create(_line(publication, figure, hidden.get(figure.pk)) for figure in figures)
    publication.state = PublicationState.PUBLISHED
    publication.save()
    return publication


def _line(publication: Publication, figure: Figure, reason: str | None) -> PublishedFigure:
    run = publication.run
    return PublishedFigure(
        publication=publication, first_month=run.first_month, last_month=run.last_month,
        population=Population(figure.population), measure=figure.measure, breakdown=figure.breakdown,
        group=figure.group,
        mark=Mark.CONFIDENTIAL if reason else Mark.NONE, suppression=reason or "",
        base=None if reason else figure.base,
    )  # fmt: skip
