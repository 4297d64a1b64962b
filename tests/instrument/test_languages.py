from typing import Any

import pytest
from tests.instrument.tiny import asked, document

from aftercall.instrument import messages
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.languages import Language
from aftercall.instrument.loading import parse_instrument
from aftercall.instrument.questions import PLACEHOLDER

LANGUAGES = [{"code": "en", "name": "English"}, {"code": "cy", "name": "Cymraeg"}]
OPTIONS = [{"name": "yes", "label": {"en": "Yes", "cy": "Ie"}, "key": "1"}, {"name": "no", "label": "No", "key": "2"}]


def translated(**fields: Any) -> dict[str, object]:
    label = {"en": "Colour?", "cy": "Lliw?"}
    question = asked("a", label=label, hint={"en": "Any"}, dk_refused=True) | fields
    return document(question, languages=LANGUAGES, choices=[{"name": "yes_no", "options": OPTIONS}])


def test_an_instrument_is_read_in_one_language_the_first_unless_another_is_given() -> None:
    first, second = parse_instrument(translated()), parse_instrument(translated(), "cy")
    assert (first.language.name, second.language.name) == ("English", "Cymraeg")
    assert [language.code for language in second.languages] == ["en", "cy"]
    assert [first.question["a"].label, second.question["a"].label] == ["Colour?", "Lliw?"]


def test_what_is_not_translated_is_in_the_first_language() -> None:
    question = parse_instrument(translated(), "cy").question["a"]
    assert question.hint == "Any"
    assert [choice.label for choice in question.choices[:2]] == ["Ie", "No"]


def test_the_programs_own_words_follow_the_language() -> None:
    labels = [choice.label for choice in parse_instrument(translated(), "cy").question["a"].ways_out]
    assert labels == ["Ddim yn gwybod", "Mae’n well gen i beidio â dweud"]


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ({"en": "Yes", "de": "Ja"}, "questions a, label: 'de' is not one of the languages"),
        ({"cy": "Ie"}, "questions a, label in 'en': must be a text"),
        ({"en": "Yes", "cy": 1}, "questions a, label in 'cy': must be a text"),
    ],
)
def test_a_text_must_be_in_the_first_language_and_in_no_unknown_one(label: object, message: str) -> None:
    with pytest.raises(InstrumentError) as refused:
        parse_instrument(translated(label=label))
    assert message in str(refused.value)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(InstrumentError, match="languages: 'pl' is not one of them"):
        parse_instrument(translated(), "pl")
    with pytest.raises(InstrumentError, match="must be the code of a language"):
        parse_instrument(document(asked("a"), languages=[{"code": "English", "name": "English"}]))


def test_problems_are_said_in_the_language_of_the_question_or_in_english() -> None:
    texts = {"label": {"en": "How many?", "cy": "Faint?", "pl": "Ile?"}, "type": "integer"}
    number = document(asked("a", **texts), languages=[*LANGUAGES, {"code": "pl", "name": "Polski"}])
    welsh, polish = (parse_instrument(number, code) for code in ("cy", "pl"))
    wrong = welsh.check(welsh.question["a"], "x")
    assert (wrong.problem, wrong.language) == ("Rhowch rif cyfan, er enghraifft 12", "cy")
    assert polish.check(polish.question["a"], "x").problem == "Proszę podać liczbę całkowitą, na przykład 12"
    french = parse_instrument(document(asked("a", type="integer"), languages=[{"code": "fr", "name": "Français"}]))
    wrong = french.check(french.question["a"], "x")
    assert (wrong.problem, wrong.language) == ("Enter a whole number, such as 12", "en")


def test_every_message_is_translated_with_the_same_placeholders() -> None:
    for name, texts in messages.MESSAGES.items():
        assert texts.keys() == {"en", "cy", "pl"}, name
        assert len({tuple(sorted(PLACEHOLDER.findall(text))) for text in texts.values()}) == 1, name


def test_languages_are_called_by_their_english_names() -> None:
    assert [Language(code, "X").english_name for code in ("cy", "pl", "pt-BR", "xx")] == [
        "Welsh",
        "Polish",
        "Portuguese",
        "X",
    ]
