"""When the retention of waves ends, and the certificates of those whose retention has ended."""

from django.db.models import QuerySet

from aftercall.programmes.retention import retention_ends_on, waves_past_retention, waves_with_data
from aftercall.rights.models import ErasureCertificate


def certificates_issued() -> QuerySet[ErasureCertificate]:
    """All certificates of erasure, newest first, each with its wave."""
    return ErasureCertificate.objects.select_related("wave__programme").order_by("-issued_at", "-pk")


__all__ = ["certificates_issued", "retention_ends_on", "waves_past_retention", "waves_with_data"]
