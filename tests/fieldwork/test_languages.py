"""Languages as they are recorded."""

import pytest

from aftercall.fieldwork.languages import language_code


@pytest.mark.parametrize(
    ("recorded", "code"), [("Welsh", "cy"), (" cymraeg", "cy"), ("PL", "pl"), ("English", "en"), ("", ""), ("X", "")]
)
def test_a_language_is_known_by_its_code_and_its_names(recorded: str, code: str) -> None:
    assert language_code(recorded) == code
