"""The open data of a publication, read back by the csvw package."""

import json
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from tests.publication.files.making import CORRECTION, content, superseded

from aftercall.csv_files import read_rows
from aftercall.publication.files.content import Content
from aftercall.publication.files.open_data import METADATA, OpenTable, changes_table, figures_table, metadata

HEADER = "measure,population,breakdown,group,period_start,period_end,n,percent,low,high,mark"


def written(table: OpenTable, shown: Content, folder: Path) -> Path:
    """The table as a file, with its metadata where CSVW looks for them."""
    file = folder / f"{table.kind}.csv"
    file.write_bytes(table.csv())
    described = folder / f"{file.name}{METADATA}"
    described.write_bytes(metadata(table, shown, file.name))
    return described


def rows_of(table: OpenTable) -> list[str]:
    return table.csv().decode().split("\r\n")[:-1]


@pytest.mark.parametrize("table_of", [figures_table, changes_table])
@pytest.mark.parametrize("shown", [content(), superseded(), content(figures=[], changes=[])])
def test_the_metadata_are_valid_csvw_and_describe_every_row(table_of: Any, shown: Content, tmp_path: Path) -> None:
    table = table_of(shown)
    read = CSVW(str(written(table, shown, tmp_path)), validate=True)
    assert (read.is_valid, [str(one.message) for one in read.warnings]) == (True, [])
    (only,) = read.tables
    assert len(list(only.iterdicts(strict=True))) == len(table.rows)


def test_a_value_that_the_metadata_do_not_allow_is_found(tmp_path: Path) -> None:
    described = written(figures_table(content()), content(), tmp_path)
    file = tmp_path / "figures.csv"
    file.write_text(file.read_text().replace(",c\n", ",q\n"))
    with pytest.raises(UserWarning, match="Invalid column value: q"):
        _ = CSVW(str(described), validate=True).is_valid


def test_the_table_is_as_others_build_on_it() -> None:
    header, *rows = rows_of(figures_table(content()))
    assert header == HEADER
    assert rows[0] == "whole,all,,,2025-01-01,2025-03-31,812,81.7,78.3,84.4,"
    assert len(rows) == len(content().figures)


def test_what_is_not_shown_is_never_0_and_has_its_mark() -> None:
    rows = rows_of(figures_table(content()))
    for words in (
        "informed,all,,,2025-01-01,2025-03-31,812,,0.0,0.4,low",
        "whole,all,category,Robbery,2025-01-01,2025-03-31,,,,,c",
        "whole,all,sex,other,2025-01-01,2025-03-31,,,,,x",
        "whole,all,sex,female,2025-01-01,2025-03-31,812,81.7,78.3,84.4,u",
    ):
        assert words in rows


def test_a_group_cannot_run_as_a_formula_and_reads_back_as_it_was() -> None:
    text = figures_table(content()).csv().decode()
    assert ",'=HYPERLINK(1)," in text
    assert "=HYPERLINK(1)" in [row["group"] for row in read_rows(iter(text.splitlines(keepends=True)))]  # type: ignore[arg-type]


def test_a_change_says_whose_the_earlier_figure_is() -> None:
    header, first, second = rows_of(changes_table(content()))
    assert header.endswith("direction,supplier")
    assert first == (
        "whole,all,period_before,2025-01-01,2025-03-31,2024-10-01,2024-12-31,77.0,4.7,1.2,8.1,rose,aftercall"
    )
    assert second.endswith(",,,,not_comparable,other")


def test_the_metadata_say_what_the_figures_are() -> None:
    read = json.loads(metadata(figures_table(content()), content(), "figures.csv"))
    assert read["dc:title"] == content().title
    assert read["dc:temporal"] == "2025-01-01/2025-03-31"
    assert read["dc:publisher"] == "Example Constabulary"
    assert read["notes"][0]["labels"]["whole"] == "The whole experience"
    (mark,) = (column for column in read["tableSchema"]["columns"] if column["name"] == "mark")
    assert "c: Not shown, to protect people" in mark["dc:description"]


def test_the_metadata_of_corrected_figures_lead_to_the_correction() -> None:
    read = json.loads(metadata(figures_table(superseded()), superseded(), "figures.csv"))
    assert read["dc:isReplacedBy"] == CORRECTION.address
    assert read["dc:description"].startswith("Superseded")
