"""Telephone numbers: the patterns and the library agree, and only numbers that reach a person count."""

import phonenumbers
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.phones import (
    NUMBER_KINDS,
    classified,
    classify,
    count_number_kinds,
    digits,
    e164_by_pattern,
    kind_by_pattern,
    needs_library,
)

type Classified = tuple[str | None, str | None]


def _by_pattern(written: list[str]) -> list[Classified]:
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow(
            "written", pa.table({"place": range(len(written)), "text": pa.array(written, pa.string())})
        )
        number = digits(table.text)
        found = table.select("place", e164=e164_by_pattern(number), kind=kind_by_pattern(number))
        answers = workspace.fetch(found.order_by("place"))
        return [(row["e164"], row["kind"]) for row in answers.to_pylist()]


def _classified(written: list[str]) -> dict[str, Classified]:
    """As in a frame, by what was written."""
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow("records", pa.table({"written": pa.array(written, pa.string())}))
        rows = workspace.fetch(classified(workspace, table)).to_pylist()
        return {row["written"]: (row["e164"], row["kind"]) for row in rows}


_NUMBERS: dict[str, Classified] = {
    "07700 900123": ("+447700900123", "mobile"),
    "7700900123": ("+447700900123", "mobile"),
    "+44 (0)7700 900123": ("+447700900123", "mobile"),
    "07700 900123 ext 4": ("+447700900123", "mobile"),
    "Tel: 01632 960123": ("+441632960123", "landline"),
    "0044-191-498-0001": ("+441914980001", "landline"),
    "(01632) 960001": ("+441632960001", "landline"),
    "0191 498 0001 ext 12": ("+441914980001", "landline"),
    "020 7946 0123": ("+442079460123", "landline"),
    "028 9649 6123": ("+442896496123", "landline"),
    "0306 999 0123": ("+443069990123", "company"),
    "0909 879 0123": (None, "premium"),
    "0808 157 0123": (None, "service"),
    "0191 498 000": (None, "unreal"),
    "+44 7700 90012": (None, "unreal"),
    "999": (None, "unreal"),
    "unknown": (None, "unreal"),
    "0000000000": (None, "unreal"),
    "07700 900123 (work)": ("+447700900123", "mobile"),
    "mum's 01632 960001": ("+441632960001", "landline"),
    "07700 900123 / 01632 960001": ("+447700900123", "mobile"),
    "0808 157 0123 (work)": (None, "service"),
}


def test_numbers() -> None:
    assert _classified(list(_NUMBERS)) == _NUMBERS


def test_every_value_is_counted() -> None:
    with DuckDBWorkspace() as workspace:
        columns = {
            "phone": ["07700 900123", "0909 879 0123", None],
            "phone_alt": ["07700 900123", "x", "020 7946 0123"],
        }
        counts = count_number_kinds(
            workspace, workspace.register_arrow("records", pa.table(columns)), ("phone", "phone_alt")
        )
    assert counts == {"mobile": 2, "landline": 1, "premium": 1, "unreal": 1}


_WRITTEN = st.one_of(
    st.from_regex(r"(\+44|0044|44|0|)[ -]?[0-9]{5,13}", fullmatch=True),
    st.from_regex(r"0[1-9][0-9]{2,3} [0-9]{3} [0-9]{3,4}( ext [0-9]{1,3}|/07700 900123)?", fullmatch=True),
)


@settings(max_examples=4)
@given(st.lists(_WRITTEN, min_size=50, max_size=300, unique=True))
def test_numbers_that_skip_the_library_get_its_result(written: list[str]) -> None:
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow("written", pa.table({"text": pa.array(written, pa.string())}))
        number = digits(table.text)
        found = table.select("text", e164=e164_by_pattern(number), unmatched=needs_library(table.text, number))
        rows = workspace.fetch(found).to_pylist()
    for row in rows:
        if row["unmatched"] is None:
            assert row["e164"] == classify(row["text"])[0], row["text"]


# The library's own examples from every region. Those of a kind that is not called are refused everywhere.
_KINDS = {
    PhoneNumberType.FIXED_LINE: True,
    PhoneNumberType.MOBILE: True,
    PhoneNumberType.PREMIUM_RATE: False,
    PhoneNumberType.TOLL_FREE: False,
    PhoneNumberType.SHARED_COST: False,
    PhoneNumberType.PAGER: False,
}


_REGIONS = ("GB", "GG", "IM", "JE", "IE", "FR", "PL", "US", "IN", "NG")


def test_examples_of_every_kind_in_britain_and_abroad() -> None:
    examples = {
        phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL): (wanted, region in _REGIONS[:4])
        for region in _REGIONS
        for kind, wanted in _KINDS.items()
        if (number := phonenumbers.example_number_for_type(region, kind))
    }
    assert len(examples) > 30
    for written, (e164, kind) in _classified(list(examples)).items():
        wanted, home = examples[written]
        assert (e164 is not None, kind == "abroad") == (wanted, wanted and not home), written


@settings(max_examples=4)
@given(st.lists(st.from_regex(r"0[1-9][0-9]{7,9}", fullmatch=True), min_size=100, max_size=400, unique=True))
def test_the_patterns_agree_with_the_library(written: list[str]) -> None:
    callable_codes = {kind.code for kind in NUMBER_KINDS if kind.callable}
    for text, found in zip(written, _by_pattern(written), strict=True):
        classified_by_library = classify(text)
        assert found == (classified_by_library if classified_by_library[1] in callable_codes else (None, None))


_DRAMA = st.one_of(
    st.integers(7700900000, 7700900999),
    st.integers(1632960000, 1632960999),
    st.integers(1134960000, 1134960999),
    st.integers(2079460000, 2079460999),
    st.integers(2896496000, 2896496999),
)
_FORMATS = st.sampled_from([PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966])
_AROUND = st.sampled_from(["{}", " {} ", "{} ext 12", "Tel {}", "{} (work)", "({})"])


@settings(max_examples=30)
@given(st.lists(st.tuples(_DRAMA, _FORMATS, _AROUND), min_size=1, max_size=40))
def test_drama_numbers_are_accepted_in_every_format(
    drawn: list[tuple[int, int, str]],
) -> None:
    for national, form, around in drawn:
        number = PhoneNumber(country_code=44, national_number=national)
        written = around.format(phonenumbers.format_number(number, form))
        assert classify(written)[0] == f"+44{national}"


@settings(max_examples=4)
@given(st.lists(st.tuples(_DRAMA, _FORMATS), min_size=1, max_size=100))
def test_patterns_and_library_write_a_number_the_same_way(drawn: list[tuple[int, int]]) -> None:
    numbers = [(PhoneNumber(country_code=44, national_number=national), form) for national, form in drawn]
    written = [phonenumbers.format_number(number, form) for number, form in numbers]
    for (national, _), text, (e164, _) in zip(drawn, written, _by_pattern(written), strict=True):
        assert e164 in {f"+44{national}", None}
        assert e164 is not None or text.startswith("tel:")
