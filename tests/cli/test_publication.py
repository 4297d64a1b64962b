"""`aftercall publication`: the list, and the open data of one publication."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from csvw import CSVW
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.publication.small_runs import published, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.publication import operations
from aftercall.publication.models import Publication

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
type Command = Callable[..., Result]


@pytest.fixture
def publication(programme: Programme, researcher: User) -> Publication:
    return published(small_run(programme, researcher), researcher)


def test_the_list_has_every_publication_and_says_which_corrects_which(
    publication: Publication, programme: Programme, researcher: User, aftercall: Command
) -> None:
    again = small_run(programme, researcher, gave=100)
    later = published(again, researcher, at=LATER + timedelta(days=7), correction="One wave was counted twice.")
    newest, oldest = json.loads(aftercall("publication", "list", "--json").stdout)
    assert publication.published_at is not None
    assert oldest == {
        "slug": publication.slug,
        "title": publication.title,
        "state": "corrected",
        "published_at": publication.published_at.isoformat(),
        "supersedes": None,
    }
    assert (newest["slug"], newest["state"], newest["supersedes"]) == (later.slug, "published", publication.slug)
    assert publication.slug in aftercall("publication", "list").stdout


def test_an_empty_list_is_a_list(db: None, aftercall: Command) -> None:
    assert json.loads(aftercall("publication", "list", "--json").stdout) == []
    assert aftercall("publication", "list").stdout == "There are no publications yet.\n"


def test_the_data_are_written_with_their_metadata_beside_them(
    publication: Publication, tmp_path: Path, aftercall: Command
) -> None:
    out = tmp_path / "figures.csv"
    result = aftercall("publication", "data", publication.slug, "--out", str(out))
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.csv", "figures.csv-metadata.json"]
    assert out.read_text().startswith("measure,population,breakdown,group,period_start,period_end,n,")
    assert CSVW(str(tmp_path / "figures.csv-metadata.json"), validate=True).is_valid


@pytest.mark.parametrize(
    ("slug", "out", "message"),
    [
        ("nothing", "figures.csv", "There is no publication nothing"),
        (None, "missing/figures.csv", "could not be written"),
        (None, "figures.xlsx", "ends with .csv"),
    ],
)
def test_a_mistake_gets_one_line_and_writes_nothing(
    slug: str | None, out: str, message: str, publication: Publication, tmp_path: Path, aftercall: Command
) -> None:
    result = aftercall("publication", "data", slug or publication.slug, "--out", str(tmp_path / out))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_withdrawn_figures_are_not_written(publication: Publication, tmp_path: Path, aftercall: Command) -> None:
    at = LATER + timedelta(days=30)
    operations.withdraw(publication=publication, reason="Counted twice.", actor=reviewer(), at=at)
    result = aftercall("publication", "data", publication.slug, "--out", str(tmp_path / "figures.csv"))
    assert result.returncode == 2
    assert "withdrawn" in result.stderr
    assert list(tmp_path.iterdir()) == []
