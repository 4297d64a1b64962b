"""Whether the stored versions have been changed since they were stored, for `aftercall doctor`: whoever can write to
the database can change a document together with its digest, but cannot write an entry of the audit log."""

from collections.abc import Iterator

from aftercall.core.models import AuditEntry
from aftercall.instrument.canonical import document_digest
from aftercall.questionnaires.models import InstrumentVersion

STORED = "instrument.stored"


def changed_versions() -> Iterator[str]:
    """One line for each version that is not what the audit log says."""
    logged = dict(AuditEntry.objects.filter(action=STORED).order_by("-pk").values_list("subject", "details__digest"))
    for version in InstrumentVersion.objects.order_by("pk").iterator(chunk_size=20):
        if not document_digest(version.document) == version.digest == logged.get(version.subject):
            yield f"The questionnaire {version} is not the one that was stored. Restore the database from a backup"
