"""One way of writing each value, and HMAC in the engine as Python has it."""

import hashlib
import hmac

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.frames.checks import tidied, with_faults
from aftercall.frames.engine import Workspace
from aftercall.frames.hashing import keyed, with_hmac
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised


def _normalised(values: dict[str, str]) -> dict[str, object]:
    with Workspace() as workspace:
        columns = {name: pa.array([values.get(name)], pa.string()) for name in NAMES}
        raw = workspace.hand_in("raw", pa.table(columns))
        [row] = workspace.fetch(normalised(workspace, with_faults(tidied(raw)))).to_pylist()
        return dict(row)


@pytest.mark.parametrize(
    ("given_name", "forename", "family_name", "surname"),
    [
        ("Zoë", "zoe", "O’Neill-Müller", "oneillmuller"),
        ("ŁUKASZ Jan", "lukasz", "Østergård", "ostergard"),
        ("Mary-Jane", "mary", "  Smith\u00a0 Jones ", "smithjones"),
        ("Zoe\u0308", "zoe", "Nguyễn", "nguyen"),
        ("Οδυσσέας", "οδυσσεας", "Иванов", "иванов"),
        ("N/K", None, "Unknown", None),
        ("", None, "123", None),
    ],
)
def test_names_are_folded_to_compare_and_kept_to_show(
    given_name: str, forename: str | None, family_name: str, surname: str | None
) -> None:
    row = _normalised({"first_name": given_name, "last_name": family_name})
    assert (row["forename"], row["surname"]) == (forename, surname)
    assert row["first_name"] == (given_name or None)


def test_the_other_values() -> None:
    row = _normalised(
        {
            "email": " Zoe@Example.COM ",
            "postcode": "za1  1aa",
            "sex": "F",
            "language": "Polish",
            "flags": "Deceased ; open_complaint;",
            "date_of_birth": "1900-01-01",
            "victim_kind": "Person",
        }
    )
    assert (row["email"], row["postcode"], row["district"]) == ("zoe@example.com", "ZA11AA", "ZA1")
    assert (row["sex"], row["language"], row["victim_kind"]) == ("female", "polish", "person")
    assert row["flags"] == ";deceased;open_complaint;;"
    assert row["born"] is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("za1 1aa", "ZA11AA"),
        ("ZA1-1AA.", "ZA11AA"),
        ("ZA1 OAA", "ZA10AA"),
        ("ZZ99 3VZ", None),
        ("ZA1", None),
        ("12345", None),
    ],
)
def test_postcodes(written: str, read: str | None) -> None:
    assert _normalised({"postcode": written})["postcode"] == read


@settings(max_examples=20, deadline=None)
@given(
    st.binary(min_size=1, max_size=100),
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1),
)
def test_hmac_is_that_of_the_standard(key: bytes, texts: list[str]) -> None:
    with Workspace() as workspace:
        table = workspace.hand_in("texts", pa.table({"place": range(len(texts)), "text": pa.array(texts, pa.string())}))
        hashed = with_hmac(table, keyed(workspace, key, "key"), table.text, "digest")
        digests = workspace.fetch(hashed.order_by("place"))["digest"].to_pylist()
    assert digests == [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in texts]
