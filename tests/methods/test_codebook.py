import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.codebook import Code, Codebook, coder_agreement, shares_raised
from aftercall.methods.design import Design
from aftercall.methods.estimate import proportion

BOOK = Codebook(
    (
        Code("slow", "took too long to come", "response"),
        Code("kind", "was kind and listened", "treatment"),
        Code("rude", "was rude", "treatment"),
    )
)
TEXTS = [["slow", "rude"], ["kind"], None, [], ["kind", "slow"], ["rude", "rude"]]


def test_a_text_can_have_any_number_of_codes() -> None:
    coded = BOOK.matrix(TEXTS)
    assert coded[[0, 1, 3, 5]].tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert np.isnan(coded[2]).all()


def test_any_code_of_a_theme_raises_the_theme() -> None:
    assert BOOK.themes == ("response", "treatment")
    assert BOOK.by_theme(BOOK.matrix(TEXTS))[[0, 1, 3, 4, 5]].tolist() == [[1, 1], [0, 1], [0, 0], [1, 1], [0, 1]]


def test_shares_are_proportions_of_those_who_said_something() -> None:
    design = Design(weights=np.arange(1.0, 7))
    coded = BOOK.matrix(TEXTS)
    slow, kind, rude = shares_raised(design, BOOK.names, coded)
    assert (slow.count, kind.count, rude.count) == (2, 2, 2)
    assert slow.estimate == proportion(design, coded[:, 0])
    assert slow.estimate.n == 5
    assert slow.estimate.estimate == pytest.approx((1 + 5) / (1 + 2 + 4 + 5 + 6))


def test_a_domain() -> None:
    older = np.array([True, True, True, False, False, False])
    slow = shares_raised(Design(weights=np.ones(6)), BOOK.names, BOOK.matrix(TEXTS), domain=older)[0]
    assert (slow.count, slow.estimate.n, slow.estimate.estimate) == (1, 2, 0.5)


def test_agreement_is_computed_for_each_code_over_texts_coded_by_both() -> None:
    second = BOOK.matrix([["slow"], ["kind"], ["kind"], [], None, ["rude"]])
    found = coder_agreement(BOOK.names, BOOK.matrix(TEXTS), second)
    assert {name: agreement.n for name, agreement in found.items()} == dict.fromkeys(BOOK.names, 4)
    assert found["slow"].kappa == 1
    assert found["rude"].observed == 0.75


def test_invalid_codes_and_texts_are_refused() -> None:
    with pytest.raises(MethodError, match="row 2: the code late is not in the codebook"):
        BOOK.matrix([[], ["late"]])
    with pytest.raises(MethodError, match="two codes are called slow"):
        Codebook((*BOOK.codes, BOOK.codes[0]))
    with pytest.raises(MethodError, match="same texts with the same codes"):
        coder_agreement(BOOK.names, BOOK.matrix([[]]), BOOK.matrix([[], []]))
    with pytest.raises(MethodError, match="no row of the domain has a value"):
        shares_raised(Design(weights=np.ones(2)), BOOK.names, BOOK.matrix([None, None]))
