"""`aftercall audit`: export, head, check and verify."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.tampering import without_triggers

from aftercall.core import audit, audit_keys
from aftercall.core.models import AuditEntry

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
type Command = Callable[..., Result]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands' entries are dated like those before them."""
    monkeypatch.setattr("aftercall.core.clock.now", lambda: AT)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """Where the log is exported to. It has three entries so far."""
    for number in range(3):
        audit.record(actor=audit.SystemActor("test"), action="a.b", subject=f"case:{number}", at=AT)
    return str(tmp_path / "LOG.jsonl")


@pytest.fixture
def head(tmp_path: Path) -> str:
    """Where the head is saved."""
    return str(tmp_path / "HEAD")


def test_an_exported_log_is_consistent_with_a_head_saved_before_or_after(
    log: str, head: str, aftercall: Command
) -> None:
    exported = aftercall("audit", "export", "--out", log)
    assert (exported.returncode, exported.stderr) == (0, "")
    assert exported.stdout.startswith(f"4 entries are in {log}. ")
    saved = aftercall("audit", "head", "--out", head)
    assert saved.stdout.splitlines()[1] == str(audit_keys.public_key())
    for _ in range(2):
        verified = aftercall("audit", "verify", log, "--head", head, "--key", saved.stdout.splitlines()[1])
        assert verified.returncode == 0, verified.stdout
        assert verified.stdout.startswith("Consistent. The log ")
        aftercall("audit", "export", "--out", log)
    assert [AuditEntry.objects.filter(action=action).count() for action in ("audit.exported", "audit.head_saved")] == [
        3,
        1,
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in Path(log).parent.iterdir()} == {0o600}


def test_without_a_key_the_command_says_whose_key_it_used(log: str, head: str, aftercall: Command) -> None:
    aftercall("audit", "head", "--out", head)
    aftercall("audit", "export", "--out", log)
    lines = aftercall("audit", "verify", log, "--head", head).stdout.splitlines()
    assert lines[1:] == [
        "The head is signed with this key. Compare it with the one that the service shows:",
        str(audit_keys.public_key()),
    ]
    answer = json.loads(aftercall("audit", "verify", log, "--head", head, "--json").stdout)
    assert answer == {
        "consistent": True, "problems": [], "entries": 5, "covered": 3, "key": str(audit_keys.public_key()),
    }  # fmt: skip


def test_a_changed_log_exits_with_1_and_names_the_entry(log: str, head: str, aftercall: Command) -> None:
    aftercall("audit", "head", "--out", head)
    aftercall("audit", "export", "--out", log)
    text = Path(log).read_text(encoding="utf-8")
    Path(log).write_text(text.replace("case:1", "case:9"), encoding="utf-8")
    verified = aftercall("audit", "verify", log, "--head", head)
    assert (verified.returncode, verified.stdout) == (1, "Entry 2 was changed after it was written.\n")


def test_the_log_in_the_database_is_checked_against_a_saved_head(log: str, head: str, aftercall: Command) -> None:
    aftercall("audit", "head", "--out", head)
    assert aftercall("audit", "check").stdout.startswith("We found no fault.\n")
    assert aftercall("audit", "check", "--head", head).returncode == 0
    with without_triggers():
        AuditEntry.objects.filter(pk__gt=1).delete()
    checked = aftercall("audit", "check", "--head", head)
    assert checked.returncode == 1
    assert "The log does not pass the check.\nThe saved head covers 3 entries and the log has 1." in checked.stdout
    answer = json.loads(aftercall("audit", "check", "--head", head, "--json").stdout)
    assert (answer["passed"], answer["problems"]) == (False, [])


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["check", "--head", "none"], "none: can't be read (No such file or directory)"),
        (
            ["check", "--head", "{log}"],
            "The file is not a signed head of an audit log. Choose the file as it was saved",
        ),
        (["head", "--out", "{log}/HEAD"], "{log}/HEAD: could not be written (Not a directory)"),
        (["verify", "none", "--head", "none"], "none: can't be read (No such file or directory)"),
        (["verify", "none", "--head", "none", "--key", "x"], "The key is not of the form name+id+key. Copy it whole"),
    ],
)
def test_a_mistake_gets_one_line(arguments: list[str], error: str, log: str, aftercall: Command) -> None:
    Path(log).write_text("no head", encoding="utf-8")
    result = aftercall("audit", *(argument.format(log=log) for argument in arguments))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith(f"aftercall: {error.format(log=log)}")


def test_a_missing_database_gets_one_line(head: str, aftercall: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr("aftercall.core.operations.save_head", fail)
    result = aftercall("audit", "head", "--out", head)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "Run './go aftercall set-up' first" in result.stderr
