"""The population that answers are weighted to is named as the form or the census names it, and read row by row."""

import pytest
from tests.consultations.making import AREAS

from aftercall.consultations.population import read_population
from aftercall.core.list_files import ListRefused

HEAD = "Characteristic,Category,People\n"


def test_categories_have_the_codes_or_names_of_the_form_or_the_census_and_rows_are_added_up() -> None:
    rows = 'age,16_to_24,"61,000"\nAge,16 to 24,500.5\n\nSEX,Female,10\narea,E06000005,7\nArea,county durham,8\n'
    assert read_population((HEAD + rows).encode(), "file", AREAS) == {
        "age": {"16_to_24": 61_500.5},
        "sex": {"female": 10.0},
        "area": {"E06000005": 7.0, "E06000047": 8.0},
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "file, row 1: the first row must be characteristic,category,people"),
        ("age,category,people\n", "file, row 1: the first row must be characteristic,category,people"),
        (f"{HEAD}height,tall,5\n", "file, row 2, characteristic: must be one of Age, Sex, Area"),
        (f"{HEAD}age,16_to_24\n", "file, row 2, characteristic: must be one of Age, Sex, Area"),
        (f"{HEAD}sex,Female,10\nsex,16 to 24,5\n", "file, row 3, category: is not a category of Sex"),
        (f"{HEAD}sex,female,many\n", "file, row 2, people: enter a number of people"),
    ],
)
def test_the_first_wrong_row_is_named(text: str, says: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read_population(text.encode(), "file", AREAS)
    assert refused.value.lines[0].startswith(says)
