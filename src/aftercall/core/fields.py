"""Form fields that Django does not provide."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.forms import (
    CharField,
    EmailField,
    IntegerField,
    MultiValueField,
    MultiWidget,
    NumberInput,
    ValidationError,
)
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# A text, or one that is translated when it is shown.
type Text = str | _StrPromise

# The longest that mail servers accept (RFC 5321, errata 1690).
LONGEST_EMAIL_ADDRESS = 254


class TextField(CharField):
    """A text of limited length. Its message names the field, because the list at the top of a page shows it alone."""

    def __init__(self, *, label: Text, max_length: int, required_message: Text = "", **options: Any) -> None:
        """required_message: what is said if it is empty; without it, the text is not required."""
        messages: dict[str, Text] = {
            "required": required_message,
            "max_length": format_lazy(
                _("{label} must be {limit} characters or fewer"), label=label, limit=f"{max_length:,}"
            ),
        }
        required = bool(required_message)
        super().__init__(label=label, max_length=max_length, required=required, error_messages=messages, **options)


class AddressField(EmailField):
    """An email address."""

    def __init__(self, *, required_message: Text = "", **options: Any) -> None:
        messages: dict[str, Text] = {
            "required": required_message or _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
            "max_length": format_lazy(
                _("{label} must be {limit} characters or fewer"), label=_("Email address"), limit=LONGEST_EMAIL_ADDRESS
            ),
        }
        super().__init__(label=_("Email address"), max_length=LONGEST_EMAIL_ADDRESS, error_messages=messages, **options)


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

    def __init__(self, *, label: Text, required: bool = True, help_text: Text = "", example: str = "31 3 1980") -> None:
        messages = {"invalid": format_lazy(_("Enter the date in numbers, such as {example}"), example=example)}
        self._example = example
        parts = tuple(IntegerField(error_messages=messages, required=False) for _ in range(3))
        super().__init__(
            fields=parts,
            label=label,
            required=required,
            require_all_fields=False,
            help_text=help_text,
            error_messages={"required": f"Enter the {str(label).lower()}"},
        )

    def compress(self, data_list: list[int | None]) -> date | None:
        """The date, or None if all three fields are empty. Raises ValidationError if it is not a real date."""
        day, month, year = data_list or [None, None, None]
        if day is month is year is None:
            return None
        try:
            return date(year or 0, month or 0, day or 0)
        except (ValueError, OverflowError):
            message = gettext("Enter a real date, such as %(example)s") % {"example": self._example}
            raise ValidationError(message, code="invalid") from None
