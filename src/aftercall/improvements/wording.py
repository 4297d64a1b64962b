"""The sentences about an action. One rule decides what is called more than chance, on every page and in every file."""

from aftercall.core.words import counted, month, percent
from aftercall.improvements.models import Action, Look
from aftercall.methods.effect_verdict import Verdict

# Words and colour of each verdict.
TO_COME = ("Results to come", "grey")
_VERDICTS = {
    "": TO_COME,
    Verdict.AS_EXPECTED.value: ("Clear change", "green"),
    Verdict.OPPOSITE.value: ("Clear change the wrong way", "orange"),
    Verdict.NO_CLEAR_CHANGE.value: ("No clear change", "grey"),
    Verdict.NOT_JUDGED.value: ("Cannot be judged", "grey"),
}
# A change without others to compare with may have happened everywhere.
_NOTHING_TO_COMPARE = ("Clear change, not compared", "blue")
NO_LONGER_IN_FORCE = "Results that this was judged by have been corrected or withdrawn. It will be judged again."
_CHANCE = "This is more than we would expect by chance."


def verdict_words(look: Look) -> tuple[str, str]:
    """What may be said of a look in a few words, and the colour that repeats it."""
    if look.verdict == Verdict.AS_EXPECTED and look.others is None:
        return _NOTHING_TO_COMPARE
    return _VERDICTS[look.verdict]


def signed(points: float) -> str:
    """A change in points, as in +4.2 or −1.0."""
    return f"{points:+.1f}".replace("-", "−")


def points(value: float) -> str:
    """A number of percentage points without its sign."""
    words = f"{abs(value):.1f}".removesuffix(".0")
    return f"{words} percentage {'point' if words == '1' else 'points'}"


def interval(look: Look) -> str:
    """The interval of a change, at the confidence of the look."""
    if look.low is None or look.high is None:
        return "not known"
    return f"{signed(look.low)} to {signed(look.high)}"


def confidence(look: Look) -> str:
    """The confidence of a look's interval: 95%, or more if an action has several looks."""
    return f"{100 * (1 - look.level):.4g}%"


def effect_sentences(look: Look) -> str:
    """What may be said of the change, and always how large it could be."""
    if not look.taken_at:
        return f"The results up to {month(look.last_month)} will show whether it changed."
    if look.difference is None or look.low is None or look.high is None:
        return look.reason
    could = f"It could be anything from {signed(look.low)} to {signed(look.high)} points ({confidence(look)} interval)."
    return f"{_what_happened(look)} {could}{_without_comparison(look)}"


def _what_happened(look: Look) -> str:
    difference = look.difference or 0.0
    if look.verdict == Verdict.NO_CLEAR_CHANGE:
        return f"There was no clear change{_compared_briefly(look)}: chance could explain {signed(difference)} points."
    verb = "rose" if difference > 0 else "fell"
    unexpected = " That is the opposite of what was expected." if look.verdict == Verdict.OPPOSITE else ""
    if look.others is None:
        then, now = percent((look.before_percent or 0) / 100), percent((look.after_percent or 0) / 100)
        return f"It {verb} by {points(difference)}, from {then} to {now}. {_CHANCE}{unexpected}"
    own, others = signed(look.own or 0.0), signed(look.others)
    return (
        f"It changed by {own} points, and by {others} points in the other groups: it {verb} by {points(difference)} "
        f"compared with them. {_CHANCE}{unexpected}"
    )


def _compared_briefly(look: Look) -> str:
    return "" if look.others is None else " compared with the other groups"


def _without_comparison(look: Look) -> str:
    if look.others is not None or look.verdict == Verdict.NO_CLEAR_CHANGE:
        return ""
    return " No other group could be compared, so we cannot tell whether it would have changed without the action."


def power_sentence(action: Action) -> str:
    """How likely it is that the expected change will be found, and which change would be."""
    if action.power is None or action.detectable is None:
        return "We cannot say how likely it is that the change will be found."
    looks = counted(action.looks.count(), "look")
    return power_words(action.expected_change, action.power, action.detectable, looks)


def power_words(expected: float, power: float, detectable: float, looks: str) -> str:
    """The same from numbers. looks: their number in words."""
    return (
        f"If the true change is {signed(expected)} points, {looks} at the results will find it {times_in_ten(power)}. "
        f"A change of {detectable:.1f} points would be found 8 times in 10."
    )


def times_in_ten(power: float) -> str:
    """A probability in words that do not promise certainty."""
    times = round(10 * power)
    if times >= 10:
        return "more than 9 times in 10"
    return "less than 1 time in 10" if times < 1 else f"about {counted(times, 'time')} in 10"
