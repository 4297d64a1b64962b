"""Apply a mapping: from the force's columns to the layout's, all as text."""

import ibis
import ibis.expr.types as ir

from aftercall.frames.checks import tidy
from aftercall.frames.layout import NAMES
from aftercall.frames.reading.mapping import EXCEL_SERIAL, ExtractMapping
from aftercall.frames.unknown_values import ERROR, holds_unknown

PLACE = ("file", "row")
_FALSE = ibis.literal(value=False)
_EARLIEST_YEAR = 1800
_EXCEL_EPOCH, _EPOCH_1904 = "1899-12-30", "1904-01-01"

_try_strptime = ibis.udf.scalar.builtin(
    lambda _text, _format: None, name="try_strptime", signature=(("string", "string"), "timestamp")
)


def mapped(delivered: ir.Table, mapping: ExtractMapping, *, from_1904: bool = False) -> ir.Table:
    """The columns of PLACE and of the layout. A column that the file lacks is null, or its default. `from_1904`: the
    epoch of dates that are serial numbers."""
    epoch = _EPOCH_1904 if from_1904 else _EXCEL_EPOCH
    return delivered.select(*PLACE, **{name: _value(delivered, mapping, name, epoch) for name in NAMES})


def _value(delivered: ir.Table, mapping: ExtractMapping, name: str, epoch: str) -> ir.StringValue:
    """Translate the value, parse its date, add its flags, and fill in the default where it is blank."""
    column = mapping.column(name)
    text = delivered[column] if column in delivered.columns else ibis.null("string")
    if table := mapping.values.get(name):
        text = tidy(text).lower().cases(*table.items(), else_=text)
    if formats := mapping.dates.get(name):
        text = _iso(tidy(text), formats, epoch)
    if name == "flags" and mapping.flags:
        text = _flags(delivered, mapping, text)
    if name in mapping.defaults:
        text = ibis.coalesce(tidy(text), mapping.defaults[name])
    return text


def _iso(text: ir.StringValue, formats: tuple[str, ...], epoch: str) -> ir.StringValue:
    """The day as year-month-day, by the first format that fits; the unchanged text where none does."""
    days = (_serial(text, epoch) if form == EXCEL_SERIAL else _day(text, form) for form in formats)
    return ibis.coalesce(*(day.cast("string") for day in days), text)


def _day(text: ir.StringValue, form: str) -> ir.DateValue:
    """Null for a year too early for any victim, such as 25 for 2025, so that the next format is tried."""
    day = _try_strptime(text, form).date()
    return ibis.ifelse(day.year() >= _EARLIEST_YEAR, day, ibis.null("date"))


def _serial(text: ir.StringValue, epoch: str) -> ir.DateValue:
    days = text.re_extract(r"^([0-9]{1,6})([.][0-9]+)?$", 1).nullif("").try_cast("int64")
    return (ibis.timestamp(epoch) + days.as_interval("D")).date()


def _flags(delivered: ir.Table, mapping: ExtractMapping, written: ir.StringValue) -> ir.StringValue:
    def lookup(column: str) -> ir.StringValue:
        return tidy(delivered[column]).lower()

    words = [ibis.ifelse(condition.holds(lookup), f"{flag};", "") for flag, condition in mapping.flags.items()]
    columns = sorted({column for condition in mapping.flags.values() for column in condition.columns})
    # Then nobody knows whether the condition holds, and the row is rejected.
    unknown = ibis.or_(*(holds_unknown(lookup(column)).fill_null(_FALSE) for column in columns))
    words.append(ibis.ifelse(unknown, ERROR, ""))
    return tidy(written).fill_null("") + ibis.literal(";").concat(*words)
