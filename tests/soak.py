"""A pytest plugin: which tests are part of the long runs. With --soak pytest runs only those, otherwise all others.

A test has both sizes where it takes `size` from `quick_and_soak`.
"""

import pytest


def quick_and_soak(quick: object, soak: object) -> list[object]:
    """Values to parametrize a test with: one for `./go test`, one for `./go soak`."""
    return [quick, pytest.param(soak, marks=pytest.mark.soak)]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests, and only those")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests of the other kind."""
    chosen, others = [], []
    for item in items:
        is_soak = item.get_closest_marker("soak") is not None
        (chosen if is_soak == config.getoption("--soak") else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = chosen
