"""What the program says about an answer that it can't accept, in the languages that it knows.

A questionnaire's own messages are in the questionnaire.
"""

from aftercall.instrument.language_names import primary
from aftercall.instrument.languages import ENGLISH

MESSAGES = {
    "no_answer": {
        "en": "Enter an answer",
        "cy": "Rhowch ateb",
        "pl": "Proszę podać odpowiedź",
    },
    "not_combined": {
        "en": "‘{label}’ cannot be combined with other answers",
        "cy": "Nid oes modd cyfuno ‘{label}’ ag atebion eraill",
        "pl": "Odpowiedzi „{label}” nie można łączyć z innymi",
    },
    "not_a_choice": {
        "en": "Choose one of the answers: {keys}",
        "cy": "Dewiswch un o’r atebion: {keys}",
        "pl": "Proszę wybrać jedną z odpowiedzi: {keys}",
    },
    "too_long": {
        "en": "Shorten the answer to {most} characters; it has {length}",
        "cy": "Byrhewch yr ateb i {most} nod; mae ynddo {length}",
        "pl": "Proszę skrócić odpowiedź do {most} znaków; ma ich {length}",
    },
    "whole_number": {
        "en": "Enter a whole number, such as 12",
        "cy": "Rhowch rif cyfan, er enghraifft 12",
        "pl": "Proszę podać liczbę całkowitą, na przykład 12",
    },
    "number": {
        "en": "Enter a number, such as 12 or 12.5",
        "cy": "Rhowch rif, er enghraifft 12 neu 12.5",
        "pl": "Proszę podać liczbę, na przykład 12 lub 12,5",
    },
    "ambiguous_comma": {
        "en": "Enter {without} or {point}: a comma here could mean either",
        "cy": "Rhowch {without} neu {point}: gallai coma yma olygu’r naill neu’r llall",
        "pl": "Proszę podać {without} albo {point}: przecinek może tu oznaczać jedno lub drugie",
    },
    "date": {
        "en": "Enter a date with day, month and year, such as 31 3 2026",
        "cy": "Rhowch ddyddiad gyda’r diwrnod, y mis a’r flwyddyn, er enghraifft 31 3 2026",
        "pl": "Proszę podać datę z dniem, miesiącem i rokiem, na przykład 31 3 2026",
    },
    "real_date": {
        "en": "Enter a real date, such as 31 3 2026",
        "cy": "Rhowch ddyddiad sy’n bod, er enghraifft 31 3 2026",
        "pl": "Proszę podać datę, która istnieje, na przykład 31 3 2026",
    },
}


def message(name: str, language: str, **values: object) -> str:
    """A message in the language with this code, or in English if the program does not know it."""
    return MESSAGES[name][message_language(language)].format(**values)


def message_language(language: str) -> str:
    """The code of the language in which messages are said where this one is spoken."""
    code = primary(language)
    return code if code in MESSAGES["no_answer"] else ENGLISH.code
