"""A codebook refuses codes that do not fit, and says at which field."""

from dataclasses import replace

import pytest
from tests.verbatims.making import BOOK, IMPROVE, WELL

from aftercall.core.errors import Refused
from aftercall.verbatims.codebook import Code

NEW = Code("rude", IMPROVE, "Rude", "Was spoken to rudely")
NO_THEME = "Choose a theme of the same question that belongs to no other theme"


@pytest.mark.parametrize(
    ("code", "field", "words"),
    [
        (replace(NEW, name="Rude!"), "name", "The short name must begin with a letter"),
        (replace(NEW, name="r" * 25), "name", "24 at most"),
        (replace(NEW, name="none"), "name", "The short name must begin with a letter"),
        (replace(NEW, name="kind"), "name", "Another question has a code with this short name"),
        (replace(NEW, parent="gone"), "parent", NO_THEME),
        (replace(NEW, parent="not_told"), "parent", NO_THEME),
        (replace(NEW, question=WELL, parent="slow"), "parent", NO_THEME),
        (replace(NEW, name="slow", parent="slow"), "parent", NO_THEME),
        (replace(NEW, name="communication", parent="slow"), "parent", "Other codes belong to this one"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(code: Code, field: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        BOOK.with_code(code)
    assert refused.value.field == field


def test_a_theme_is_removed_after_its_codes() -> None:
    with pytest.raises(Refused, match="Other codes belong to this theme"):
        BOOK.without("communication")
    left = BOOK.without("not_told").without("communication")
    assert [code.name for code in left.codes] == ["slow", "kind"]
