"""What means missing is the same in CSV and Parquet, in every type of column, read whole or streamed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from aftercall.estimates import streamed
from aftercall.estimates.run import estimate

SHARE = '[design]\nweights = "w"\n[[estimate]]\nkind = "proportion"\nvariable = "y"\n'
ANSWERS = ["Yes", "No", "", "Yes", "NA", "No", "Yes", "null", "  ", "Yes", "NaN", " nan\t", None, "NULL"]

type Reading = Callable[[pa.Array], list[tuple[str, int, float]]]


@pytest.fixture(params=["whole", "streamed"])
def read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reading:
    if request.param == "streamed":
        monkeypatch.setattr(streamed, "LARGE_ROWS", 1)
        monkeypatch.setattr(streamed, "LARGE_BYTES", 1)
    (tmp_path / "D.toml").write_text(SHARE, encoding="utf-8")

    def of(answers: pa.Array) -> list[tuple[str, int, float]]:
        pyarrow.parquet.write_table(pa.table({"y": answers, "w": [1.0] * len(answers)}), tmp_path / "d.parquet")
        rows = estimate(tmp_path / "d.parquet", tmp_path / "D.toml").rows
        return [(row["level"], row["n"], round(row["estimate"], 3)) for row in rows]

    return of


@pytest.mark.parametrize(
    "of", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_words_that_mean_missing_in_parquet(read: Reading, of: pa.DataType) -> None:
    answers = pa.array(ANSWERS).dictionary_encode() if pa.types.is_dictionary(of) else pa.array(ANSWERS, of)
    assert read(answers) == [("No", 6, 0.333), ("Yes", 6, 0.667)]


@pytest.mark.parametrize("of", [pa.float16(), pa.float32(), pa.float64()])
def test_nan_in_a_column_of_numbers(read: Reading, of: pa.DataType) -> None:
    answers = pa.array(np.array([1, 2, np.nan, 1], dtype=of.to_pandas_dtype()), of)
    assert read(answers) == [("1", 3, 0.667), ("2", 3, 0.333)]


def test_categories_of_numbers(read: Reading) -> None:
    assert read(pa.array([1.0, 2.0, np.nan, 1.0]).dictionary_encode()) == [("1", 3, 0.667), ("2", 3, 0.333)]


def test_other_columns_stay_as_they_are(read: Reading) -> None:
    assert read(pa.array([True, None, False, True])) == [("false", 3, 0.333), ("true", 3, 0.667)]


@pytest.mark.parametrize("size", [10**9, 1])
def test_words_that_mean_missing_in_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(streamed, "LARGE_BYTES", size)
    lines = [f"{'' if answer is None else answer},1" for answer in ANSWERS]
    (tmp_path / "d.csv").write_text("\n".join(["y,w", *lines, '"",1', '"NA",1']) + "\n", encoding="utf-8")
    (tmp_path / "D.toml").write_text(SHARE, encoding="utf-8")
    rows = estimate(tmp_path / "d.csv", tmp_path / "D.toml").rows
    assert [(row["level"], row["n"], row["count"]) for row in rows] == [("No", 6, 2), ("Yes", 6, 4)]
