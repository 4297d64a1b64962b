"""Nobody can infer a hidden figure from everything that was ever published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from django.db.models import QuerySet
from tests.oracle.methods.plain_attacker import MINIMUM_BASE, inferred
from tests.publication.histories import (
    LEVELS,
    PARTS,
    Edition,
    Months,
    corrected,
    other_answers,
    publish,
    random_months,
)
from tests.soak import quick_and_soak
from tests.world import make_programme, make_researcher

from aftercall.accounts.models import User
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.methods.disclosure import THE_RULE
from aftercall.methods.linked_cells import CellKey, SmallestGroup
from aftercall.programmes.models import Programme, Survey
from aftercall.publication.models import Mark, Publication, Suppression
from aftercall.publication.thresholds import thresholds_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

JANUARY = date(2025, 1, 1)
MEASURES = ("whole", "treatment")

type Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Published:
    """One publication of a history. name: distinguishes numbers of the first measure that a correction changed.
    editions: its measures, which the same people answered."""

    name: str
    editions: Mapping[str, Edition]
    publication: Publication

    def shown(self, measure: str) -> set[Cell]:
        lines = self.publication.figures.filter(measure=measure)
        return {(line.population, line.breakdown, line.group) for line in lines if not line.suppressed}

    def cells(self, measure: str) -> dict[Cell, tuple[int, int]]:
        return {cell[:3]: cell[3] for cell in self.editions[measure].cells() if any(cell[3])}

    def keys(self, measure: str, cells: Iterable[Cell]) -> set[CellKey]:
        return {self.editions[measure].key(self._name_of(measure), *cell) for cell in cells}

    def smallest(self, measure: str) -> dict[SmallestGroup, tuple[int, int]]:
        return self.editions[measure].smallest(self._name_of(measure))

    def _name_of(self, measure: str) -> str:
        return self.name if measure == "whole" else ""


def random_history(rng: np.random.Generator) -> Iterator[tuple[str, dict[str, Edition]]]:
    """Quarters, the year so far, breakdowns that are added later, and corrections of the first of two measures."""
    months = random_months(rng, 9)
    others = other_answers(rng, months)
    for last in (2, 5, 8):
        first_month, last_month = months_later(JANUARY, last - 2), months_later(JANUARY, last)
        for first in dict.fromkeys((first_month, JANUARY)):
            breakdowns = tuple(list(LEVELS)[: int(rng.integers(1, 4))])
            whole, treatment = (Edition(first, last_month, breakdowns, of) for of in (months, others))
            yield "", {"whole": whole, "treatment": treatment}
        if rng.random() < 0.5:
            recounted = corrected(rng, months, first_month, last_month)
            whole, treatment = (Edition(first_month, last_month, breakdowns, of) for of in (recounted, others))
            yield f" corrected {last}", {"whole": whole, "treatment": treatment}


def findings(history: list[Published]) -> Iterator[str]:
    """What an attacker infers who knows every figure that was shown."""
    for measure in MEASURES:
        counts, shown, hidden = {}, set[CellKey](), set[CellKey]()
        for one in history:
            counts |= one.smallest(measure)
            shown |= one.keys(measure, one.shown(measure))
            hidden |= one.keys(measure, one.cells(measure).keys() - one.shown(measure))
        yield from inferred(counts, shown, hidden - shown)
    yield from _small_bases(history)
    for one, other in combinations(history, 2):
        months = [(edition.first, edition.last) for edition in (one.editions["whole"], other.editions["whole"])]
        if months[0] == months[1]:
            yield from _changed(one, other)


def _small_bases(history: list[Published]) -> Iterator[str]:
    """The bases of fewer than 30 people that follow from those that one measure or the other shows."""
    counts, shown, hidden = {}, set[CellKey](), set[CellKey]()
    for one in history:
        # Both measures have the same people, whom no correction changes.
        same = replace(one, editions={"treatment": one.editions["treatment"].bases()})
        counts |= same.smallest("treatment")
        known = {cell for measure in MEASURES for cell in one.shown(measure)}
        small = {cell for cell, pair in same.cells("treatment").items() if sum(pair) < MINIMUM_BASE}
        shown |= same.keys("treatment", known)
        hidden |= same.keys("treatment", small - known)
    yield from inferred(counts, shown, hidden - shown)


def _changed(one: Published, other: Published) -> Iterator[str]:
    """Figures that were shown before and after a correction, and differ by a few people."""
    before, after = one.cells("whole"), other.cells("whole")
    for cell in one.shown("whole") & other.shown("whole"):
        people = max(abs(old - new) for old, new in zip(before[cell], after[cell], strict=True))
        if 0 < people < MINIMUM_BASE:
            yield f"{cell} was corrected by {people}"


@pytest.mark.parametrize("histories", quick_and_soak(1, 200))
def test_nothing_can_be_inferred_from_a_history_with_corrections(histories: int) -> None:
    programme, author = make_programme(), make_researcher()
    for seed in range(histories):
        Publication.objects.all().delete()
        rng = np.random.default_rng(seed)
        history: list[Published] = []
        for name, editions in random_history(rng):
            _set_thresholds(minimum_base=int(rng.choice([30, 30, 40, 50])))
            try:
                publication = publish(editions["whole"], programme, author, treatment=editions["treatment"])
            except Refused:
                Publication.objects.filter(state="draft").delete()
            else:
                history.append(Published(name, editions, publication))
        assert list(findings(history)) == []
        assert any(one.shown("whole") for one in history)
        _publish_again(history[int(rng.integers(len(history)))], programme, author)


def _publish_again(one: Published, programme: Programme, author: User) -> None:
    """A correction with the same numbers can always be published, and shows what was shown."""
    treatment = one.editions["treatment"]
    again = replace(one, publication=publish(one.editions["whole"], programme, author, treatment=treatment))
    assert all(one.shown(measure) <= again.shown(measure) for measure in MEASURES)


def _two_areas(north: tuple[int, int], south: tuple[int, int]) -> Months:
    """A month in which everybody was a victim of crime, in one of two areas."""
    groups = {("sex", "sex 0"): (north[0] + south[0], north[1] + south[1])}
    groups |= {("category", "category 0"): groups["sex", "sex 0"], ("area", "area 0"): north, ("area", "area 1"): south}
    return {(JANUARY, "crime"): groups, (JANUARY, "anti_social_behaviour"): {}}


def _reasons(publication: Publication) -> dict[tuple[str, str], str]:
    lines = publication.figures.filter(population="all")
    return {(line.breakdown, line.group): line.suppression for line in lines}


def test_a_group_of_fewer_than_30_and_the_one_that_would_reveal_it_are_hidden(
    programme: Programme, researcher: User
) -> None:
    edition = Edition(JANUARY, JANUARY, ("area",), _two_areas((10, 5), (90, 60)))
    reasons = _reasons(publish(edition, programme, researcher))
    assert reasons == {
        ("", ""): "",
        ("area", "area 0"): Suppression.FEW_PEOPLE,
        ("area", "area 1"): Suppression.PROTECTS_ANOTHER,
    }


def test_readers_do_not_learn_which_hidden_group_is_the_small_one(programme: Programme, researcher: User) -> None:
    publication = publish(Edition(JANUARY, JANUARY, ("area",), _two_areas((3, 2), (20, 11))), programme, researcher)
    hidden = [line for line in publication.figures.all() if line.breakdown and line.suppressed]
    assert len({line.reason for line in hidden}) == 2
    assert {line.not_shown for line in hidden} == {"Not shown: it could identify someone"}


def test_a_group_in_which_nearly_all_gave_one_answer_is_hidden(programme: Programme, researcher: User) -> None:
    edition = Edition(JANUARY, JANUARY, ("area",), _two_areas((40, 2), (90, 60)))
    assert _reasons(publish(edition, programme, researcher))["area", "area 0"] == Suppression.FEW_ANSWERS


def test_a_correction_of_a_few_answers_is_not_shown_and_one_of_many_is(programme: Programme, researcher: User) -> None:
    first = _two_areas((60, 40), (90, 60))
    publish(Edition(JANUARY, JANUARY, ("area",), first), programme, researcher)
    again = _reasons(publish(Edition(JANUARY, JANUARY, ("area",), first), programme, researcher))
    assert set(again.values()) == {""}
    few = _reasons(publish(Edition(JANUARY, JANUARY, ("area",), _two_areas((55, 45), (90, 60))), programme, researcher))
    assert few["area", "area 0"] == few["", ""] == Suppression.FEW_CHANGED
    many = _two_areas((20, 80), (90, 60))
    assert set(_reasons(publish(Edition(JANUARY, JANUARY, ("area",), many), programme, researcher)).values()) == {""}


def test_readers_know_that_nobody_is_in_a_group_without_figures(programme: Programme, researcher: User) -> None:
    """The second area is empty in January, and they see it: it can't hide what the third one holds."""
    rest, few, none = (90, 60), (38, 2), (0, 0)
    months: Months = {}
    for month, areas in ((JANUARY, (rest, none, few)), (months_later(JANUARY, 1), (rest, (50, 50), (60, 40)))):
        pairs = {("area", f"area {place}"): pair for place, pair in enumerate(areas)}
        everybody = (sum(pair[0] for pair in areas), sum(pair[1] for pair in areas))
        same = {("sex", "sex 0"): everybody, ("category", "category 0"): everybody}
        months |= {(month, "crime"): same | pairs, (month, "anti_social_behaviour"): {}}
    later = Edition(months_later(JANUARY, 1), months_later(JANUARY, 1), ("area",), months)
    publish(later, programme, researcher)
    history = [("", later, Publication.objects.get())]
    both = Edition(JANUARY, months_later(JANUARY, 1), (), months)
    history.append(("", both, publish(both, programme, researcher)))
    first = Edition(JANUARY, JANUARY, ("area",), months)
    history.append(("", first, publish(first, programme, researcher)))
    shown = {
        line.group for line in history[-1][2].figures.filter(population="all", breakdown="area") if not line.suppressed
    }
    assert shown == set()


def test_a_person_whose_answers_were_erased_does_not_undo_the_protection(
    programme: Programme, researcher: User
) -> None:
    """The first month, and then both without one person: the second area has 15 people in the second month."""
    first = _two_areas((90, 60), (90, 60))
    february = months_later(JANUARY, 1)
    publish(Edition(JANUARY, JANUARY, ("area",), first), programme, researcher)
    both = _two_areas((90, 60), (89, 60))
    both |= {(february, part): pairs for (_, part), pairs in _two_areas((300, 150), (10, 5)).items()}
    reasons = _reasons(publish(Edition(JANUARY, february, ("area",), both), programme, researcher))
    assert reasons["area", "area 1"] != ""


def test_measures_that_the_same_people_answered_do_not_tell_each_others_small_bases(
    programme: Programme, researcher: User
) -> None:
    """To protect the 20 people of the first area, one measure would hide the second area and another one the third."""
    answers = {"whole": ((12, 8), (40, 20), (60, 60)), "treatment": ((12, 8), (59, 1), (70, 50))}
    editions = [Edition(JANUARY, JANUARY, ("area",), _areas(*pairs)) for pairs in answers.values()]
    publication = publish(editions[0], programme, researcher, treatment=editions[1])
    lines = publication.figures.filter(population="all", breakdown="area")
    bases = {line.group: line.base for line in lines if not line.suppressed}
    assert len(bases) < 2


def test_a_measure_that_as_many_other_people_answered_is_protected_by_itself(
    programme: Programme, researcher: User
) -> None:
    answers = {"whole": ((12, 8), (60, 40), (50, 30)), "treatment": ((70, 50), (30, 20), (20, 10))}
    editions = [Edition(JANUARY, JANUARY, ("area",), _areas(*pairs)) for pairs in answers.values()]
    publication = publish(editions[0], programme, researcher, treatment=editions[1])
    assert not publication.figures.filter(measure="treatment").exclude(suppression="").exists()


def _areas(*areas: tuple[int, int]) -> Months:
    everybody = (sum(gave for gave, _ in areas), sum(did_not for _, did_not in areas))
    groups = {("sex", "sex 0"): everybody, ("category", "category 0"): everybody}
    groups |= {("area", f"area {place}"): pair for place, pair in enumerate(areas)}
    return {(JANUARY, "crime"): groups, (JANUARY, "anti_social_behaviour"): {}}


def test_deciding_anew_which_categories_are_no_crimes_does_not_undo_the_protection(
    programme: Programme, researcher: User
) -> None:
    """The first month, and then both: the second area has 15 people in the second month."""
    february = months_later(JANUARY, 1)
    publish(Edition(JANUARY, JANUARY, ("area",), _areas((90, 60), (90, 60))), programme, researcher)
    both = _areas((50, 30), (50, 20)) | {(JANUARY, PARTS[1]): _areas((40, 30), (40, 40))[JANUARY, PARTS[0]]}
    both |= {(february, part): pairs for (_, part), pairs in _areas((300, 150), (10, 5)).items()}
    reasons = _reasons(publish(Edition(JANUARY, february, ("area",), both), programme, researcher))
    assert reasons["area", "area 1"] != ""


def test_a_programme_can_ask_for_more_people_and_earlier_publications_keep_their_thresholds(
    programme: Programme, researcher: User
) -> None:
    edition = Edition(JANUARY, JANUARY, ("area",), _two_areas((25, 15), (90, 60)))
    earlier = publish(edition, programme, researcher)
    assert _reasons(earlier)["area", "area 0"] == ""
    _set_thresholds(minimum_base=50, minimum_count=3)
    february = months_later(JANUARY, 1)
    later = {(february, part): groups for (_, part), groups in edition.months.items()}
    reasons = _reasons(publish(Edition(february, february, ("area",), later), programme, researcher))
    assert reasons["area", "area 0"] == Suppression.FEW_PEOPLE
    assert reasons["area", "area 1"] == Suppression.PROTECTS_ANOTHER
    assert _reasons(earlier)["area", "area 0"] == ""


def test_what_was_given_away_once_stops_no_later_results_and_can_be_published_again(
    programme: Programme, researcher: User
) -> None:
    """Before publications were controlled together, the area that would have protected the small one was shown."""
    edition = Edition(JANUARY, JANUARY, ("area",), _two_areas((10, 5), (90, 60)))
    earlier = publish(edition, programme, researcher)
    earlier.figures.filter(population="all", group="area 1").update(mark=Mark.NONE, suppression="")
    assert _reasons(publish(edition, programme, researcher))["area", "area 1"] == ""
    february = months_later(JANUARY, 1)
    later = {(february, part): groups for (_, part), groups in edition.months.items()}
    reasons = _reasons(publish(Edition(JANUARY, february, ("area",), edition.months | later), programme, researcher))
    assert reasons["", ""] == ""


def test_a_new_number_that_follows_from_earlier_results_is_not_published(
    programme: Programme, researcher: User
) -> None:
    """The area of 40 people in February follows from the two months together and January."""
    february = months_later(JANUARY, 1)
    months = _two_areas((60, 40), (90, 60))
    months |= {(february, part): groups for (_, part), groups in _two_areas((25, 15), (90, 60)).items()}
    for last in (JANUARY, february):
        publish(Edition(JANUARY, last, ("area",), months), programme, researcher)
    _set_thresholds(minimum_base=50)
    with pytest.raises(Refused, match="would reveal others about too few people"):
        publish(Edition(february, february, ("area",), months), programme, researcher)


def test_no_programme_goes_below_the_floor(programme: Programme, researcher: User) -> None:
    publication = publish(Edition(JANUARY, JANUARY, (), _two_areas((90, 60), (90, 60))), programme, researcher)
    _set_thresholds(minimum_base=1, minimum_count=1)
    assert thresholds_of(publication.run) == THE_RULE


def _set_thresholds(**thresholds: int) -> None:
    """As if every wave had a version with these settings."""
    QuerySet(Survey).update(**thresholds)
