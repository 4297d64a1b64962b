"""Which version may follow the one that set up a database."""

from datetime import UTC, datetime

import pytest

from aftercall import __version__
from aftercall.core import versions
from aftercall.core.models import InstalledVersion

ORDER = ("1.0", "1.1", "2.0")
AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("installed", ["", "1.1", "2.0"])
def test_a_version_follows_itself_and_the_one_before_it(installed: str) -> None:
    assert versions._why_it_does_not_fit(installed, "2.0", ORDER) == ""


def test_a_skipped_version_is_named() -> None:
    assert versions._why_it_does_not_fit("1.0", "2.0", ORDER).startswith(
        "The database was set up by version 1.0, and version 1.1 was skipped. Install version 1.1, run './go aftercall "
    )


@pytest.mark.parametrize("installed", ["2.0", "3.0"])
def test_an_older_program_is_refused(installed: str) -> None:
    assert versions._why_it_does_not_fit(installed, "1.1", ORDER) == (
        f"The database was set up by version {installed}, which is newer than this program (1.1). "
        f"Install version {installed} or a newer one"
    )


def test_this_version_is_the_last_of_the_list() -> None:
    assert versions.VERSIONS[-1] == __version__


def test_a_version_is_noted_once(db: None) -> None:
    versions.record_installed_version(at=AT)
    versions.record_installed_version(at=AT)
    assert InstalledVersion.objects.get().version == __version__
    assert versions.why_version_does_not_fit() == ""
