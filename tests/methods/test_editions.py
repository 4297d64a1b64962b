"""Counts of several publications as one system."""

from aftercall.methods.editions import changed_people, merge_editions
from aftercall.methods.linked_cells import CellKey, SmallestGroup

_FIRST = {
    SmallestGroup("March", "sex", "female"): (60, 20),
    SmallestGroup("March", "sex", "male"): (40, 30),
    SmallestGroup("April", "sex", "female"): (50, 25),
}


def test_months_that_agree_are_one_and_a_later_breakdown_joins_them() -> None:
    later = {**_FIRST, SmallestGroup("March", "area", "north"): (100, 50)}
    editions = merge_editions([_FIRST, later])
    assert editions.labels[0]["March"] == editions.labels[1]["March"]
    assert set(editions.counts) == {*later, SmallestGroup("April", "area", "")}


def test_a_corrected_month_is_apart_and_the_others_are_not() -> None:
    corrected = {**_FIRST, SmallestGroup("March", "sex", "male"): (39, 31)}
    editions = merge_editions([_FIRST, corrected])
    assert editions.labels[0]["April"] == editions.labels[1]["April"]
    old, new = (CellKey(editions.months(edition, ["March"]), "sex", "male") for edition in (0, 1))
    assert old != new
    assert (editions.pair(old), editions.pair(new)) == ((40, 30), (39, 31))


def test_a_second_correction_back_to_the_first_counts_is_the_first_edition_again() -> None:
    corrected = {**_FIRST, SmallestGroup("March", "sex", "male"): (39, 31)}
    editions = merge_editions([_FIRST, corrected, _FIRST])
    assert editions.labels[0] == editions.labels[2]


def test_everybody_is_counted_once_whatever_breakdowns_there_are() -> None:
    counts = {**_FIRST, SmallestGroup("March", "area", "north"): (100, 50)}
    editions = merge_editions([counts])
    assert editions.pair(CellKey(editions.months(0, ["March", "April"]))) == (150, 75)


def test_groups_and_months_without_people_are_left_out() -> None:
    editions = merge_editions([{**_FIRST, SmallestGroup("March", "sex", "other"): (0, 0)}])
    assert set(editions.counts) == set(_FIRST)
    assert editions.months(0, ["March", "May"]) == {editions.labels[0]["March"]}


def test_a_correction_rests_on_those_added_removed_or_counted_otherwise() -> None:
    assert changed_people((40, 30), (40, 30)) == 0
    assert changed_people((40, 30), (35, 35)) == 5
    assert changed_people((40, 30), (52, 38)) == 12


def test_where_a_breakdown_was_not_known_everybody_is_in_a_group_of_it() -> None:
    with_area = {
        SmallestGroup("May", "sex", "female"): (20, 10),
        SmallestGroup("May", "area", "north"): (20, 10),
    }
    editions = merge_editions([_FIRST, with_area])
    assert editions.counts[SmallestGroup(editions.labels[0]["March"], "area", "")] == (100, 50)
