from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.synthetic.names import AS_IS, SPACED, UPPER, lexicon, mistyped, proper, respelt, without_accents
from aftercall.synthetic.tables import compressed_table

EVENLY = (np.arange(20_000) + 0.5) / 20_000


def read(names: np.ndarray) -> list[str]:
    texts: list[str] = lexicon().written(names, np.full(len(names), AS_IS)).to_pylist()
    return texts


@pytest.mark.parametrize(
    ("plain", "name"),
    [("mary-jane", "Mary-Jane"), ("mckay", "McKay"), ("obrien", "O'Brien"), ("oliver", "Oliver"), ("mace", "Mace")],
)
def test_capitals(plain: str, name: str) -> None:
    assert proper(plain) == name


@pytest.mark.parametrize(("name", "plain"), [("Zoë", "Zoe"), ("Sørensen", "Sorensen"), ("Núñez", "Nunez")])
def test_accents_are_removed_but_no_letters(name: str, plain: str) -> None:
    assert without_accents(name) == plain


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).map(str.capitalize))
def test_a_misspelt_name_is_a_different_name_with_the_same_initial(name: str) -> None:
    for wrong in (respelt(name), mistyped(name)):
        assert wrong != name
        assert wrong[0] == name[0]


def test_first_names_match_year_of_birth_and_sex() -> None:
    old = Counter(read(lexicon().forename(np.ones(20_000, dtype=int), np.full(20_000, 1924), EVENLY)))
    young = Counter(read(lexicon().forename(np.zeros(20_000, dtype=int), np.full(20_000, 2015), EVENLY)))
    assert {name for name, _ in old.most_common(3)} == {"John", "William", "George"}
    assert {"Olivia", "Amelia", "Emily"} == {name for name, _ in young.most_common(3)}


def test_surnames_are_as_frequent_as_in_the_list() -> None:
    counts = Counter(read(lexicon().surname(EVENLY)))
    assert counts["Smith"] / 20_000 == pytest.approx(0.01302, rel=0.02)


def test_forms_of_a_name() -> None:
    smith = lexicon().surname(EVENLY)[:1]
    (text,) = read(smith)
    assert lexicon().written(smith, np.array([UPPER])).to_pylist() == [text.upper()]
    (spaced,) = lexicon().written(smith, np.array([SPACED])).to_pylist()
    assert spaced != text
    assert spaced.strip() == text


def test_double_barrelled_names_are_two_surnames() -> None:
    known = set(map(proper, compressed_table("surnames")["name"].to_pylist()))
    first, second = read(lexicon().double_barrelled(np.array([0.0])))[0].split("-")
    assert {first, second} <= known
