"""Small levels join others."""

from aftercall.communities.joining import joined_levels


def people(**counts: int) -> tuple[list[str], list[bool]]:
    """So many people of each level, half of whom responded."""
    values = [name for name, count in counts.items() for _ in range(count)]
    return values, [number % 2 == 0 for number in range(len(values))]


def test_a_small_level_joins_the_next_larger_or_its_neighbour_in_order() -> None:
    values, responded = people(a=50, b=8, c=30, d=4)
    names, codes = joined_levels(values, responded)
    assert names == ["a", "c and 2 others"]
    assert [int((codes == code).sum()) for code in range(2)] == [50, 42]
    assert joined_levels(values, responded, in_order=True)[0] == ["a", "b and 2 others"]


def test_a_level_in_which_everybody_responded_joins_too() -> None:
    values, responded = people(a=40, b=30)
    responded[40:] = [True] * 30
    assert joined_levels(values, responded)[0] == ["a and b"]
