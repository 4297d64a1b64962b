"""Which figures of an analysis are hidden."""

from aftercall.publication.disclosure import MINIMUM_BASE, hidden_figure_ids
from aftercall.results.models import Figure


def figures(total: tuple[int, int], *groups: tuple[int, int]) -> list[Figure]:
    rows = [("", "", *total)] + [("area", f"area {number}", *group) for number, group in enumerate(groups)]
    return [
        Figure(pk=number, measure="whole", breakdown=breakdown, group=group, base=base, satisfied=satisfied)
        for number, (breakdown, group, base, satisfied) in enumerate(rows)
    ]


def test_large_groups_are_shown() -> None:
    assert hidden_figure_ids(figures((200, 150), (100, 80), (100, 70))) == set()


def test_a_small_group_is_hidden_together_with_one_that_would_reveal_it() -> None:
    assert hidden_figure_ids(figures((200, 150), (10, 8), (90, 70), (100, 72))) == {1, 2}


def test_a_group_is_hidden_if_all_but_one_or_two_people_in_it_were_satisfied() -> None:
    assert 1 in hidden_figure_ids(figures((200, 169), (100, 99), (100, 70)))


def test_a_total_that_is_too_small_is_hidden() -> None:
    few = MINIMUM_BASE - 1
    assert 0 in hidden_figure_ids(figures((few, 20), (15, 10), (few - 15, 10)))
