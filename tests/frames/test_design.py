"""Design files, and what can be wrong with them."""

from fractions import Fraction
from pathlib import Path

import pytest

from aftercall.errors import BadInput
from aftercall.frames.design import Allocation, SampleDesign, Selection

_DESIGN = """
fraction = 0.2
allocation = "neyman"
minimum = 3
selection = "systematic"
order = ["area", "age_band"]
start = "1/3"
[spread]
Burglary = "2/5"
"""


def test_a_file_is_read_and_can_be_written_back(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text(_DESIGN)
    design = SampleDesign.from_toml(path)
    assert (design.fraction, design.allocation, design.minimum) == (Fraction(1, 5), Allocation.NEYMAN, 3)
    assert (design.selection, design.order, design.start) == (
        Selection.SYSTEMATIC,
        ("area", "age_band"),
        Fraction(1, 3),
    )
    assert design.spread == {"Burglary": Fraction(2, 5)}
    assert SampleDesign.from_mapping(design.to_mapping()) == design


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("fraction = 0", "d.toml: fraction: must be above 0"),
        ("fraction = 1e400", "fraction: has a value of the wrong type"),
        ('fraction = "1/0"', "fraction: has a value of the wrong type"),
        ("fraction = true", "fraction: has a value of the wrong type"),
        ('allocation = "fair"', "allocation: has a value of the wrong type"),
        ("minimum = -1", "minimum: must be 0 or more"),
        ("minimum = 1.5", "minimum: has a value of the wrong type"),
        ('power = "1/17"', "power: must be between 0 and 1"),
        ("start = 1", "start: must be at least 0 and below 1"),
        ('order = ["name"]', "order: name columns from category"),
        ('order = "area"', "order: has a value of the wrong type"),
        ("[spread]\na = 0", "spread: must be above 0"),
        ("[half_width]\na = 0.5", "half_width: must be between 0 and 1/2"),
        ("share = 1", "share: must be between 0 and 1"),
        ("response = 0", "response: must be above 0"),
        ("speed = 1", "there is no key speed"),
        ("speed", "is not TOML"),
    ],
)
def test_the_error_names_the_key(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "d.toml"
    path.write_text(line)
    with pytest.raises(BadInput, match=says):
        SampleDesign.from_toml(path)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read"):
        SampleDesign.from_toml(tmp_path / "none.toml")
