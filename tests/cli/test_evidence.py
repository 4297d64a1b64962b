"""`aftercall evidence`: build a return, and verify it without a database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.evidence.conftest import few_people as few_people  # noqa: PLC0414 - a fixture

from aftercall.core import audit_keys
from aftercall.evidence.archive.verify import Verification
from aftercall.publication.models import Publication

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
type Command = Callable[..., Result]


def test_a_return_is_built_and_verified(few_people: Publication, tmp_path: Path, aftercall: Command) -> None:
    out = tmp_path / "return.zip"
    built = aftercall("evidence", "build", "--publication", few_people.slug, "--out", str(out))
    assert (built.returncode, built.stderr) == (0, "")
    fingerprint = audit_keys.public_key().fingerprint
    verified = aftercall("evidence", "verify", str(out), "--key", fingerprint)
    assert verified.returncode == 0
    assert verified.stdout.endswith("Yes  Nothing differs: every figure is as computed again.\n")
    assert fingerprint in verified.stdout
    of_another = aftercall("evidence", "verify", str(out), "--key", "0000 0000")
    assert of_another.returncode == 1
    assert of_another.stdout.endswith("No   manifest.json: is not signed with the key you gave\n")
    out.write_bytes(out.read_bytes()[:-30])
    damaged = aftercall("evidence", "verify", str(out))
    assert (damaged.returncode, damaged.stdout) == (
        1,
        "0 certificates checked\nNo   return.zip: is not a whole zip file (File is not a zip file). Ask for it again\n",
    )
    assert json.loads(aftercall("evidence", "verify", str(out), "--json").stdout)["passed"] is False


def test_what_is_missing_is_said(db: None, tmp_path: Path, aftercall: Command) -> None:
    out = tmp_path / "return.zip"
    assert (
        "There is no publication none"
        in aftercall("evidence", "build", "--publication", "none", "--out", str(out)).stderr
    )
    missing = aftercall("evidence", "verify", str(out))
    assert missing.returncode == 2
    assert "can't be read" in missing.stderr


def test_what_is_not_computed_again_is_listed_up_to_twenty(
    tmp_path: Path, aftercall: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = [f"whole, all, 2024-{number:02}" for number in range(1, 23)]
    found = Verification(imported=imported, earlier=["contact, all, 2025-01"])
    monkeypatch.setattr("aftercall.evidence.archive.verify.verify_return", lambda *_: found)
    out = tmp_path / "return.zip"
    out.touch()
    assert aftercall("evidence", "verify", str(out)).stdout.splitlines() == [
        "Not computed again, because another supplier measured: 22",
        *(f"     {one}" for one in imported[:20]),
        "     … and 2 more; --json lists all",
        "Not computed again, because data have changed since it was published: 1",
        "     contact, all, 2025-01",
        "0 certificates checked",
        "Yes  Nothing differs: without microdata, no figure was computed again.",
    ]
    assert json.loads(aftercall("evidence", "verify", str(out), "--json").stdout)["imported"] == imported
