"""What a person asked for that can't be generated."""


class CannotGenerate(ValueError):
    """Its text is one line that says what to mend."""
