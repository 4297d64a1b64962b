"""`aftercall programme`: export and import."""

from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.fieldwork.making import version_of

from aftercall.programmes.models import Programme

pytestmark = pytest.mark.django_db
type Command = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "crime.toml"
    path.write_bytes(resources.files("aftercall.demo").joinpath("data/victims-of-crime.toml").read_bytes())
    return path


def test_an_imported_programme_is_exported_with_the_same_bytes(file: Path, aftercall: Command) -> None:
    imported = aftercall("programme", "import", str(file), "--takes-effect-on", "2025-03-01")
    assert "take effect on 1 March 2025" in imported.stdout
    assert f"{version_of(Programme.objects.get()).takes_effect_on}" == "2025-03-01"
    out = file.with_name("again.toml")
    assert aftercall("programme", "export", "victims-of-crime", "--out", str(out)).returncode == 0
    assert out.read_bytes() == file.read_bytes()
    again = aftercall("programme", "export", "victims-of-crime", "--out", str(out))
    assert "It replaces the earlier file." in again.stdout
    assert sorted(path.name for path in file.parent.iterdir()) == ["again.toml", "crime.toml"]


def test_a_mistake_gets_one_line_and_creates_nothing(file: Path, aftercall: Command) -> None:
    file.write_text(file.read_text().replace("maximum_attempts = 6", "maximum_attempts = 0"))
    result = aftercall("programme", "import", str(file))
    assert result.returncode == 2
    message = "Enter the maximum number of calls as a whole number from 1 to 20"
    assert result.stderr == f"aftercall: crime.toml: calling.maximum_attempts: {message}\n"
    assert not Programme.objects.exists()


def test_a_questionnaire_that_is_not_stored_gets_one_line_with_the_key(file: Path, aftercall: Command) -> None:
    file.write_text(file.read_text().replace("victim_satisfaction_3", "another_1"))
    result = aftercall("programme", "import", str(file))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("aftercall: survey.questionnaire: ")


def test_a_file_that_is_not_there_gets_one_line(tmp_path: Path, aftercall: Command) -> None:
    result = aftercall("programme", "import", str(tmp_path / "none.toml"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "none.toml: No such file or directory" in result.stderr
    (tmp_path / "latin.toml").write_bytes(b'name = "caf\xe9"')
    result = aftercall("programme", "import", str(tmp_path / "latin.toml"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "latin.toml: can't be read as a UTF-8 text file" in result.stderr


def test_an_unknown_programme_gets_one_line_with_those_that_there_are(file: Path, aftercall: Command) -> None:
    assert "No programme has been created yet" in aftercall("programme", "export", "asb", "--out", "x.toml").stderr
    aftercall("programme", "import", str(file))
    result = aftercall("programme", "export", "asb", "--out", "x.toml")
    assert (result.returncode, result.stderr) == (
        2,
        "aftercall: There is no programme asb. Name one of victims-of-crime\n",
    )


def test_a_folder_that_is_not_there_gets_one_line(file: Path, aftercall: Command) -> None:
    aftercall("programme", "import", str(file))
    result = aftercall("programme", "export", "victims-of-crime", "--out", str(file / "x.toml"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "could not be written" in result.stderr
