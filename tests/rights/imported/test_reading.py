"""A force's own list: what it may look like, and one line for each mistake."""

import pytest

from aftercall.core.list_files import ListRefused
from aftercall.errors import BadInput
from aftercall.rights.imported import reading
from aftercall.rights.imported.reading import read_list_of_people

LIST = b"""\xef\xbb\xbfFirst name,Last name,date_of_birth,Phone number,postcode,Address,Whole household
 Ann ,Example,31/03/1980,07700 900123,zz99 1aa,"14 Elm Road,
Northtown",yes

Bob,Sample,1950-01-31,,,,no
"""


def test_a_list_has_a_person_in_each_row_in_the_words_of_an_extract() -> None:
    ann, bob = read_list_of_people(LIST, "old.csv")
    assert ann.values == {
        "first_name": "Ann",
        "last_name": "Example",
        "date_of_birth": "1980-03-31",
        "phone": "07700 900123",
        "postcode": "zz99 1aa",
        "address": "14 Elm Road, Northtown",
    }
    assert (ann.whole_household, bob.whole_household) == (True, False)
    assert (bob.row, bob.values["date_of_birth"]) == (5, "1950-01-31")
    assert "Ann" not in repr(ann)


def test_every_mistake_gets_one_line_that_never_repeats_a_value() -> None:
    rows = (
        b"first_name,date_of_birth,phone,email,postcode,whole_household\n"
        b"Ann,31.31.1980,0900 secret,@,SW1,perhaps\n"
        b"Bob,01/01/1900,,,,\n"
        b"Carol,too,few\n"
    )
    with pytest.raises(ListRefused) as refused:
        read_list_of_people(rows, "old.csv")
    assert [line.split(": ")[0] for line in refused.value.lines] == [
        "old.csv, row 2, date_of_birth",
        "old.csv, row 2, phone",
        "old.csv, row 2, email",
        "old.csv, row 2, postcode",
        "old.csv, row 2, whole_household",
        "old.csv, row 3, date_of_birth",
        "old.csv, row 4",
    ]
    assert str(refused.value) == refused.value.lines[0]
    assert not any(value in "".join(refused.value.lines) for value in ("Ann", "secret", "SW1", "perhaps", "31.31"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"first_name\n", "lists nobody"),
        (b"first_name,surname 7\nAnn,x\n", r"column \(not readable as a name\): is not known"),
        (b"first_name,nickname\nAnn,x\n", "column nickname: is not known; use only first_name"),
        (b"phone,phone number\n1,2\n", "column phone: occurs more than once"),
        (b"first_name\n\xff\n", "save it as .CSV UTF-8"),
        (b'first_name\n"Ann\n', "row 2: is not valid CSV"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_line(content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_list_of_people(content, "old.csv")


def test_a_list_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    with pytest.raises(BadInput, match="more than 1 rows"):
        read_list_of_people(b"first_name\nAnn\nBob\n", "old.csv")


def test_a_value_of_any_length_is_judged_quickly() -> None:
    """Judged as an email address, it took minutes."""
    long = b"a@" + b"." * 100_000 + b"@"
    with pytest.raises(ListRefused, match="row 2, email: is longer than 300 characters"):
        read_list_of_people(b"first_name,last_name,email\nAnn,Example," + long + b"\n", "list.csv")
