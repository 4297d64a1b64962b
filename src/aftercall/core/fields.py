"""Form fields that Django does not provide."""

from datetime import date

from django.forms import IntegerField, MultiValueField, MultiWidget, NumberInput, ValidationError


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
