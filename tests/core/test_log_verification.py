"""Verifying an exported log against a saved head, with these two files alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core.checkpoints import Head, sign, verifier_key
from aftercall.core.log_entries import LoggedEntry, content_of, leaf_hash_of
from aftercall.core.log_verification import verify_log
from aftercall.core.merkle import tree_of
from aftercall.errors import BadInput

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
type Change = Callable[[list[str]], list[str]]


def entry(number: int, action: str = "case.claimed", day: int = 1, **details: object) -> LoggedEntry:
    content = content_of(
        at=AT.replace(day=day), details=details, actor="user:1", role="system", action=action, subject="case:A1"
    )
    return LoggedEntry(number, content, leaf_hash_of(content))


ENTRIES = [entry(number, n=number) for number in range(1, 13)]
LINES = [entry.as_line() for entry in ENTRIES]


def head_of(entries: list[LoggedEntry]) -> Head:
    tree = tree_of(bytes.fromhex(entry.leaf_hash) for entry in entries)
    return Head(tree.size, tree.root.hex())


@pytest.fixture
def head(tmp_path: Path) -> Path:
    """A signed head of the first ten of the twelve entries."""
    path = tmp_path / "HEAD"
    path.write_text(sign(head_of(ENTRIES[:10]), KEY), encoding="utf-8")
    return path


def written(folder: Path, lines: list[str]) -> Path:
    path = folder / "LOG.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", [10, 11, 12])
def test_a_log_that_extends_the_head_is_consistent(size: int, head: Path, tmp_path: Path) -> None:
    found = verify_log(written(tmp_path, LINES[:size]), head, verifier_key(KEY))
    assert (found.problems, found.entries, found.covered) == ([], size, 10)
    assert found.consistent


def test_without_a_key_that_of_the_head_itself_is_used_and_named(head: Path, tmp_path: Path) -> None:
    found = verify_log(written(tmp_path, LINES), head, None)
    assert (found.consistent, found.key, found.key_was_given) == (True, verifier_key(KEY), False)


@pytest.mark.parametrize(
    ("change", "first_problem"),
    [
        (lambda lines: [*lines[:4], lines[4].replace("user:1", "user:2"), *lines[5:]], "Entry 5 was changed after"),
        (lambda lines: [*lines[:4], lines[4].replace("2025-03", "2024-03"), *lines[5:]], "Entry 5 was changed after"),
        (lambda lines: [*lines[:4], entry(5, n=0).as_line(), *lines[5:]], "The log does not begin with the 10 entries"),
        (lambda lines: [*lines[:4], *lines[5:]], "Entry 5 is missing."),
        (lambda lines: lines[3:], "Entries 1 to 3 are missing."),
        (lambda lines: lines[:9], "The saved head covers 10 entries and the log has 9. Entry 10 is the first"),
        (lambda lines: lines[:0], "The saved head covers 10 entries and the log has 0. Entry 1 is the first"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], "Entry 5 is missing."),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], "Entry 4 is not in its place."),
        (lambda lines: [*lines[:4], "nonsense", *lines[5:]], "Entry 5 is not written as the log writes entries."),
        (
            lambda lines: [
                *lines[:10], entry(11, "audit.checked", entries=9, tree_hash=head_of(ENTRIES[:8]).root).as_line(),
            ],
            "Entry 11 records a tree hash that the entries before it no longer have.",
        ),
        (lambda lines: [*lines, entry(13, day=28).as_line(), entry(14).as_line()], "Entry 14 is dated more than a day"),
    ],
)  # fmt: skip
def test_the_first_broken_entry_is_named(change: Change, first_problem: str, head: Path, tmp_path: Path) -> None:
    found = verify_log(written(tmp_path, change(list(LINES))), head, None)
    assert not found.consistent
    assert found.problems[0].startswith(first_problem)


def test_a_check_that_was_recorded_is_compared_too(head: Path, tmp_path: Path) -> None:
    checked = entry(13, "audit.checked", entries=12, tree_hash=head_of(ENTRIES).root)
    assert verify_log(written(tmp_path, [*LINES, checked.as_line()]), head, None).consistent


def test_a_head_that_the_key_did_not_sign_is_reported(head: Path, tmp_path: Path) -> None:
    log = written(tmp_path, LINES)
    [problem] = verify_log(log, head, verifier_key(OTHER)).problems
    assert problem.startswith(f"The head is not signed by {verifier_key(OTHER).name}: ")
    head.write_text(head.read_text(encoding="utf-8").replace("\n10\n", "\n9\n"), encoding="utf-8")
    assert len(verify_log(log, head, None).problems) == 2


def test_files_that_cannot_be_read_get_one_line(head: Path, tmp_path: Path) -> None:
    log = written(tmp_path, LINES)
    for files in ((tmp_path / "none", head), (log, tmp_path / "none")):
        with pytest.raises(BadInput, match=r"none: can't be read \(No such file or directory\)$"):
            verify_log(*files, None)
    head.write_text(head.read_text(encoding="utf-8").replace("aftercall/audit-log/", "x"), encoding="utf-8")
    with pytest.raises(BadInput, match="Give the key with --key"):
        verify_log(log, head, None)


def test_verifying_needs_no_django(head: Path, tmp_path: Path) -> None:
    log = written(tmp_path, LINES)
    code = (
        "import sys; sys.modules['django'] = sys.modules['duckdb'] = None\n"
        f"sys.argv = ['aftercall', 'audit', 'verify', {str(log)!r}, '--head', {str(head)!r}, '--json']\n"
        "from aftercall.cli.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["consistent"] is True
