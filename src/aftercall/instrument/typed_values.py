"""Numbers and dates as people type them, read into the form in which they are stored."""

import re
from datetime import date

from aftercall.instrument.languages import ENGLISH
from aftercall.instrument.messages import message

_WHOLE_NUMBER = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"([0-9]{0,15})(?:[.,]([0-9]{1,15}))?")
# Either a decimal comma or a separator of thousands.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NUMERIC_DATE = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})")
_WRITTEN_DATE = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|af|ail|fed|ain|eg)?\s+(?:of\s+)?([^\W\d_]+),?\s+([0-9]{4})")
_MONTHS = (
    ("january", "jan", "ionawr", "stycznia", "styczeń"),
    ("february", "feb", "chwefror", "lutego", "luty"),
    ("march", "mar", "mawrth", "marca", "marzec"),
    ("april", "apr", "ebrill", "kwietnia", "kwiecień"),
    ("may", "mai", "maja", "maj"),
    ("june", "jun", "mehefin", "czerwca", "czerwiec"),
    ("july", "jul", "gorffennaf", "lipca", "lipiec"),
    ("august", "aug", "awst", "sierpnia", "sierpień"),
    ("september", "sep", "sept", "medi", "września", "wrzesień"),
    ("october", "oct", "hydref", "października", "październik"),
    ("november", "nov", "tachwedd", "listopada", "listopad"),
    ("december", "dec", "rhagfyr", "grudnia", "grudzień"),
)
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}


class UnreadableError(ValueError):
    """What was typed can't be read. The text says what to type instead; `said_in` says it in another language."""

    def __init__(self, name: str, **values: str) -> None:
        super().__init__(message(name, ENGLISH.code, **values))
        self._name, self._values = name, values

    def said_in(self, language: str) -> str:
        """The text in the language with this code."""
        return message(self._name, language, **self._values)


def read_whole_number(typed: str) -> str:
    """A whole number from 0, without leading zeros. Raises UnreadableError."""
    if not _WHOLE_NUMBER.fullmatch(typed):
        raise UnreadableError("whole_number")
    return str(int(typed))


def read_decimal(typed: str) -> str:
    """A number from 0 with a decimal point, without needless zeros; it may be typed with a point or a comma. Raises
    UnreadableError, including where a comma could separate thousands."""
    if _AMBIGUOUS.fullmatch(typed):
        without = typed.replace(",", "")
        raise UnreadableError("ambiguous_comma", without=without, point=typed.replace(",", "."))
    found = _DECIMAL.fullmatch(typed)
    if found is None or not (found[1] or found[2]):
        raise UnreadableError("number")
    decimals = (found[2] or "").rstrip("0")
    return str(int(found[1] or "0")) + (f".{decimals}" if decimals else "")


def read_date(typed: str) -> str:
    """A date in ISO 8601: typed so, as 31/3/2026 (day first), or with the month in words in English, Welsh or Polish.
    Raises UnreadableError."""
    parts = _date_parts(typed.lower())
    if parts is None:
        raise UnreadableError("date")
    try:
        return date(*parts).isoformat()
    except ValueError:
        raise UnreadableError("real_date") from None


def _date_parts(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if found := _ISO_DATE.fullmatch(typed):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMERIC_DATE.fullmatch(typed):
        return int(found[3]), int(found[2]), int(found[1])
    found = _WRITTEN_DATE.fullmatch(typed)
    if found is None or found[2] not in _MONTH_NUMBER:
        return None
    return int(found[3]), _MONTH_NUMBER[found[2]], int(found[1])
