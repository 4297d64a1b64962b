"""Form fields that Django does not provide."""

from datetime import date
from typing import Any

from django.forms import (
    CharField,
    EmailField,
    IntegerField,
    MultiValueField,
    MultiWidget,
    NumberInput,
    ValidationError,
)

# The longest that mail servers accept (RFC 5321, errata 1690).
LONGEST_EMAIL_ADDRESS = 254


class TextField(CharField):
    """A text of limited length. Its message names the field, because the list at the top of a page shows it alone."""

    def __init__(self, *, label: str, max_length: int, required_message: str = "", **options: Any) -> None:
        """required_message: what is said if it is empty; without it, the text is not required."""
        messages = {
            "required": required_message,
            "max_length": f"{label} must be {max_length:,} characters or fewer",
        }
        required = bool(required_message)
        super().__init__(label=label, max_length=max_length, required=required, error_messages=messages, **options)


class AddressField(EmailField):
    """An email address."""

    def __init__(self, *, required_message: str = "Enter your email address", **options: Any) -> None:
        messages = {
            "required": required_message,
            "invalid": "Enter an email address in the correct format, like name@example.com",
            "max_length": f"Email address must be {LONGEST_EMAIL_ADDRESS} characters or fewer",
        }
        super().__init__(label="Email address", max_length=LONGEST_EMAIL_ADDRESS, error_messages=messages, **options)


class DayWidget(MultiWidget):
    """Three number fields: day, month, year."""

    def __init__(self) -> None:
        super().__init__([NumberInput, NumberInput, NumberInput])

    def decompress(self, value: date | None) -> list[int | None]:
        """The values of the three number fields."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayField(MultiValueField):
    """A date entered as day, month and year."""

    widget = DayWidget

    def __init__(self, *, label: str, required: bool = True, help_text: str = "", example: str = "31 3 1980") -> None:
        messages = {"invalid": f"Enter the date in numbers, such as {example}"}
        self._example = example
        parts = tuple(IntegerField(error_messages=messages, required=False) for _ in range(3))
        super().__init__(
            fields=parts,
            label=label,
            required=required,
            require_all_fields=False,
            help_text=help_text,
            error_messages={"required": f"Enter the {label.lower()}"},
        )

    def compress(self, data_list: list[int | None]) -> date | None:
        """The date, or None if all three fields are empty. Raises ValidationError if it is not a real date."""
        day, month, year = data_list or [None, None, None]
        if day is month is year is None:
            return None
        try:
            return date(year or 0, month or 0, day or 0)
        except (ValueError, OverflowError):
            raise ValidationError(f"Enter a real date, such as {self._example}", code="invalid") from None
