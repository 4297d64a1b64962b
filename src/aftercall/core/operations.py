"""Checking the audit log, saving a signed head of it, and exporting it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercall.core import audit, audit_keys
from aftercall.core.checkpoints import Head, VerifierKey, key_in_name, read_checkpoint
from aftercall.core.errors import Refused
from aftercall.core.log_check import AUDIT_CHECKED, AgainstHead, LogFault
from aftercall.errors import BadInput

HEAD_SAVED, LOG_EXPORTED = "audit.head_saved", "audit.exported"


@dataclass(frozen=True)
class AuditCheck:
    """What a check of the whole log found. saved, comparison: the saved head that was given, and how the log compares
    with it."""

    head: Head
    findings: list[LogFault]
    saved: Head | None = None
    comparison: AgainstHead | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing was found. Without a saved head, that proves little."""
        return not self.findings and self.comparison in {None, AgainstHead.EXTENDS}


def check_audit_log(*, actor: audit.Actor, at: datetime, saved_head: bytes | None = None) -> AuditCheck:
    """Check every entry by itself and its place among the others, and the log against the file of a saved head.

    The check itself is then recorded, in an entry that the head does not cover. The log is read outside the
    transaction, because that takes a while and no one else could write meanwhile. Raises Refused if the file is not a
    head that this service signed.
    """
    saved = None if saved_head is None else _read_own_head(saved_head)
    log = audit.check()
    result = AuditCheck(log.head, log.findings, saved, log.compare(saved) if saved else None)
    details: dict[str, object] = {
        "entries": result.head.size,
        "tree_hash": result.head.root,
        "faults": len(result.findings),
    }
    if saved:
        details |= {"saved_head": saved.size, "comparison": str(result.comparison)}
    with transaction.atomic():
        audit.record(actor=actor, action=AUDIT_CHECKED, subject="audit", at=at, details=details)
    return result


def save_head(*, actor: audit.Actor, at: datetime) -> tuple[Head, str]:
    """The log's head and its signed file. That it was saved is then recorded, in an entry that it does not cover."""
    head, text = audit.signed_head()
    details = {"entries": head.size, "tree_hash": head.root}
    with transaction.atomic():
        audit.record(actor=actor, action=HEAD_SAVED, subject="audit", at=at, details=details)
    return head, text


def export_log(*, actor: audit.Actor, at: datetime) -> Iterator[str]:
    """Every entry as a line of a file. The export is recorded first, so the file has an entry about itself."""
    with transaction.atomic():
        audit.record(actor=actor, action=LOG_EXPORTED, subject="audit", at=at)
    return (entry.as_line() for entry in audit.entries())


def _read_own_head(content: bytes) -> Head:
    try:
        checkpoint = read_checkpoint(content, "The file")
    except BadInput as error:
        raise Refused(str(error), field="saved_head") from None
    own = audit_keys.public_key()
    # The name of an earlier version of this service may be another; its key is the same.
    if not checkpoint.is_signed_by(VerifierKey(checkpoint.origin, own.public)):
        named = key_in_name(checkpoint)
        other = named is not None and named.public != own.public
        why = (
            "It is signed with another key"
            if other
            else "Its signature is not right, so it was changed after we signed it"
        )
        raise Refused(f"This service did not sign this head. {why}", field="saved_head")
    return checkpoint.head
