"""`aftercall suppression import`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture

from aftercall.suppression.models import Objection

pytestmark = pytest.mark.django_db
type Command = Callable[..., Result]


def test_a_list_is_imported(tmp_path: Path, aftercall: Command) -> None:
    file = tmp_path / "old.csv"
    file.write_text("first_name,last_name,postcode\nAnn,Example,ZA1 1AA\nBob,Sample,ZA1 1AB\n")
    result = aftercall("suppression", "import", str(file))
    assert result.stdout.startswith("2 people added to the suppression list, 0 on it already, 0 cases closed.")
    assert Objection.objects.count() == 2


def test_each_mistake_gets_one_line_and_nothing_is_imported(tmp_path: Path, aftercall: Command) -> None:
    file = tmp_path / "old.csv"
    file.write_text("first_name,date_of_birth\nAnn,soon\nBob,later\n")
    result = aftercall("suppression", "import", str(file))
    assert (result.returncode, result.stderr.count("\n")) == (2, 3)
    assert "old.csv, row 3, date_of_birth: write the date" in result.stderr
    assert not Objection.objects.exists()
    missing = aftercall("suppression", "import", str(tmp_path / "none.csv"))
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
