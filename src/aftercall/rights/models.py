"""Certificates of erasure, one for each wave whose retention has ended."""

from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.programmes.models import Wave


class ErasureCertificate(AppendOnlyModel):
    """What was erased when a wave's retention ended. `document` is the signed file, exactly as it can be downloaded;
    its digest is in the audit log."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="erasure_certificate")
    issued_at = models.DateTimeField()
    document = models.TextField()

    class Meta:
        verbose_name = "certificate of erasure"

    def __str__(self) -> str:
        return f"certificate of erasure of {self.wave_id}"
