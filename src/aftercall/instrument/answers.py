"""The form in which answers are stored."""

from collections.abc import Mapping

# By the name of a question or fact: a choice's name, several of them separated by spaces, a number, a date in ISO 8601,
# a text, or one of the values below.
type Answers = Mapping[str, str]

LEFT_EMPTY = ""
DONT_KNOW = "dont_know"
REFUSED = "refused"
# The value of a note that was read.
SEEN = "seen"
# The name of the fact that has the day of the interview.
TODAY = "today"
