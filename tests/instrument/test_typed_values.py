import pytest

from aftercall.instrument.typed_values import UnreadableError, read_date, read_decimal


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("12", "12"), ("12.50", "12.5"), ("12,5", "12.5"), ("007", "7"), (".5", "0.5"), ("0,00", "0"), ("1.234", "1.234")],
)
def test_a_number_may_be_typed_with_a_point_or_a_comma(typed: str, stored: str) -> None:
    assert read_decimal(typed) == stored


@pytest.mark.parametrize("typed", ["", ".", "x", "-1", "1.2.3", "1e3", "1 000", "٣"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableError, match=r"Enter a number, such as 12 or 12\.5"):
        read_decimal(typed)


def test_a_comma_that_may_separate_thousands_is_asked_about() -> None:
    with pytest.raises(UnreadableError, match=r"Enter 1234 or 1\.234: a comma here could mean either"):
        read_decimal("1,234")


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-31",
        "31/3/2026",
        "31.03.2026",
        "31-3-2026",
        "31 3 2026",
        "31 March 2026",
        "31st mar 2026",
        "31 Mawrth 2026",
        "31ain Mawrth 2026",
        "31 marca 2026",
        "31 of March, 2026",
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_date(typed) == "2026-03-31"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("31/3/26", "Enter a date with day, month and year, such as 31 3 2026"),
        ("3/31/2026", "Enter a real date, such as 31 3 2026"),
        ("30 February 2026", "Enter a real date"),
        ("31 Marz 2026", "Enter a date with day, month and year"),
        ("soon", "Enter a date with day, month and year"),
        ("0000-01-01", "Enter a real date"),
    ],
)
def test_what_is_no_date_is_refused_with_what_to_type(typed: str, problem: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_date(typed)
    assert problem in str(refused.value)
