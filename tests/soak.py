"""A pytest plugin that separates the long tests: with --soak pytest runs only these, otherwise all others.

A test parametrized with `quick_and_soak` has both a short and a long version.
"""

import pytest


def quick_and_soak(quick: object, soak: object) -> list[object]:
    """Parameter values for a test: one for `./go test`, one for `./go soak`."""
    return [quick, pytest.param(soak, marks=pytest.mark.soak)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests, and only those")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the long tests, or with --soak all others."""
    selected, deselected = [], []
    for item in items:
        is_soak = item.get_closest_marker("soak") is not None
        (selected if is_soak == config.getoption("--soak") else deselected).append(item)
    config.hook.pytest_deselected(items=deselected)
    items[:] = selected
