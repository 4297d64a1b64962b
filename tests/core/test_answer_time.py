"""Answers take a whole number of steps."""

from types import SimpleNamespace

import pytest

from aftercall.core import answer_time
from aftercall.core.answer_time import STEP, in_whole_steps


@pytest.mark.parametrize(("taken", "steps"), [(0.0, 1), (0.013, 1), (0.0999, 1), (0.101, 2), (0.37, 4)])
def test_a_block_takes_a_whole_number_of_steps_even_if_it_fails(
    taken: float, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, taken])
    slept: list[float] = []
    monkeypatch.setattr(answer_time, "time", SimpleNamespace(perf_counter=lambda: next(times), sleep=slept.append))
    with pytest.raises(ZeroDivisionError), in_whole_steps():
        _ = 1 / 0
    assert slept == [pytest.approx(steps * STEP - taken)]
