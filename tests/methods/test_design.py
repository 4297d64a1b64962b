from dataclasses import replace

import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.estimate import mean, total

ONES = np.ones(4)


def test_units_and_strata_are_counted() -> None:
    design = Design(
        weights=np.ones(6),
        strata=np.array([7, 7, 7, 3, 3, 3]),
        clusters=np.array([70, 70, 71, 30, 31, 32]),
        fpc=np.array([4.0, 4, 4, 6, 6, 6]),
    )
    assert design.primary.sampled.tolist() == [3, 2]
    assert design.primary.population.tolist() == [6, 4]
    assert design.primary.fraction.tolist() == [0.5, 0.5]
    assert design.degrees_of_freedom() == 3
    domain = np.array([True, False, True, False, False, False])
    assert design.degrees_of_freedom(domain) == 1
    assert replace(design, domain_df=DomainDf.SAMPLE).degrees_of_freedom(domain) == 3


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"weights": np.array([])}, "the sample is empty"),
        ({"weights": np.array([1, 0, 1, -1.0])}, "row 2, 4: the weight is missing or not above 0"),
        ({"weights": np.array([1, np.nan, 1, 1])}, "row 2: the weight is missing"),
        ({"weights": np.zeros(9)}, "row 1, 2, 3, 4, 5 and 4 more: the weight"),
        ({"weights": ONES, "strata": np.array([1, 2])}, "strata: 2 rows, but the weights have 4"),
        (
            {"weights": ONES, "strata": np.array([1, 1, 2, 2]), "clusters": np.array([5, 6, 6, 7])},
            "its unit is also in another stratum",
        ),
        ({"weights": ONES, "fpc": np.array([9, 9, 9, 8.0])}, "the sample: its population size is missing or differs"),
        (
            {"weights": ONES, "strata": np.array([1, 1, 2, 2]), "fpc": np.array([9, 9, np.nan, np.nan])},
            "stratum 2: its population size is missing",
        ),
        (
            {"weights": ONES, "strata": np.array([1, 1, 2, 2]), "fpc": np.array([9, 9, 1, 1.0])},
            "stratum 2: its population is smaller than its sample",
        ),
    ],
)
def test_an_inconsistent_design_is_refused(fields: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(MethodError) as refused:
        Design(**fields)  # type: ignore[arg-type]
    assert message in str(refused.value)


LONELY = np.array([1, 1, 1, 2])
VALUES = np.array([1.0, 2, 6, 5])


def test_a_lonely_unit_fails_by_default_and_is_named() -> None:
    with pytest.raises(MethodError, match="stratum 2: one unit sampled"):
        mean(Design(weights=ONES, strata=LONELY), VALUES)


def test_a_lonely_unit_outside_the_domain_does_not_matter() -> None:
    design = Design(weights=ONES, strata=LONELY)
    assert mean(design, VALUES, domain=LONELY == 1).n == 3


def test_the_only_unit_of_a_stratum_is_not_lonely() -> None:
    design = Design(weights=ONES, strata=LONELY, fpc=np.array([9, 9, 9, 1.0]))
    without = Design(weights=ONES, strata=LONELY, fpc=np.array([9, 9, 9, 1.0]), lonely=Lonely.REMOVE)
    assert mean(design, VALUES).se == mean(without, VALUES).se > 0


def test_the_average_rule_needs_a_stratum_of_two_units() -> None:
    design = Design(weights=ONES, strata=np.arange(4), lonely=Lonely.AVERAGE)
    with pytest.raises(MethodError, match="every stratum has one unit"):
        mean(design, VALUES)


def test_a_lonely_unit_deviates_from_the_mean_of_all_as_in_r() -> None:
    """For a total. It does not count for a domain that it is not in."""
    strata, values = np.array([1, 1, 1, 2]), np.array([1.0, 2, 6, 9])
    design = Design(weights=np.ones(4), strata=strata, lonely=Lonely.ADJUST)
    within = 3 / 2 * float(np.square(values[:3] - 3).sum())
    assert total(design, values).se ** 2 == pytest.approx(within + (9 - 18 / 4) ** 2)
    assert total(design, values, domain=strata == 1).se ** 2 == pytest.approx(within)
