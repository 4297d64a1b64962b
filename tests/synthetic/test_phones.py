import numpy as np
import phonenumbers
import pytest

from aftercall.synthetic.phones import COMPACT, DASHED, PhoneBook
from aftercall.synthetic.tables import compressed_table

BOOK = PhoneBook()


def reserved() -> set[str]:
    ranges = [(row["first"], row["last"]) for row in compressed_table("drama_numbers").to_pylist()]
    bounds = [tuple(int(number.replace(" ", "")) for number in pair) for pair in ranges]
    return {f"+44{number}" for first, last in bounds for number in range(first, last + 1)}


def e164(text: str) -> str:
    parsed = phonenumbers.parse(text.replace("(0)", ""), "GB")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize("form", range(COMPACT, DASHED + 1))
def test_every_number_in_every_format_is_reserved_for_drama(form: int) -> None:
    sampled = np.arange(0, BOOK.size, 7)
    numbers = [e164(text) for text in BOOK.written(sampled, np.full(len(sampled), form)).to_pylist()]
    assert len(set(numbers)) == len(sampled)
    assert set(numbers) <= reserved()


def test_checkers_accept_every_usable_number_except_the_mobiles() -> None:
    firsts = BOOK.written(np.arange(0, BOOK.size, 1000), np.zeros(BOOK.size // 1000, dtype=int)).to_pylist()
    unknown = [text for text in firsts if not phonenumbers.is_valid_number(phonenumbers.parse(text, "GB"))]
    assert unknown == ["07700900000"]
    assert len(firsts) == 15


def test_unsuitable_numbers_are_reserved_but_not_private() -> None:
    slots = BOOK.first_unsuitable + np.arange(0, BOOK.unsuitable, 100)
    numbers = BOOK.written(slots, np.full(len(slots), COMPACT)).to_pylist()
    kinds = {phonenumbers.number_type(phonenumbers.parse(number, "GB")) for number in numbers}
    private = {phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE}
    assert not kinds & private
    assert {e164(number) for number in numbers} <= reserved()


def test_a_negative_slot_is_a_missing_number() -> None:
    assert BOOK.written(np.array([-1]), np.array([DASHED])).to_pylist() == [None]
