"""Stored versions of instruments."""

from typing import Any, NoReturn

from django.db import models


class _AppendOnlyQuerySet(models.QuerySet["InstrumentVersion"]):
    """A queryset that refuses updates and deletions."""

    def update(self, **_: Any) -> NoReturn:
        raise _immutable_error()

    def delete(self) -> NoReturn:
        raise _immutable_error()


class InstrumentVersion(models.Model):
    """One version of an instrument. It is never changed or deleted, because the answers that were given to it can only
    be interpreted with it.

    `document` is the instrument as JSON, `digest` the SHA-256 of the document's canonical form.
    """

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.TextField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    objects = models.Manager.from_queryset(_AppendOnlyQuerySet)()

    class Meta:
        ordering = ["name", "version"]
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_document_per_version")]

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert a new row. Raises TypeError if it is already stored."""
        if not self._state.adding:
            raise _immutable_error()
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Always raises TypeError."""
        raise _immutable_error()

    @property
    def reference(self) -> str:
        """Name and version, as in victim_satisfaction_1."""
        return f"{self.name}_{self.version}"

    @property
    def subject(self) -> str:
        """How the audit log names this version."""
        return f"instrument:{self.reference}"


def _immutable_error() -> TypeError:
    return TypeError("a stored version of an instrument can't be changed or deleted; store the change as a new version")
