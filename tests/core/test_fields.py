"""The date field, which is entered in three number fields."""

from datetime import date

import pytest
from django import forms

from aftercall.core.fields import DayField, DayWidget


class BirthdayForm(forms.Form):
    birthday = DayField(label="Date of birth")
    wedding = DayField(label="Wedding day", required=False)


def form_with(day: str, month: str, year: str) -> BirthdayForm:
    return BirthdayForm({"birthday_0": day, "birthday_1": month, "birthday_2": year})


def test_a_day_a_month_and_a_year_make_a_date() -> None:
    form = form_with("31", "3", "1980")
    assert form.is_valid()
    assert form.cleaned_data == {"birthday": date(1980, 3, 31), "wedding": None}


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (("31", "2", "1980"), "Enter a real date, such as 31 3 1980"),
        (("31", "", "1980"), "Enter a real date, such as 31 3 1980"),
        (("1", "1", "99999999999999999999"), "Enter a real date, such as 31 3 1980"),
        (("1", "May", "1980"), "Enter the date in numbers, such as 31 3 1980"),
        (("", "", ""), "Enter the date of birth"),
    ],
)
def test_an_invalid_date_gives_one_error(parts: tuple[str, str, str], error: str) -> None:
    assert form_with(*parts).errors == {"birthday": [error]}


def test_an_initial_date_is_split_into_day_month_and_year() -> None:
    assert DayWidget().decompress(date(1980, 3, 31)) == [31, 3, 1980]
