"""The text of a value as the extract says it, whatever data frames and spreadsheets made of it on the way.

Numbers end in .0 where a column of whole numbers had a gap, and a gap is then called nan or NaT. A number too large to
be exact becomes one in scientific notation, which `checks` finds.
"""

MAX_EXACT = 10**15  # a spreadsheet keeps 15 digits
_MAX_EXACT_DOUBLE, _MAX_EXACT_FLOAT = 2**53, 2**24
_GAPS = ("nan", "NaN", "NaT", "<NA>")
# These may be somebody's name.
NAME_FIELDS = ("title", "first_name", "last_name")


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def as_delivered(column: str, *, is_name: bool) -> str:
    """SQL for the text of a column without what a data frame added. `column`: in SQL, a text."""
    whole = rf"CASE WHEN {column} LIKE '%.0' AND regexp_full_match({column}, '\s*[0-9]+\.0') "
    whole += f"THEN left({column}, -2) ELSE {column} END"
    gaps = ", ".join(f"'{gap}'" for gap in _GAPS)
    return whole if is_name else f"CASE WHEN {column} IN ({gaps}) THEN NULL ELSE {whole} END"


def parquet_as_text(name: str, kind: str, *, unknown: str) -> str:
    """SQL for the text of a Parquet column of this type. `unknown`: the text for a number that is no number, such as
    infinity."""
    column = quoted(name)
    text = f"CAST({column} AS VARCHAR)"
    if kind.startswith("TIMESTAMP"):
        # With a time zone, the day is that of London: it is the workspace's time zone.
        text = f"CAST(CAST({column} AS DATE) AS VARCHAR)"
    elif kind in {"DOUBLE", "FLOAT"}:
        text = _number_as_text(column, kind, unknown)
    elif kind.startswith("DECIMAL"):
        text = rf"regexp_replace({text}, '\.0+$', '')"
    return f"nullif({text}, '')"


def _number_as_text(column: str, kind: str, unknown: str) -> str:
    most = _MAX_EXACT_DOUBLE if kind == "DOUBLE" else _MAX_EXACT_FLOAT
    return (
        f"CASE WHEN isnan({column}) THEN NULL WHEN isinf({column}) THEN '{unknown}' "
        f"WHEN abs({column}) >= {most} THEN printf('%.14E', CAST({column} AS DOUBLE)) "
        f"WHEN {column} = trunc({column}) THEN CAST(TRY_CAST({column} AS BIGINT) AS VARCHAR) "
        f"ELSE CAST({column} AS VARCHAR) END"
    )


def large_number_as_text(value: float) -> str:
    """A number of a spreadsheet that has more digits than a spreadsheet keeps."""
    return f"{value:.14E}"
