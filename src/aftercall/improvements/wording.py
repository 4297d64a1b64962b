"""The sentences about an action. One rule decides what is called more than chance, on every page and in every file."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aftercall.core.languages import is_english
from aftercall.core.words import counted, month, percent
from aftercall.improvements.models import Action, Look
from aftercall.methods.action_effect import Months
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.results.periods import period_words

type Words = tuple[str | Promise, str]
# Words and colour of each verdict.
TO_COME: Words = (gettext_lazy("Results to come"), "grey")
_VERDICTS: Mapping[str, Words] = {
    "": TO_COME,
    EffectVerdict.AS_EXPECTED.value: (gettext_lazy("Clear change"), "green"),
    EffectVerdict.OPPOSITE.value: (gettext_lazy("Clear change the wrong way"), "orange"),
    EffectVerdict.NO_CLEAR_CHANGE.value: (gettext_lazy("No clear change"), "grey"),
    EffectVerdict.NOT_JUDGED.value: (gettext_lazy("Cannot be judged"), "grey"),
}
# A change without others to compare with may have happened everywhere.
_NOTHING_TO_COMPARE: Words = (gettext_lazy("Clear change, not compared"), "blue")
NO_LONGER_IN_FORCE = gettext_lazy(
    "Results that this was judged by have been corrected or withdrawn. It will be judged again."
)
_CHANCE = gettext_lazy("This is more than we would expect by chance.")


def verdict_words(look: Look) -> tuple[str, str]:
    """What may be said about a look in a few words, and the colour of its tag."""
    alone = look.verdict == EffectVerdict.AS_EXPECTED and look.others is None
    words, colour = _NOTHING_TO_COMPARE if alone else _VERDICTS[look.verdict]
    return str(words), colour


def signed(points: float) -> str:
    """A change in points, as in +4.2 or −1.0."""
    return f"{points:+.1f}".replace("-", "−")


def points(value: float) -> str:
    """A number of percentage points without its sign."""
    words = f"{abs(value):.1f}".removesuffix(".0")
    return _("1 percentage point") if words == "1" else _("%(number)s percentage points") % {"number": words}


def signed_points(value: float) -> str:
    """A change in points with its sign and unit, as in +4.2 points."""
    return _("%(difference)s points") % {"difference": signed(value)}


def interval(look: Look) -> str:
    """The interval of a change, at the confidence of the look."""
    if look.low is None or look.high is None:
        return _("not known")
    return _("%(low)s to %(high)s") % {"low": signed(look.low), "high": signed(look.high)}


def spoken_periods(words: str, periods: Iterable[Months]) -> str:
    """The periods of a look, which are kept in English, in the language of the page. periods: those that it used."""
    if is_english():
        return words
    with override(settings.LANGUAGE_CODE):
        english = {period_words(*months): months for months in periods}
    return "; ".join(period_words(*english[one]) for one in words.split("; ") if one in english)


def confidence(look: Look) -> str:
    """The confidence of a look's interval: 95%, or more if an action has several looks."""
    return f"{100 * (1 - look.level):.4g}%"


def effect_sentences(look: Look) -> str:
    """What may be said of the change, and always how large it could be."""
    if not look.taken_at:
        return _("The results up to %(month)s will show whether it changed.") % {"month": month(look.last_month)}
    if look.difference is None or look.low is None or look.high is None:
        return _(look.reason) if look.reason else ""
    could = _("It could be anything from %(low)s to %(high)s points (%(confidence)s interval).")
    values = {"low": signed(look.low), "high": signed(look.high), "confidence": confidence(look)}
    return " ".join(filter(None, [_what_happened(look), could % values, _without_comparison(look)]))


def _what_happened(look: Look) -> str:
    difference = look.difference or 0.0
    if look.verdict == EffectVerdict.NO_CLEAR_CHANGE:
        return _no_clear_change(look) % {"difference": signed(difference)}
    change = _change_alone(look, difference) if look.others is None else _change_compared(look, difference)
    unexpected = _("That is the opposite of what was expected.") if look.verdict == EffectVerdict.OPPOSITE else ""
    return " ".join(filter(None, [change, str(_CHANCE), unexpected]))


def _no_clear_change(look: Look) -> str:
    if look.others is None:
        return _("There was no clear change: chance could explain %(difference)s points.")
    return _("There was no clear change compared with the other groups: chance could explain %(difference)s points.")


def _change_alone(look: Look, difference: float) -> str:
    rose, fell = (
        _("It rose by %(points)s, from %(then)s to %(now)s."),
        _("It fell by %(points)s, from %(then)s to %(now)s."),
    )
    then, now = percent((look.before_percent or 0) / 100), percent((look.after_percent or 0) / 100)
    return (rose if difference > 0 else fell) % {"points": points(difference), "then": then, "now": now}


def _change_compared(look: Look, difference: float) -> str:
    rose = _(
        "It changed by %(own)s points, and by %(others)s points in the other groups: it rose by %(points)s compared "
        "with them."
    )
    fell = _(
        "It changed by %(own)s points, and by %(others)s points in the other groups: it fell by %(points)s compared "
        "with them."
    )
    values = {"own": signed(look.own or 0.0), "others": signed(look.others or 0.0), "points": points(difference)}
    return (rose if difference > 0 else fell) % values


def _without_comparison(look: Look) -> str:
    if look.others is not None or look.verdict == EffectVerdict.NO_CLEAR_CHANGE:
        return ""
    return _("No other group could be compared, so we cannot tell whether it would have changed without the action.")


def power_sentence(action: Action) -> str:
    """How likely it is that the expected change will be found, and which change would be."""
    if action.power is None or action.detectable is None:
        return "We cannot say how likely it is that the change will be found."
    looks = counted(action.looks.count(), "look")
    return power_words(action.expected_change, action.power, action.detectable, looks)


def power_words(expected: float, power: float, detectable: float, looks: str) -> str:
    """The same sentence from its numbers. looks: how many there are, in words."""
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
