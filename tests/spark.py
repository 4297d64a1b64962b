"""A pytest plugin: one local Spark session for all tests, listening only on the loopback interface."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.io.encryption.enabled": "true",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
}
# With few rows, most of the time goes into compiling code that runs once or twice, so Java optimises less of it.
_FEW_ROWS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "2",
}


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Any]:
    """A local session with two threads."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    warehouse = {"spark.sql.warehouse.dir": tmp_path_factory.mktemp("warehouse").as_uri()}
    size = {} if pytestconfig.getoption("--soak") else _FEW_ROWS
    builder = SparkSession.builder.master("local[2]").appName("aftercall-tests")
    for name, value in (_SETTINGS | size | warehouse).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
