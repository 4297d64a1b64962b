"""Who answers a question of a paper form, in words."""

from dataclasses import replace

import pytest
from django.utils.translation import override

from aftercall.consultations.routing import answered_only_if
from aftercall.instrument.expressions.expression import parse_expression
from aftercall.instrument.loading import load_instrument

_EITHER = (
    "Answer this only if the answer to question 2 does not include ‘Burglary and theft’ or question 3 is answered."
)
NUMBERS = {"confidence": 1, "top": 2, "wish": 3}


@pytest.mark.parametrize(
    ("condition", "language", "said"),
    [
        ("${confidence} = 'agree'", "en", "Answer this only if the answer to question 1 is ‘Agree’."),
        ("${confidence} = 'agree'", "cy", "Atebwch hwn dim ond os yw hyn yn wir: ‘Cytuno’ yw’r ateb i gwestiwn 1."),
        ("not(selected(${top}, 'theft')) or ${wish} != ''", "en", _EITHER),
    ],
)
def test_the_condition_is_said_in_the_language_of_the_form(condition: str, language: str, said: str) -> None:
    instrument = load_instrument("consultation_2", language)
    question = replace(instrument.question["visible"], relevant=parse_expression(condition))
    with override(language):
        assert answered_only_if(instrument, question, NUMBERS) == (said, "")


def test_a_rare_condition_is_in_english_and_marked_so() -> None:
    instrument = load_instrument("consultation_2", "cy")
    question = replace(instrument.question["visible"], relevant=parse_expression("count-selected(${top}) + 1 > 2"))
    with override("cy"):
        said, language = answered_only_if(instrument, question, NUMBERS)
    assert (said.startswith("Answer this only if "), language) == (True, "en")
