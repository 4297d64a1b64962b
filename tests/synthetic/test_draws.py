import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aftercall.synthetic.draws import Draws

IDS = np.arange(40_000)


@given(seed=st.integers(0, 2**80), start=st.integers(-(2**40), 2**62))
def test_a_draw_depends_only_on_seed_name_and_id(seed: int, start: int) -> None:
    ids = np.arange(start, start + 50)
    whole, half = Draws(seed).uniform("x", ids), Draws(seed).uniform("x", ids[25:])
    assert (whole[25:] == half).all()
    assert ((whole >= 0) & (whole < 1)).all()


def test_draws_are_uniform() -> None:
    uniform = Draws(1).uniform("x", IDS)
    counts = np.bincount((uniform * 100).astype(int), minlength=100)
    assert ((counts - 400) ** 2 / 400).sum() < 149  # chi-square, 99 degrees of freedom, p = 0.001


def test_names_seeds_and_neighbours_are_unrelated() -> None:
    x = Draws(1).uniform("x", IDS)
    others = (Draws(1).uniform("y", IDS), Draws(2).uniform("x", IDS), np.roll(x, 1))
    assert all(abs(np.corrcoef(x, other)[0, 1]) < 0.02 for other in others)


def test_whole_numbers_stay_below_their_bound() -> None:
    drawn = Draws(1).whole("x", IDS, 7)
    assert set(drawn.tolist()) == set(range(7))
