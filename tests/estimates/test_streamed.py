"""A streamed file gives the same figures as one that is read whole."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from aftercall.estimates import streamed
from aftercall.estimates.commands import estimate as command
from aftercall.estimates.requests import read_settings
from aftercall.estimates.rows import Row
from aftercall.estimates.run import Estimates, estimate

DATA = Path(__file__).parents[1] / "reference" / "data"
DESIGN = """
[design]
strata = "stratum"
weights = "base_w"
fpc = "N"
lonely = "adjust"
[define]
happy = "satisfied == 1"
recent = "year == 2024"
unused = "N * 2"
"""
NONRESPONSE = """
[[weighting]]
method = "nonresponse"
cells = ["year", "crime", "ageband"]
responded = "responded"
minimum = 5
"""
RAKE = """
[[weighting]]
method = "rake"
within = ["year"]
margins = "margins.json"
"""
SMALL_LEVELS = """
[[weighting]]
method = "rake"
minimum = 60  # some areas have fewer respondents
margins = "areas.json"
"""
REQUESTS = """
[[estimate]]
kind = "proportion"
variable = "sat7"
by = ["crime", "year"]
[[estimate]]
kind = "proportion"
variable = "happy"
level = true
interval = "beta"
where = "recent and not missing(sat7)"
[[estimate]]
kind = "mean"
variable = "satisfied"
by = "area"
[[estimate]]
kind = "total"
variable = "satisfied"
by = "year"
[[estimate]]
kind = "ratio"
variable = "satisfied"
denominator = "year"
[[estimate]]
kind = "difference"
variable = ["satisfied", "followup"]
level = 1
between = "year"
levels = [2023, 2024]
by = "crime"
[[estimate]]
kind = "contrast"
variable = "satisfied"
between = "ageband"
levels = ["16-24", "65+"]
coefficients = [-1, 1]
[[estimate]]
kind = "chisq"
variable = "sat7"
with = "crime"
[[estimate]]
kind = "ttest"
variable = "satisfied"
group = "year"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The victims as CSV and as Parquet, and margins for the years in the file."""
    made = tmp_path_factory.mktemp("streamed")
    (made / "victims.csv").write_bytes((DATA / "victims.csv").read_bytes())
    table = pyarrow.csv.read_csv(DATA / "victims.csv")
    pyarrow.parquet.write_table(
        table.drop_columns("n"), made / "victims.parquet"
    )  # Spark ignores the case of column names
    known = json.loads((DATA / "victims_margins.json").read_text(encoding="utf-8"))
    margins = {name: {year: known[name][year] for year in ("2023", "2024")} for name in ("area", "crime", "sex")}
    (made / "margins.json").write_text(json.dumps(margins), encoding="utf-8")
    areas = {area: sum(known["area"][year][area] for year in ("2023", "2024")) for area in known["area"]["2023"]}
    (made / "areas.json").write_text(json.dumps({"area": areas}), encoding="utf-8")
    return made


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "LARGE_ROWS", 1)
    monkeypatch.setattr(streamed, "LARGE_BYTES", 1)


def alike(found: list[Row], expected: list[Row]) -> None:
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        assert one.keys() == other.keys()
        for key, value in other.items():
            same = pytest.approx(value, rel=1e-12, abs=1e-14) if isinstance(value, float) else value
            assert one[key] == same, (key, other)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("weighting", ["", NONRESPONSE, NONRESPONSE + RAKE, NONRESPONSE + SMALL_LEVELS])
def test_the_same_figures(folder: Path, suffix: str, weighting: str) -> None:
    design = DESIGN + weighting + REQUESTS
    data, file = folder / f"victims.{suffix}", folder / "D.toml"
    file.write_text(design, encoding="utf-8")
    settings = read_settings(file)
    assert streamed.can_stream(settings)
    with streamed.duckdb_source(data, settings) as source:
        found, size = streamed.streamed_rows(source, settings)
    whole = estimate(data, file)
    assert whole.weighted is not None
    assert size == whole.size
    alike(found, whole.rows)


def estimated(folder: Path, content: str, design: str, name: str = "d.csv") -> Estimates:
    (folder / name).write_text(content, encoding="utf-8")
    (folder / "D.toml").write_text(design, encoding="utf-8")
    return estimate(folder / name, folder / "D.toml")


MEAN = '[[estimate]]\nkind = "mean"\nvariable = "y"\n'
FEW = "w,g,N,n,y\n1,a,9,1,1\n2,a,9,2,2\n3,a,9,3,5\n2,b,7,4,3\n2,b,7,5,3\n"


@pytest.mark.parametrize(
    "design",
    [
        '[design]\nweights = "w"\n',
        '[design]\nstrata = "g"\nfpc = "N"\n',
        '[design]\nfpc = "N9"\n[define]\nN9 = "N * 0 + 90"\n',
        '[design]\nstrata = "g"\nweights = "w"\n[define]\ny = "n - 1"\n',
        '[design]\nstrata = "h"\nweights = "w"\n[define]\nk = "g + g"\nh = "k + k"\n',
    ],
)
def test_designs_and_derived_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, design: str) -> None:
    """Some with columns whose names differ only by case."""
    whole = estimated(tmp_path, FEW, design + MEAN)
    monkeypatch.setattr(streamed, "LARGE_BYTES", 1)
    found = estimated(tmp_path, FEW, design + MEAN)
    assert (whole.weighted is None, found.weighted is None) == (False, True)
    assert found.size == whole.size == 5
    alike(found.rows, whole.rows)


def test_parquet_columns_whose_names_differ_only_by_case(tmp_path: Path, everything_is_large: None) -> None:
    pyarrow.parquet.write_table(pa.table({"Y": [1.0, 2.0], "y": [5.0, 7.0], "w": [1, 1]}), tmp_path / "d.parquet")
    (tmp_path / "D.toml").write_text('[design]\nweights = "w"\n' + MEAN, encoding="utf-8")
    found = estimate(tmp_path / "d.parquet", tmp_path / "D.toml")
    assert (found.rows[0]["estimate"], found.weighted) == (6, None)


@pytest.mark.parametrize(
    "design",
    [
        '[design]\nweights = "w"\nids = "n"\n',
        '[design]\nweights = "w"\nmake_replicates = "JK1"\n',
        '[design]\nweights = "v"\n[define]\nv = "w * 2"\n',
        '[design]\nweights = "w"\n[[estimate]]\nkind = "quantile"\nprobabilities = 0.5\nvariable = "y"\n',
    ],
)
def test_a_file_is_read_whole_if_all_rows_are_needed(tmp_path: Path, everything_is_large: None, design: str) -> None:
    assert estimated(tmp_path, FEW, design + MEAN).weighted is not None


def test_a_file_with_a_column_of_very_many_values_is_read_whole(
    tmp_path: Path, everything_is_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "MANY_VALUES", 4)
    assert estimated(tmp_path, FEW, '[design]\nweights = "w"\n' + MEAN).weighted is None
    more = FEW + "2,b,7,6,8\n"
    assert estimated(tmp_path, more, '[design]\nweights = "w"\n' + MEAN).weighted is not None


def test_weights_whose_squares_underflow(tmp_path: Path, everything_is_large: None) -> None:
    found = estimated(tmp_path, "w,y\n1e-300,1\n1e-300,3\n", '[design]\nweights = "w"\n' + MEAN)
    assert found.rows[0]["estimate"] == pytest.approx(2)


def test_small_files_are_read_whole(tmp_path: Path) -> None:
    assert estimated(tmp_path, FEW, '[design]\nweights = "w"\n' + MEAN).weighted is not None


def test_a_file_is_read_whole_for_the_weights_of_its_rows(tmp_path: Path, everything_is_large: None) -> None:
    estimated(tmp_path, FEW, '[design]\nweights = "w"\n' + MEAN)
    assert estimate(tmp_path / "d.csv", tmp_path / "D.toml", sample=True).weighted is not None


def test_the_command_says_how_many_rows_a_streamed_file_has(tmp_path: Path, everything_is_large: None) -> None:
    estimated(tmp_path, FEW, '[design]\nweights = "w"\n' + MEAN)
    words = [tmp_path / "d.csv", "--design", tmp_path / "D.toml", "--out", tmp_path / "o.csv"]
    result = CliRunner().invoke(command, [str(word) for word in words])
    assert (result.exit_code, result.output) == (0, "1 row of figures from 5 rows of data: o.csv\n")
