"""Which figures of an analysis are hidden."""

from datetime import date

from aftercall.publication.disclosure import MINIMUM_BASE, suppressions
from aftercall.publication.models import Suppression
from aftercall.results.models import AnalysisRun, Figure


def figures(total: tuple[int, int], *groups: tuple[int, int]) -> list[Figure]:
    rows = [("", "", *total)] + [("area", f"area {number}", *group) for number, group in enumerate(groups)]
    return [
        Figure(pk=number, measure="whole", breakdown=breakdown, group=group, base=base, satisfied=satisfied)
        for number, (breakdown, group, base, satisfied) in enumerate(rows)
    ]


def test_large_groups_are_shown() -> None:
    assert suppressions(figures((200, 150), (100, 80), (100, 70))) == {}


def test_a_small_group_is_hidden_together_with_one_that_would_reveal_it() -> None:
    assert suppressions(figures((200, 150), (10, 8), (90, 70), (100, 72))) == {
        1: Suppression.FEW_PEOPLE,
        2: Suppression.PROTECTS_ANOTHER,
    }


def test_a_group_is_hidden_if_all_but_one_or_two_people_in_it_were_satisfied() -> None:
    found = suppressions(figures((200, 169), (100, 99), (100, 70)))
    assert found[1] == Suppression.FEW_ANSWERS


def test_a_total_that_is_too_small_is_hidden() -> None:
    few = MINIMUM_BASE - 1
    assert 0 in suppressions(figures((few, 20), (15, 10), (few - 15, 10)))


def test_what_remains_of_the_total_must_not_reveal_a_count() -> None:
    found = suppressions(figures((571, 470), (40, 39), (31, 31), (500, 400)))
    assert found == {1: Suppression.FEW_ANSWERS, 3: Suppression.PROTECTS_ANOTHER}


def test_a_total_that_one_table_hides_is_not_revealed_by_another() -> None:
    rows = [("", "", 31, 20), ("area", "all", 29, 19), ("area", "not known", 2, 1), ("sex", "any", 31, 20)]
    made = [
        Figure(pk=number, measure="whole", breakdown=breakdown, group=group, base=base, satisfied=satisfied)
        for number, (breakdown, group, base, satisfied) in enumerate(rows)
    ]
    assert suppressions(made).keys() == {1, 2}
    made[2].base, made[2].satisfied = 0, 0
    made[0].base, made[0].satisfied = 29, 19
    assert suppressions(made).keys() == {0, 1, 2, 3}


def test_quarters_before_a_break_are_no_part_of_the_total_and_protect_nothing() -> None:
    run = AnalysisRun(first_month=date(2025, 1, 1), last_month=date(2025, 9, 1))
    quarters = ("January to March 2025", "April to June 2025", "July to September 2025")
    groups = [
        ("", "", 200, 150),
        *(("quarter", name, base, 75) for name, base in zip(quarters, (10, 100, 100), strict=True)),
    ]
    made = [
        Figure(pk=number, run=run, measure="whole", breakdown=breakdown, group=group, base=base, satisfied=satisfied)
        for number, (breakdown, group, base, satisfied) in enumerate(groups)
    ]
    made[1].satisfied = 8
    assert suppressions(made).keys() == {1, 2}
    made[0].since = date(2025, 4, 1)
    assert suppressions(made) == {1: Suppression.FEW_PEOPLE}
