import numpy as np
import pytest

from aftercall.methods.agreement import cohen_kappa, pooled_kappa
from aftercall.methods.arrays import MethodError


def test_it_is_cohens_kappa_of_all_decisions() -> None:
    texts = [([True, False], [True, False]), ([False, True], [True, True]), ([False, False], [False, True])]
    first = np.array([int(one) for both in texts for one in both[0]])
    second = np.array([int(one) for both in texts for one in both[1]])
    found = pooled_kappa(texts)
    assert found.kappa == pytest.approx(cohen_kappa(first, second).kappa)
    assert found.n == len(texts)


def test_its_error_is_the_jackknifes_over_texts() -> None:
    texts = [([True, False], [True, False]), ([False, True], [True, True]), ([False, False], [False, True])] * 2
    without = [pooled_kappa([*texts[:one], *texts[one + 1 :]]).kappa for one in range(len(texts))]
    mean = sum(without) / len(without)  # type: ignore[arg-type]
    expected = (len(texts) - 1) / len(texts) * sum((one - mean) ** 2 for one in without)  # type: ignore[operator]
    found = pooled_kappa(texts)
    assert found.se == pytest.approx(expected**0.5)
    assert found.low is not None
    assert found.kappa is not None
    assert found.low < found.kappa


def test_one_text_has_no_interval_and_chance_alone_no_kappa() -> None:
    assert pooled_kappa([([True, False], [True, False])]).low is None
    assert pooled_kappa([([False], [False])] * 3).kappa is None
    with pytest.raises(MethodError, match="no text"):
        pooled_kappa([])
