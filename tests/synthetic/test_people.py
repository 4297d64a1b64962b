import numpy as np
import pytest
from scipy import stats

from aftercall.synthetic.draws import Draws
from aftercall.synthetic.people import MEMBERS, REFERENCE, People, SyntheticPopulation
from aftercall.synthetic.tables import compressed_table

POPULATION = SyntheticPopulation(Draws(5), forces=1, scale=1.0)
HOUSEHOLDS = np.arange(0, POPULATION.households, 3)


def members(number: int) -> People:
    return POPULATION.describe(HOUSEHOLDS * MEMBERS + number)


def ages(people: People) -> np.ndarray:
    return np.floor((REFERENCE - people.born) / 365.25).astype(int)


def test_a_person_is_the_same_alone_and_among_others() -> None:
    person = HOUSEHOLDS[:5] * MEMBERS
    among_others, alone = POPULATION.describe(person), POPULATION.describe(person[3:4])
    assert all(getattr(among_others, name)[3] == getattr(alone, name)[0] for name in vars(alone))


def test_heads_have_the_age_distribution_of_the_authority() -> None:
    people = members(0)
    county = POPULATION.places.authority[people.place] == POPULATION.places.authorities.index("County Durham")
    published = [row for row in compressed_table("ages").to_pylist() if row["authority"] == "County Durham"]
    residents = np.array([int(row["residents"]) for row in published if int(row["age"]) >= 18])
    drawn = np.bincount(np.minimum(ages(people)[county], 90), minlength=91)[18:91]
    expected = residents / residents.sum() * drawn.sum()
    # Days are rounded, which may change the age by a year, so compare bands of ten.
    bands = [slice(start, start + 10) for start in range(0, 73, 10)]
    seen, wanted = ([values[band].sum() for band in bands] for values in (drawn, expected))
    assert stats.chisquare(seen, wanted).pvalue > 0.001


def test_ethnic_groups_follow_the_small_area() -> None:
    people = members(0)
    places = POPULATION.places
    white = np.array([text.startswith("White") for text in POPULATION.ethnicities.to_pylist()])[people.ethnicity]
    share = (places.groups[:, 3] / places.groups.sum(axis=1))[people.place]
    assert white.mean() == pytest.approx(share.mean(), abs=0.004)
    diverse = share < np.quantile(share, 0.1)
    assert white[diverse].mean() == pytest.approx(share[diverse].mean(), abs=0.015)


def test_most_of_a_household_share_name_and_number() -> None:
    head, partner = members(0), members(1)
    assert (head.surname == partner.surname).mean() == pytest.approx(0.73, abs=0.03)
    assert (head.phone == partner.phone).mean() == pytest.approx(0.55, abs=0.02)
    assert (head.place == partner.place).all()


def test_children_are_younger_than_their_parents() -> None:
    parents, children = ages(members(0)), ages(members(2))
    families = parents >= 25
    assert (children[families] <= parents[families] - 17).all()
    assert (children >= 0).all()


def test_numbers_are_dealt_evenly_and_surnames_that_share_one_differ() -> None:
    every = POPULATION.describe(np.arange(POPULATION.households) * MEMBERS)
    counts = np.bincount(every.phone, minlength=POPULATION.phones.size)
    assert counts.max() - counts.min() <= 1
    pairs = counts.sum() * (counts.mean() - 1) / 2
    by_name = np.unique(np.stack([every.phone, every.surname]), axis=1, return_counts=True)[1]
    chance_level = (np.bincount(every.surname) ** 2).sum() / len(every.surname) ** 2
    assert (by_name * (by_name - 1) / 2).sum() / pairs < chance_level / 2
