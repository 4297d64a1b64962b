"""Actions as pages and files show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from markupsafe import Markup

from aftercall.accounts.models import User
from aftercall.charts.trend import trend
from aftercall.core.languages import is_english
from aftercall.core.words import counted, date_and_time, day, month, number, percent
from aftercall.improvements import policies, queries, wording
from aftercall.improvements.history import history, interval_words
from aftercall.improvements.keys import Prompt, PromptKey
from aftercall.improvements.models import Action, Look
from aftercall.improvements.states import RULES, ActionState, Side, Step, possible_steps, side_of
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.action_effect import Months
from aftercall.publication import spoken
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.origins import origin_link
from aftercall.publication.presenters import breakdown_label
from aftercall.publication.trends import TrendPoint, plotted
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.presenters import with_caution

STATE_COLOURS = {
    ActionState.PROPOSED: "yellow",
    ActionState.AGREED: "blue",
    ActionState.IN_PLACE: "green",
    ActionState.WITHDRAWN: "grey",
}
THE_SERVICE = "The service"


def figure_words(run: AnalysisRun, key: PromptKey, instruments: InstrumentSeries | None = None) -> str:
    """What a figure is about, in words: Treatment, victims of crime, Area: Darlington."""
    series = instruments or instruments_of_run(run)
    label = series.label(key.measure) if key.measure in series.measures else key.measure
    group = f"{series.breakdowns.get(key.breakdown, key.breakdown)}: {key.group}" if key.breakdown else ""
    return ", ".join(filter(None, [label, Population(key.population).label.lower(), group]))


def prompt_rows(prompt: Prompt) -> list[tuple[str, str]]:
    """The figure behind an action, as names and values."""
    where = prompt.publication.title if prompt.publication else f"Not public: the analysis of {prompt.run.period}"
    return [
        ("Figure", figure_words(prompt.run, prompt.key)),
        ("Results", where),
        ("It was", f"{percent(prompt.percent / 100, 1)} of {number(prompt.base)} people who answered"),
    ]


def action_rows(action: Action, user: User) -> list[tuple[str, str]]:
    """What was declared, as names and values. Numbers that are not public are for the force's researchers alone."""
    prompt = policies.prompt_of_action(action)
    known = action.publication is not None or side_of(user) is Side.FORCE
    where, was = prompt_rows(prompt)[1:]
    looks = [f"up to {month(look.last_month)}" for look in action.looks.all()]
    rows = [
        ("Figure", figure_words(action.run, prompt.key)),
        where,
        was if known else ("It was", "Not public"),
        ("Expected change", f"{wording.signed(action.expected_change)} points"),
        ("Starts on", day(action.starts_on)),
        ("In place by", day(action.due_on)),
        ("Owner", action.owner),
        ("Judged by results", "; ".join(looks)),
        ("Compared with", "The other groups" if action.compared else "Nothing: no other group is shown"),
    ]
    return [*rows, ("How likely it is to be found", wording.power_sentence(action))] if known else rows


def trail_rows(action: Action) -> list[list[str]]:
    """Who did what, when and with which words, the first step first."""
    return [
        [
            date_and_time(event.at),
            event.by.name if event.by else THE_SERVICE,
            RULES[Step(event.step)].words,
            event.text or "–",
        ]
        for event in action.events.all()
    ]


@dataclass(frozen=True)
class ShownLook:
    """A look in words, with its numbers as table cells. difference: the change with its interval, empty where there is
    none."""

    title: str
    verdict: str
    colour: str
    text: str
    rows: list[tuple[str, str]]
    difference: str = ""


def shown_look(look: Look, in_force: Mapping[str, Months]) -> ShownLook:
    """What a look found; nothing while it is of results that are no longer in force, until the job has taken it again.
    in_force: the months of those that are, by slug."""
    title = _("Results up to %(month)s") % {"month": month(look.last_month)}
    if not set(look.basis) <= set(in_force):
        words, colour = wording.TO_COME
        return ShownLook(title, str(words), colour, str(wording.NO_LONGER_IN_FORCE), [])
    taken = look.taken_at is not None and look.difference is not None
    rows = _look_rows(look, [in_force[slug] for slug in look.basis]) if taken else []
    difference = _difference(look) if taken else ""
    return ShownLook(title, *wording.verdict_words(look), wording.effect_sentences(look), rows, difference)


def _look_rows(look: Look, periods: Sequence[Months]) -> list[tuple[str, str]]:
    before, after = (wording.spoken_periods(words, periods) for words in (look.before_words, look.after_words))
    return [
        (_("Baseline"), f"{before}: {_percent(look.before_percent)}"),
        (_("Since it was in place"), f"{after}: {_percent(look.after_percent)}"),
        (_("Change of this group"), wording.signed_points(look.own or 0)),
        *([(_("Change of the other groups"), wording.signed_points(look.others))] if look.others is not None else []),
        (_("Difference with %(confidence)s interval") % {"confidence": wording.confidence(look)}, _difference(look)),
    ]


def _difference(look: Look) -> str:
    return f"{wording.signed_points(look.difference or 0)} ({wording.interval(look)})"


def _percent(value: float | None) -> str:
    return _("not shown") if value is None else percent(value / 100, 1)


@dataclass(frozen=True)
class ShownHistory:
    """The published figures of an action's group: a chart, None where there are fewer than two, and table rows."""

    caption: str
    chart: Markup | None
    rows: list[list[str]]


def shown_history(action: Action) -> ShownHistory | None:
    """Every published figure of the action's group, and what each is used for; None if there are none."""
    points = history(action)
    if not points:
        return None
    caption = figure_words(action.run, policies.key_of(action))
    rows = [
        [one.point.period, _with_origin(one.point), one.interval, number(one.point.base or 0), one.use]
        for one in points
    ]
    return ShownHistory(caption, trend(caption, plotted([one.point for one in points])), rows)


def _with_origin(point: TrendPoint) -> str:
    value = _percent(point.percent)
    return origin_link(point.line, value, point.period) if point.line else value


def list_rows(actions: Iterable[Action], in_force: Mapping[str, Months], today: date) -> list[dict[str, object]]:
    """Actions as rows of the list: title, address, owner, state and what is known of the effect. in_force: as for
    `shown_look`."""
    return [
        {
            "reference": action.reference,
            "title": action.title,
            "owner": action.owner,
            "due": day(action.due_on),
            "state": "Overdue" if action.is_overdue(today) else action.get_state_display(),
            "colour": "red" if action.is_overdue(today) else STATE_COLOURS[ActionState(action.state)],
            "look": shown_look(last_look(action), in_force) if action.is_decided else None,
        }
        for action in actions
    ]


def last_look(action: Action) -> Look:
    """The last look that was taken, or else the first to come."""
    looks = list(action.looks.all())
    taken = [look for look in looks if look.taken_at]
    return taken[-1] if taken else looks[0]


def what_comes_next(action: Action, user: User) -> str:
    """What this user can do about it now, or what it waits for."""
    if action.state == ActionState.PROPOSED:
        waits = f"{Side(action.side).other.label} must agree to it before it starts on {day(action.starts_on)}."
        return "Agree to it, change it or comment on it." if policies.is_for(action, user) else waits
    if action.state == ActionState.AGREED:
        return f"It is to be in place by {day(action.due_on)}. Say here when it is."
    if action.state == ActionState.WITHDRAWN:
        return "Nothing. It stays here so that everyone can see what was decided."
    left = sum(look.taken_at is None for look in action.looks.all())
    to_come = f"{counted(left, 'declared look')} to come. " if left else "All declared looks have been taken. "
    return f"{to_come}The service compares the results automatically when they are published."


def steps_of(action: Action) -> list[Step]:
    """The steps that are allowed now."""
    return possible_steps(action.state)


def public_rows(actions: Iterable[Action]) -> list[dict[str, object]]:
    """What the public reads: the texts, the figure as published, and what may be said of the change."""
    in_force = queries.periods_in_force()
    return [_public_row(action, in_force) for action in actions]


def _public_row(action: Action, in_force: Mapping[str, Months]) -> dict[str, object]:
    prompt = policies.prompt_of_action(action)
    look = shown_look(last_look(action), in_force)
    return {
        "title": action.title,
        "you_said": action.you_said,
        "we_did": action.we_did,
        "figure": _figure_shown(action.run, prompt.key),
        "percent": percent(prompt.percent / 100),
        "period": action.run.period,
        "slug": action.publication.slug if action.publication else "",
        "look": look,
        "in_place_on": action.in_place_on,
        "due_on": action.due_on,
    }


def _figure_shown(run: AnalysisRun, key: PromptKey) -> str:
    """What a figure is about, in the language of the page."""
    if is_english():
        return figure_words(run, key)
    english, shown = instruments_of_run(run), spoken.instruments_shown(run)
    parts = [spoken.own_words(shown.label(key.measure), shown), Population(key.population).label.lower()]
    if key.breakdown:
        group = spoken.group(key.group, key.breakdown, english, shown)
        parts.append(Markup("{}: {}").format(breakdown_label(shown, key.breakdown), group))
    return Markup(", ").join(parts)


def weakest_rows(
    publication: Publication, figures: Iterable[PublishedFigure], instruments: InstrumentSeries
) -> list[dict[str, str]]:
    """The lowest figures with what opens an action about each."""
    return [
        {
            "measure": instruments.label(one.measure),
            "group": f"{instruments.breakdowns.get(one.breakdown, one.breakdown)}: {one.group}",
            "percent": percent((one.percent or 0) / 100),
            "interval": with_caution(interval_words(one.low, one.high), one.reliability),
            "base": number(one.base or 0),
            "query": PromptKey(one.population, one.measure, one.breakdown, one.group, publication.slug).query(),
        }
        for one in figures
    ]
