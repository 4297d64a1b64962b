"""Values are normalised, and the engine's keyed hashes are those of sha256sum."""

import hashlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftercall.frames.engine import DuckDBWorkspace
from aftercall.frames.hashing import key_table, with_keyed_hash
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import resolve_unmatched


def _normalised(values: dict[str, str]) -> dict[str, object]:
    with DuckDBWorkspace() as workspace:
        places = {name: pa.array([0], pa.int64()) for name in ("file", "row")}
        columns = {name: pa.array([values.get(name)], pa.string()) for name in NAMES}
        raw = workspace.register_arrow("raw", pa.table(places | columns))
        records = workspace.materialize("read", normalised(workspace, raw, ("first_name", "language")))
        resolve_unmatched(workspace, "read")
        [row] = workspace.fetch(records).to_pylist()
        return dict(row)


@pytest.mark.parametrize(
    ("given_name", "forenames", "family_name", "surnames"),
    [
        ("Zoë", "zoe", "O’Neill-Müller", "oneill muller"),
        ("ŁUKASZ Jan", "lukasz jan", "Østergård", "ostergard"),
        ("Mary-Jane", "mary jane", "  Smith\u00a0 Jones ", "smith jones"),
        ("Mr. John", "john", "Smith Jnr", "smith"),
        ("Zoe\u0308", "zoe", "Nguyễn", "nguyen"),
        ("Οδυσσέας", "οδυσσεας", "Иванов", "ivanov"),
        ("Сергій", "sergii", "Щербаков", "shcherbakov"),
        ("Юлия", "iuliia", "Хрущёва", "khrushcheva"),
        ("Ђорђе", "djordje", "Њиљас-Ель", "njiljas el"),
        ("Arthur Snr", "arthur", "Penhaligon, Jr.", "penhaligon"),
        ("Junior", "junior", "Senior", "senior"),
        ("Ægir Ǿystein", "agir oystein", "أحمد", "احمد"),
        ("N/K", None, "Unknown", None),
        ("Unknown", None, "Male", None),
        ("Unknown Male", None, "", None),
        ("", None, "Occupier", None),
        ("Leonora", "leonora", "Child", "child"),
        ("Na", "na", "Li", "li"),
        ("None", "none", "Unknowne", "unknowne"),
        ("Baby", "baby", "Walton", "walton"),
        ("Leonora", "leonora", "Not known", None),
        ("xxx", None, "Walton", "walton"),
        ("", None, "123", None),
    ],
)
def test_names_are_folded_for_comparison_and_kept_for_display(
    given_name: str, forenames: str | None, family_name: str, surnames: str | None
) -> None:
    row = _normalised({"first_name": given_name, "last_name": family_name})
    assert (row["forenames"], row["surnames"]) == (forenames, surnames)
    assert row["first_name"] == (given_name or None)


@pytest.mark.parametrize(
    ("given_name", "family_name", "generation"),
    [
        ("Arthur", "Penhaligon Snr", "1"),
        ("Arthur", "PENHALIGON (Senior)", "1"),
        ("Arthur Sr.", "Penhaligon", "1"),
        ("Arthur", "Penhaligon, Jr.", "2"),
        ("Arthur", "Penhaligon Jnr", "2"),
        ("Arthur", "Penhaligon II", "2"),
        ("Arthur Junior", "Penhaligon", "2"),
        ("Arthur", "Penhaligon III", "3"),
        ("Arthur", "Penhaligon", None),
        ("Junior", "Senior", None),
        ("Arthur", "Walton-Junior", None),
    ],
)
def test_a_word_after_the_name_gives_the_generation(given_name: str, family_name: str, generation: str | None) -> None:
    assert _normalised({"first_name": given_name, "last_name": family_name})["generation"] == generation


def test_other_values() -> None:
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
    assert (row["email"], row["postcode"]) == ("zoe@example.com", "ZA11AA")
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


@settings(max_examples=20)
@given(
    st.binary(min_size=1, max_size=100),
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1),
)
def test_a_keyed_hash_is_what_sha256sum_prints(key: bytes, texts: list[str]) -> None:
    with DuckDBWorkspace() as workspace:
        table = workspace.register_arrow(
            "texts", pa.table({"place": range(len(texts)), "text": pa.array(texts, pa.string())})
        )
        hashed = with_keyed_hash(table, key_table(workspace, key.hex(), "key"), table.text, "digest")
        digests = workspace.fetch(hashed.order_by("place"))["digest"].to_pylist()
    lines = [f"{key.hex()}{text}".replace("\n", " ") + "\n" for text in texts]
    assert digests == [hashlib.sha256(line.encode()).hexdigest() for line in lines]
