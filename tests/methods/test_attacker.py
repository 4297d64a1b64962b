"""The attacker's solver. What it finds is compared with a plain one in tests/oracle."""

import numpy as np
import pytest
from scipy import sparse

from aftercall.methods.attacker import _solver


def test_the_solver_prints_nothing_into_the_output_of_a_command(capfd: pytest.CaptureFixture[str]) -> None:
    _solver(sparse.csr_array(np.eye(2)), np.ones(2)).run()
    assert capfd.readouterr() == ("", "")
