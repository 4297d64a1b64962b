"""The date field with three boxes."""

from datetime import date

import pytest
from django import forms

from aftercall.core.fields import DayField, DayWidget


class BirthdayForm(forms.Form):
    birthday = DayField(label="Date of birth")
    wedding = DayField(label="Wedding day", required=False)


def typed(day: str, month: str, year: str) -> BirthdayForm:
    return BirthdayForm({"birthday_0": day, "birthday_1": month, "birthday_2": year})


def test_three_boxes_make_a_date() -> None:
    form = typed("31", "3", "1980")
    assert form.is_valid()
    assert form.cleaned_data == {"birthday": date(1980, 3, 31), "wedding": None}


@pytest.mark.parametrize(
    ("boxes", "error"),
    [
        (("31", "2", "1980"), "Enter a real date, such as 31 3 1980"),
        (("31", "", "1980"), "Enter a real date, such as 31 3 1980"),
        (("1", "1", "99999999999999999999"), "Enter a real date, such as 31 3 1980"),
        (("1", "May", "1980"), "Enter the date in numbers, such as 31 3 1980"),
        (("", "", ""), "Enter the date of birth"),
    ],
)
def test_an_invalid_date_gives_one_error(boxes: tuple[str, str, str], error: str) -> None:
    assert typed(*boxes).errors == {"birthday": [error]}


def test_an_initial_date_is_shown_in_its_boxes() -> None:
    assert DayWidget().decompress(date(1980, 3, 31)) == [31, 3, 1980]
