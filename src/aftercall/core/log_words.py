"""How a log compares with a saved head, in words. No Django: the offline check says the same as the page."""

from aftercall.core.checkpoints import Head
from aftercall.core.log_check import AgainstHead


def comparison_words(log_size: int, saved: Head, comparison: AgainstHead) -> str:
    """What a comparison showed, and no more than that."""
    if comparison is AgainstHead.TOO_SHORT:
        return (
            f"The saved head covers {entries_words(saved.size)} and the log has {log_size:,}. "
            f"Entry {log_size + 1:,} is the first that is missing."
        )
    if comparison is AgainstHead.DIFFERS:
        return (
            f"The log does not begin with the {entries_words(saved.size)} that the saved head covers: at least one was "
            "changed, removed, moved or put in."
        )
    if log_size == saved.size:
        return f"The log has exactly the {entries_words(saved.size)} that the saved head covers."
    return (
        f"The log still begins with exactly the {entries_words(saved.size)} that the saved head covers. "
        f"The head does not cover {entries_words(log_size - saved.size)} after that."
    )


def entries_words(number: int) -> str:
    """A number of entries, as in 1,250 entries."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"
