"""The form field for a code that was read out on the telephone."""

from typing import Any

from django.forms import ValidationError

from aftercall.core.fields import Text, TextField
from aftercall.fieldwork.call_codes import as_typed

_MAX_LENGTH = 30


class CodeField(TextField):
    """A code as somebody typed it. Its value is in capitals and without spaces."""

    def __init__(self, *, length: int, incomplete_message: Text, **options: Any) -> None:
        """length: of a code. incomplete_message: what is said of one of another length."""
        super().__init__(max_length=_MAX_LENGTH, **options)
        self._length, self._incomplete_message = length, incomplete_message

    def clean(self, value: Any) -> str:
        """The code. Raises ValidationError unless it has its length."""
        code = as_typed(super().clean(value))
        if len(code) != self._length:
            raise ValidationError(self._incomplete_message)
        return code
