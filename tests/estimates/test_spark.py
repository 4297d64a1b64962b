"""The Ibis expression that collapses rows gives the same estimates on Spark as on DuckDB."""

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest
from tests.estimates.test_streamed import DESIGN, NONRESPONSE, RAKE, REQUESTS, alike, folder

from aftercall.estimates.collapse import Expression, Source
from aftercall.estimates.requests import read_settings
from aftercall.estimates.streamed import duckdb_source, streamed_rows

pytest_plugins = ["tests.spark"]
__all__ = ["folder"]

FOUR = "[[estimate]]".join(REQUESTS.split("[[estimate]]")[:5])


@pytest.mark.spark
def test_the_same_estimates(spark_session: Any, folder: Path, tmp_path: Path) -> None:
    (folder / "D.toml").write_text(DESIGN + NONRESPONSE + RAKE + FOUR, encoding="utf-8")
    settings = read_settings(folder / "D.toml")
    data = folder / "victims.parquet"
    with duckdb_source(data, settings) as source:
        expected, size = streamed_rows(source, settings)
    backend = ibis.pyspark.connect(spark_session)
    table = backend.read_parquet(str(data), table_name="victims")

    def run(wanted: Expression) -> pa.Table:
        """Through a file, because Spark leaves the sockets it sends results through open."""
        groups = str(tmp_path / "groups")
        spark_session.sql(backend.compile(wanted)).coalesce(1).write.mode("overwrite").parquet(groups)
        return pyarrow.parquet.read_table(groups)

    spark = Source(data.name, {name: name for name in table.columns}, table, run)
    found, same_size = streamed_rows(spark, settings)
    assert size == same_size
    alike(found, expected)
