"""Apply a mapping: from the force's columns to the layout's, all as text."""

import ibis
import ibis.expr.types as ir

from aftercall.frames.checks import tidy
from aftercall.frames.engine import Workspace
from aftercall.frames.layout import DATES, FIRST_SERIAL, NAMES, NO_BIRTH_DATE
from aftercall.frames.reading.mapping import EXCEL_SERIAL, ExtractMapping
from aftercall.frames.unknown_values import ERROR, holds_unknown

PLACE = ("file", "row")
_FALSE = ibis.literal(value=False)
_EARLIEST_YEAR = 1800
_OLDEST_BY_TWO_DIGITS = 105  # years
_EXCEL_EPOCH, _EPOCH_1904 = "1899-12-30", "1904-01-01"

_DAY_LENGTH = len("2025-01-31")
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?( ?[+-][0-9]{2}(:?[0-9]{2})?|Z)?$"

_try_strptime = ibis.udf.scalar.builtin(
    lambda _text, _format: None, name="try_strptime", signature=(("string", "string"), "timestamp")
)


def mapped(workspace: Workspace, delivered: ir.Table, mapping: ExtractMapping, *, from_1904: bool = False) -> ir.Table:
    """The columns of PLACE and of the layout. A column that the file lacks is null, or its default. `from_1904`: the
    epoch of dates that are serial numbers.

    Each step is a view: otherwise the statement repeats a date's text a thousand times.
    """
    epoch = _EPOCH_1904 if from_1904 else _EXCEL_EPOCH
    table = delivered.select(*PLACE, **{name: _translated(delivered, mapping, name) for name in NAMES})
    for name in DATES:  # the day reported before the birth date, which depends on it
        if formats := mapping.dates.get(name):
            text = workspace.create_view(f"text_of_{name}", table.mutate(**{name: tidy(table[name])}))
            iso = _iso(text[name], formats, epoch, text.reported_on if name == "date_of_birth" else None)
            table = workspace.create_view(f"iso_{name}", text.mutate(**{name: iso}))
    table = workspace.create_view("without_times", table.mutate(**{name: _without_time(table[name]) for name in DATES}))
    defaults = {name: ibis.coalesce(tidy(table[name]), default) for name, default in mapping.defaults.items()}
    return table.mutate(**defaults) if defaults else table


def _translated(delivered: ir.Table, mapping: ExtractMapping, name: str) -> ir.StringValue:
    """The value as the mapping translates it, with the flags that the row has by its conditions."""
    column = mapping.column(name)
    text = delivered[column] if column in delivered.columns else ibis.null("string")
    if table := mapping.values.get(name):
        text = tidy(text).lower().cases(*table.items(), else_=text)
    return _flags(delivered, mapping, text) if name == "flags" and mapping.flags else text


def _iso(text: ir.StringValue, formats: tuple[str, ...], epoch: str, reported: ir.StringValue | None) -> ir.StringValue:
    """The day as year-month-day, by the first format that fits; the unchanged text where none does. `reported`: the
    day reported, where the text is a birth date."""
    days = []
    for form in formats:
        if form == EXCEL_SERIAL:
            days.append(_serial(text, epoch, is_birth_date=reported is not None))
        elif "%y" in form and reported is not None:
            days.append(_birth_date(_day(text, form), reported))
        else:
            days.append(_day(text, form))
    return ibis.coalesce(*(day.cast("string") for day in days), text)


def _without_time(text: ir.StringValue) -> ir.StringValue:
    """The day of a time written as year-month-day and hours; with an offset, the day in London."""
    # Few values are longer than a date, and the length costs little.
    time = ibis.ifelse(text.length() > _DAY_LENGTH, text.strip(), ibis.null("string"))
    time = ibis.ifelse(time.re_search(_TIME), time.re_replace(" ([+-])", r"\1"), ibis.null("string"))
    # The workspace's time zone is London.
    return ibis.coalesce(time.try_cast("timestamp('UTC')").date().cast("string"), text)


def _day(text: ir.StringValue, form: str) -> ir.DateValue:
    """Null for a year too early for any victim, such as 25 for 2025, so that the next format is tried."""
    day = _try_strptime(text, form).date()
    return ibis.ifelse(day.year() >= _EARLIEST_YEAR, day, ibis.null("date"))


def _birth_date(day: ir.DateValue, reported: ir.StringValue) -> ir.DateValue:
    """A birth date with a year of two digits, in the century that makes sense.

    It is never after the report. Where both centuries are possible, the person is very old rather than an infant:
    infants are hardly ever recorded as victims, and older children would be too old in the earlier century.
    """
    earlier = day - ibis.interval(years=100)
    is_possible = earlier + ibis.interval(years=_OLDEST_BY_TWO_DIGITS) >= reported.try_cast("date")
    return ibis.ifelse((day.year() >= 2000) & is_possible, earlier.cast("date"), day)


def _serial(text: ir.StringValue, epoch: str, *, is_birth_date: bool) -> ir.DateValue:
    """Null for a number that is rather a year or an age than a day. A birth date of 0 or 1 is the placeholder that it
    is shown as."""
    days = text.re_extract(r"^([0-9]{1,6})([.][0-9]+)?$", 1).nullif("").try_cast("int64")
    day = (ibis.timestamp(epoch) + days.as_interval("D")).date()
    placeholder = ibis.ifelse(days <= 1, ibis.date(NO_BIRTH_DATE), ibis.null("date"))
    return ibis.ifelse(days >= FIRST_SERIAL, day, placeholder if is_birth_date else ibis.null("date"))


def _flags(delivered: ir.Table, mapping: ExtractMapping, written: ir.StringValue) -> ir.StringValue:
    def lookup(column: str) -> ir.StringValue:
        return tidy(delivered[column]).lower()

    words = [ibis.ifelse(condition.holds(lookup), f"{flag};", "") for flag, condition in mapping.flags.items()]
    columns = sorted({column for condition in mapping.flags.values() for column in condition.columns})
    # Then nobody knows whether the condition holds, and the row is rejected.
    unknown = ibis.or_(*(holds_unknown(lookup(column)).fill_null(_FALSE) for column in columns))
    words.append(ibis.ifelse(unknown, ERROR, ""))
    return tidy(written).fill_null("") + ibis.literal(";").concat(*words)
