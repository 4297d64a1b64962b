"""Telephone numbers: the regular expression and the library are of one mind, and only numbers to call count."""

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.frames.engine import Workspace
from aftercall.frames.phones import by_library, by_pattern, with_e164


def _by_pattern(written: list[str]) -> list[str | None]:
    with Workspace() as workspace:
        table = workspace.hand_in(
            "written", pa.table({"place": range(len(written)), "text": pa.array(written, pa.string())})
        )
        answers = workspace.fetch(table.select("place", e164=by_pattern(table.text)).order_by("place"))
        found: list[str | None] = answers["e164"].to_pylist()
        return found


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("07700 900123", "+447700900123"),
        ("7700900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044-191-498-0001", "+441914980001"),
        ("(01632) 960001", "+441632960001"),
        ("0191 498 0001 ext 12", "+441914980001"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("0808 157 0123", None),
        ("0909 879 0123", None),
        ("0191 498 000", None),
        ("unknown", None),
        ("0000000000", None),
    ],
)
def test_numbers(written: str, e164: str | None) -> None:
    with Workspace() as workspace:
        table = workspace.hand_in("records", pa.table({"phone": [written], "phone_alt": pa.array([None], pa.string())}))
        [row] = workspace.fetch(with_e164(workspace, table, ("phone", "phone_alt"))).to_pylist()
    assert row == {"phone": e164, "phone_alt": None}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.from_regex(r"0[1237][0-9]{8,9}", fullmatch=True), min_size=50, max_size=300, unique=True))
def test_the_pattern_says_nothing_that_the_library_denies(written: list[str]) -> None:
    drama = ("01632960", "07700900", "02896496")
    for text, found in zip(written, _by_pattern(written), strict=True):
        if not text.startswith(drama):
            assert found == by_library(text)


def test_the_pattern_knows_every_kind_of_example() -> None:
    kinds = (
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.UAN,
    )
    examples = [
        phonenumbers.example_number_for_type(region, kind) for region in ("GB", "GG", "IM", "JE") for kind in kinds
    ]
    written = [f"0{number.national_number}" for number in examples if number]
    assert len(written) >= 8
    assert None not in _by_pattern(written)
