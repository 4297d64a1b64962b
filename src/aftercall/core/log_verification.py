"""Verifying an exported log against a saved head: with these two files alone, by anyone. No Django and no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercall.core.checkpoints import Checkpoint, VerifierKey, key_in_name, read_checkpoint
from aftercall.core.log_check import AgainstHead, LogCheck
from aftercall.core.log_entries import LoggedEntry, read_line
from aftercall.core.log_words import comparison_words
from aftercall.errors import BadInput

MAX_PROBLEMS = 20


@dataclass(frozen=True)
class Verification:
    """What was found. problems: empty if the log is consistent with the head; summary: how they compare; key: the key
    that the head's signature was checked with; key_was_given: or it was taken from the head itself."""

    problems: list[str]
    summary: str
    entries: int
    covered: int
    key: VerifierKey
    key_was_given: bool

    @property
    def consistent(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_log(log: Path, head: Path, key: VerifierKey | None) -> Verification:
    """Check an exported log by itself and against a signed head. Raises BadInput if a file cannot be read.

    Without a key, the signature is checked with the key in the head's own name, which proves only that the head is as
    that key's owner signed it.
    """
    checkpoint = read_checkpoint(_content(head), str(head))
    signer = key or key_in_name(checkpoint)
    if signer is None:
        raise BadInput(f"{head}: the name of its log does not hold its key. Give the key with --key")
    check = LogCheck().read(_entries(log))
    comparison = check.compare(checkpoint.head)
    summary = comparison_words(check.head.size, checkpoint.head, comparison)
    findings = [f"{finding}." for finding in check.findings[:MAX_PROBLEMS]]
    problems = [
        *findings,
        *([] if comparison is AgainstHead.EXTENDS else [summary]),
        *_signature_problem(checkpoint, signer),
    ]
    return Verification(problems, summary, check.head.size, checkpoint.head.size, signer, key is not None)


def _signature_problem(checkpoint: Checkpoint, key: VerifierKey) -> list[str]:
    if checkpoint.is_signed_by(key):
        return []
    return [f"The head is not signed by {key.name}: it was changed after it was signed, or another key signed it."]


def _entries(log: Path) -> Iterator[LoggedEntry | None]:
    try:
        with log.open(encoding="utf-8", errors="replace", newline="\n") as lines:
            for line in lines:
                yield read_line(line)
    except OSError as error:
        raise _unreadable(log, error) from None


def _content(head: Path) -> bytes:
    try:
        return head.read_bytes()
    except OSError as error:
        raise _unreadable(head, error) from None


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"{path}: can't be read ({error.strerror})")
