"""The error of an instrument that does not hold together."""


class InstrumentError(ValueError):
    """An instrument's document can't be used; one line that says where and what to mend."""
