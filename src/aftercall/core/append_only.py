"""A base for tables whose rows are added and never changed or deleted."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet[Row: models.Model](models.QuerySet[Row]):
    """A queryset that refuses updates and deletions."""

    def update(self, **_: Any) -> NoReturn:
        """Always raises TypeError."""
        raise _immutable_error(self.model)

    def delete(self) -> NoReturn:
        """Always raises TypeError."""
        raise _immutable_error(self.model)


class AppendOnlyModel(models.Model):
    """A row that is never changed or deleted, because others can only be understood with it. A change is a new row."""

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Insert a new row. Raises TypeError if it is already stored."""
        if not self._state.adding:
            raise _immutable_error(type(self))
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Always raises TypeError."""
        raise _immutable_error(type(self))


def _immutable_error(model: type[models.Model]) -> TypeError:
    return TypeError(
        f"a stored {model._meta.verbose_name} can't be changed or deleted; store the change as a new version"  # noqa: SLF001 - Django's documented API
    )
