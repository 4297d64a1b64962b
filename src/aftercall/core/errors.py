"""The error for everything that the user can put right."""


class Refused(Exception):
    """An operation was not carried out, and nothing has changed.

    Its text tells the user what is wrong and what to do. It never repeats personal data.
    field: the form's field at which it is shown; none if it concerns the whole form.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
