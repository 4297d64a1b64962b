"""What is stored about a job's exception: its class and where it was raised. Its text could quote personal data."""

import traceback
from pathlib import Path
from typing import Self

_PACKAGE = Path(__file__).resolve().parents[2]


class JobFailed(Exception):
    """Stored and logged instead of a job's own exception."""

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(f"{kind} at {place}")
        self.kind = kind
        self.place = place

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """The class of the exception and the innermost line of this package in its traceback."""
        return cls(type(error).__name__, _place(error))


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not ours:
        return "an unknown place"
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE)}:{ours[-1].lineno}"
