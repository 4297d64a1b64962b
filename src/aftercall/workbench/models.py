"""Views of the workbench that a researcher has saved."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """What somebody asked of the workbench, under a name. query: as in the address. It has no figures: they are
    calculated again whenever the view is opened."""

    name = models.CharField(max_length=80)
    query = models.TextField()
    shared = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """How the audit log refers to this view."""
        return f"view:{self.pk}"
