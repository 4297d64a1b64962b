"""A mapping applied: the force's columns in, the layout's out, all as text."""

import ibis

from aftercall.frames.checks import tidy
from aftercall.frames.engine import Expression
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.mapping import EXCEL_SERIAL, ExtractMapping

PLACE = ("file", "row")
_EARLIEST_YEAR = 1800
_EXCEL_EPOCH = "1899-12-30"

_try_strptime = ibis.udf.scalar.builtin(
    lambda _text, _format: None, name="try_strptime", signature=(("string", "string"), "timestamp")
)


def mapped(delivered: Expression, mapping: ExtractMapping) -> Expression:
    """The columns of PLACE and of the layout. A column that the file has not is null, or its default."""
    return delivered.select(*PLACE, **{name: _value(delivered, mapping, name) for name in NAMES})


def _value(delivered: Expression, mapping: ExtractMapping, name: str) -> Expression:
    """Translated, then dated, then flagged, then filled in where blank."""
    column = mapping.column(name)
    text = delivered[column] if column in delivered.columns else ibis.null("string")
    if table := mapping.values.get(name):
        text = tidy(text).lower().cases(*table.items(), else_=text)
    if formats := mapping.dates.get(name):
        text = _iso(tidy(text), formats)
    if name == "flags" and mapping.flags:
        text = _flags(delivered, mapping, text)
    if name in mapping.defaults:
        text = ibis.coalesce(tidy(text), mapping.defaults[name])
    return text


def _iso(text: Expression, formats: tuple[str, ...]) -> Expression:
    """The day by the first format that fits, as year-month-day; the text as it is where none does."""
    days = (_serial(text) if form == EXCEL_SERIAL else _day(text, form) for form in formats)
    return ibis.coalesce(*(day.cast("string") for day in days), text)


def _day(text: Expression, form: str) -> Expression:
    """Two digits where four were expected are no year of a victim's life: the next format has its turn."""
    day = _try_strptime(text, form).date()
    return ibis.ifelse(day.year() >= _EARLIEST_YEAR, day, ibis.null("date"))


def _serial(text: Expression) -> Expression:
    days = text.re_extract(r"^([0-9]{1,6})([.][0-9]+)?$", 1).nullif("").try_cast("int64")
    return (ibis.timestamp(_EXCEL_EPOCH) + days.as_interval("D")).date()


def _flags(delivered: Expression, mapping: ExtractMapping, written: Expression) -> Expression:
    def lookup(column: str) -> Expression:
        return tidy(delivered[column]).lower()

    words = [ibis.ifelse(condition.holds(lookup), f"{flag};", "") for flag, condition in mapping.flags.items()]
    return tidy(written).fill_null("") + ibis.literal(";").concat(*words)
