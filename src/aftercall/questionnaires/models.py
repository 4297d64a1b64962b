"""The versions of instruments, as they were stored."""

from typing import Any, NoReturn

from django.db import models


class _Unchangeable(models.QuerySet["InstrumentVersion"]):
    """Rows that can only be added and read."""

    def update(self, **_: Any) -> NoReturn:
        raise _unchangeable()

    def delete(self) -> NoReturn:
        raise _unchangeable()


class InstrumentVersion(models.Model):
    """One version of an instrument. Rows are never changed or deleted, because answers are read through them for as
    long as the answers are kept.

    `document` is the instrument as JSON, `digest` the SHA-256 of its canonical form.
    """

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.TextField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    objects = models.Manager.from_queryset(_Unchangeable)()

    class Meta:
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_document_per_version")]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert a new row. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise _unchangeable()
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Raises TypeError."""
        raise _unchangeable()

    @property
    def reference(self) -> str:
        """Name and version, as in victim_satisfaction_1."""
        return f"{self.name}_{self.version}"

    @property
    def subject(self) -> str:
        """How the audit log names this version."""
        return f"instrument:{self.reference}"


def _unchangeable() -> TypeError:
    return TypeError("a stored version of an instrument can't be changed or deleted; store the change as a new version")
