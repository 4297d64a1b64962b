"""What a researcher sends in."""

from django import forms


class MonthField(forms.DateField):
    """A month, as the browser's month field sends it or as somebody types it: 2026-01."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            input_formats=["%Y-%m"],
            error_messages={
                "required": "Enter the month, such as 2026-01",
                "invalid": "The month must be a year and a month, such as 2026-01",
            },
            **options,  # type: ignore[arg-type]
        )


class PlanWaveForm(forms.Form):
    """Which month to open."""

    month = MonthField(label="Month", help_text="For example, 2026-01")


class LoadExtractForm(forms.Form):
    """The month's extract."""

    extract = forms.FileField(
        label="Extract",
        help_text="A CSV, Excel (.xlsx) or Parquet file, one row a victim of a recorded crime or incident",
        allow_empty_file=True,
        error_messages={"required": "Choose the extract file"},
    )
