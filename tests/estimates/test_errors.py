"""Errors in data and design files: one line that says where, and how to fix it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from aftercall.errors import BadInput
from aftercall.estimates import streamed
from aftercall.estimates.commands import estimate as command
from aftercall.estimates.run import estimate


@pytest.fixture(autouse=True, params=["whole", "streamed"])
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message is the same for a file that is large enough to be streamed."""
    if request.param == "streamed":
        monkeypatch.setattr(streamed, "LARGE_ROWS", 1)
        monkeypatch.setattr(streamed, "LARGE_BYTES", 1)


DATA = "id,area,w,n,y,x\n1,north,2,4,1,a\n2,north,2,4,0,b\n3,south,3,6,1,a\n4,south,3,6,,b\n"
DESIGN = '[design]\nstrata = "area"\nweights = "w"\nfpc = "n"\n'
MEAN = '[[estimate]]\nkind = "mean"\nvariable = "y"\n'


def refused(folder: Path, *, data: str = DATA, design: str = DESIGN + MEAN) -> str:
    (folder / "d.csv").write_text(data, encoding="utf-8")
    (folder / "D.toml").write_text(design, encoding="utf-8")
    with pytest.raises(BadInput) as error:
        estimate(folder / "d.csv", folder / "D.toml")
    assert "\n" not in str(error.value)
    return str(error.value)


def rake(margins: str) -> str:
    return f'[[weighting]]\nmethod = "rake"\nmargins = {margins}\n'


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("[design\n", "D.toml: is not TOML"),
        (DESIGN, "D.toml: asks for nothing; add a table [[estimate]]"),
        (DESIGN + "color = 1\n" + MEAN, "D.toml, [design], color: is not a known key; use"),
        (DESIGN + 'lonely = "ignore"\n' + MEAN, "[design], lonely: must be one of fail, adjust"),
        ('[design]\nweights = "v"\n' + MEAN, "[design], weights: the data have no column v; they have id, area"),
        ('[design]\nweights = "a\\nb"\n' + MEAN, "[design], weights: the data have no column a b; they have id, area"),
        ("[design]\n" + MEAN, "[design], weights: name a column, or give fpc"),
        (DESIGN + MEAN.replace("mean", "medium"), "[[estimate]] 1, kind: must be one of proportion, mean"),
        (DESIGN + MEAN.replace('"y"', '"x"'), "the column x has text in row 1; it must have numbers only"),
        (DESIGN + MEAN + "where = \"area == 'west'\"\n", "[[estimate]] 1, where: is true for no row"),
        (DESIGN + MEAN + 'where = "open(1)"\n', "[[estimate]] 1, where: is not a valid expression"),
        (DESIGN + MEAN + f'where = "y{" + y" * 2000} > 1"\n', "[[estimate]] 1, where: is not a valid expression"),
        (DESIGN + MEAN + f'where = "y > 1{"0" * 400}"\n', "[[estimate]] 1, where: is not a valid expression"),
        (DESIGN + MEAN + 'where = "area == 1"\n', "where: compares text with a number"),
        (DESIGN + MEAN + "level = 7\n", "[[estimate]] 1, level: the level 7 does not occur"),
        (DESIGN + MEAN.replace("mean", "ratio"), "denominator: is missing; ratio needs it"),
        (DESIGN + MEAN + "level_of_confidence = 95\n", "level_of_confidence: must be between 0 and 1"),
        (DESIGN + rake("{area = {north = 4}}") + MEAN, "margins, area: the level south of the data has no total"),
        (DESIGN + rake("{area = {north = 4, south = 6, west = 1}}") + MEAN, "level west: nobody in the sample"),
        (
            DESIGN + rake("{area = {north = 4, south = 6}, x = {a = 5, b = 4}}") + MEAN,
            "[[weighting]] 1: margins disagree: area adds up to 10, x to 9",
        ),
        (DESIGN + rake('{}\nminimum = 5\nwithin = "x"') + MEAN, "1, minimum: can't be combined with within"),
        (DESIGN + rake('"gone.json"') + MEAN, "margins: there is no file gone.json in its folder"),
    ],
)
def test_the_design_file(tmp_path: Path, design: str, words: str) -> None:
    assert words in refused(tmp_path, design=design)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2,north,2,4", "2,north,0,4", "the column w has no weight above 0 in row 2"),
        ("2,north,2,4", "2,north,,4", "the column w has no weight above 0 in row 2"),
        ("2,north,2,4", "2,north,two,4", "the column w has text in row 2"),
        ("2,north,2,4", "2,,2,4", "the column area is empty in row 2"),
        ("2,north,2,4", "2,north,2,5", "its population size is missing or differs"),
        ("3,6", "3,1", "its population is smaller than its sample"),
        ("4,south", "4,west", "one unit sampled, so its variance is unknown"),
        ("1,a", "inf,a", "the column y is infinite in row 1"),
    ],
)
def test_the_data(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refused(tmp_path, data=DATA.replace(old, new))


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00\xff", "a,b\n1,2\n".encode("utf-16"), b"a,b\n"])
def test_a_file_that_is_not_a_table(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    (tmp_path / "D.toml").write_text(DESIGN + MEAN, encoding="utf-8")
    with pytest.raises(BadInput, match=r"d\.csv"):
        estimate(tmp_path / "d.csv", tmp_path / "D.toml")


def test_a_table_without_rows_or_with_a_column_twice(tmp_path: Path) -> None:
    head, rows = DATA.split("\n", 1)
    assert refused(tmp_path, data=f"{head}\n") == "d.csv: has no rows"
    assert "has two columns called y; rename one" in refused(tmp_path, data=f"{head.replace('x', 'y')}\n{rows}")


def test_a_file_of_the_wrong_format_or_in_no_place(tmp_path: Path) -> None:
    """The design file, the margins beside it, and the data."""
    assert "o.toml: there is no such file" in refused_for(tmp_path / "d.csv", tmp_path / "o.toml")
    (tmp_path / "o.toml").write_bytes((DESIGN + MEAN).encode("utf-16"))
    assert "o.toml: can't be read as a UTF-8 text file" in refused_for(tmp_path / "d.csv", tmp_path / "o.toml")
    for content, words in (
        ("{", "m.json can't be read as JSON"),
        ("[]", "m.json must hold {variable: {level: total}}"),
    ):
        (tmp_path / "m.json").write_text(content, encoding="utf-8")
        assert f"1, margins: {words}" in refused(tmp_path, design=DESIGN + rake('"m.json"') + MEAN)
    (tmp_path / "D.toml").write_text(DESIGN + MEAN, encoding="utf-8")
    assert "d.xlsx: the data must be a .csv or a .parquet file" in refused_for(tmp_path / "d.xlsx", tmp_path / "D.toml")


def refused_for(data: Path, design: Path) -> str:
    with pytest.raises(BadInput) as error:
        estimate(data, design)
    return str(error.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--out", "o.xlsx"], "o.xlsx: must end in .json or .csv or .parquet"),
        (["--out", "o.json", "--weights-out", "w.json"], "w.json: must end in .csv or .parquet"),
        (["--out", "gone/o.json"], "gone/o.json: could not be written (No such file or directory)"),
    ],
)
def test_a_file_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "D.toml").write_text(DESIGN + MEAN, encoding="utf-8")
    result = CliRunner().invoke(command, ["d.csv", "--design", "D.toml", *options])
    assert (result.exit_code, result.output) == (2, f"Error: {words}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["D.toml", "d.csv"]


def test_the_command_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "D.toml").write_text(DESIGN + MEAN, encoding="utf-8")
    out = tmp_path / "o.json"
    words = [str(tmp_path / "gone.csv"), "--design", str(tmp_path / "D.toml"), "--out", str(out)]
    result = CliRunner().invoke(command, words)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "there is no such file" in result.output


def test_a_question_that_nobody_answered(tmp_path: Path) -> None:
    data = "w,y\n1,\n2,\n"
    design = '[design]\nweights = "w"\n[[estimate]]\nkind = "proportion"\nvariable = "y"\n'
    assert "the column y has no value in any row" in refused(tmp_path, data=data, design=design)
