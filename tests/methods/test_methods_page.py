import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "methods.md"


def test_every_example_on_the_page_gives_the_output_shown() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 30
    assert found.failed == 0
