"""The draft of a mapping, from the example extract to the programme's setting."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from aftercall.programmes.models import Programme

if TYPE_CHECKING:
    from aftercall.frames.profiling.profile import ExtractProfile


class MappingDraft(models.Model):
    """A mapping that is being made. It holds names of columns, patterns, and codes that the researcher has translated;
    the example extract itself is only ever in a private folder."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="mapping_draft")
    # The tables of a mapping file.
    entries = models.JSONField(default=dict)
    # The steps that the researcher has confirmed.
    confirmed = models.JSONField(default=list)
    # What the last test of these entries found; None after any change.
    test = models.JSONField(null=True)
    # The folder of the example extract; empty once it has been removed. Its profile stays.
    upload = models.CharField(max_length=60, default="", blank=True)
    uploaded_at = models.DateTimeField(null=True)
    stored_profile = models.JSONField(null=True)
    sheets = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"draft of a mapping for {self.programme_id}"

    @property
    def profile(self) -> "ExtractProfile | None":
        """The columns of the example extract, or None before there is one."""
        # Every command loads the models, and few need the engine that reads extracts, which takes a second to load.
        from aftercall.frames.profiling.profile import ExtractProfile  # noqa: PLC0415

        return ExtractProfile.from_mapping(self.stored_profile) if self.stored_profile else None

    @property
    def has_answers(self) -> bool:
        """Whether it holds more than what was suggested for the example extract."""
        answered = bool(set(self.confirmed) - {"layout"}) or "flags" in self.entries
        return answered or bool(self.entries and not self.stored_profile)
