"""An analysis as shown to the researcher."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from aftercall.charts.importance import Driver, importance_performance
from aftercall.core.words import counted, joined, month, number, percent
from aftercall.handover.codes import CodeDocument
from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Wave
from aftercall.results.coded import all_coded, code_returns, not_coded
from aftercall.results.models import AnalysisRun, Figure, PartImportance, Population, SeriesStep
from aftercall.results.periods import Period
from aftercall.results.planning import YearPlan
from aftercall.results.words import PRIORITY_WORDS, RELIABILITY_WORDS


def interval_words(low: float | None, high: float | None) -> str:
    """An interval in words, as in 78.2% to 83.9%."""
    return f"{percent(low, 1)} to {percent(high, 1)}" if low is not None and high is not None else "not available"


def with_caution(words: str, reliability: str) -> str:
    """An interval in words, with a warning if few people answered."""
    return "; ".join(filter(None, (words, str(RELIABILITY_WORDS[reliability]))))


BREAK_MARK = "[break]"


def break_sentence(months: Iterable[date]) -> str:
    """The sentence where a question was changed so much that figures before and after must not be compared."""
    changed = joined([month(one) for one in months])
    words = _("The question was changed in %(months)s, so figures before and after cannot be compared.")
    return words % {"months": changed} if changed else ""


def marked(label: str, *, broken: bool) -> str:
    """A label, with the mark of a break in the series."""
    return label + f" {BREAK_MARK}" if broken else label


def populations(figures: Sequence[Figure], instruments: InstrumentSeries) -> list[dict[str, object]]:
    """Each population with figures: its name, the figures for everybody in it, and those by breakdown."""
    return [
        {
            "name": population.label,
            "headlines": headline_rows(of_population, instruments),
            "shares": headline_rows(of_population, instruments, shares=True),
            "breakdowns": breakdowns(of_population, instruments),
        }
        for population in Population
        if (of_population := [figure for figure in figures if figure.population == population])
    ]


def headline_rows(
    figures: Iterable[Figure], instruments: InstrumentSeries, *, shares: bool = False
) -> list[dict[str, object]]:
    """The figures for everybody, as rows with bars: how many are satisfied, or the other shares."""
    return [
        _row(marked(instruments.label(figure.measure), broken=figure.since is not None), figure)
        for figure in _in_order(figures, instruments)
        if not figure.breakdown and instruments.measures[figure.measure].is_share is shares
    ]


def breakdowns(figures: Iterable[Figure], instruments: InstrumentSeries) -> list[dict[str, object]]:
    """Each breakdown: its name, and rows with bars for every measure and group."""
    ordered = _in_order(figures, instruments)
    return [
        {
            "name": name,
            "rows": [
                _row(f"{instruments.label(figure.measure)}: {figure.group}", figure)
                for figure in ordered
                if figure.breakdown == breakdown
            ],
        }
        for breakdown, name in instruments.breakdowns.items()
    ]


def _in_order(figures: Iterable[Figure], instruments: InstrumentSeries) -> list[Figure]:
    measures = list(instruments.measures)
    return sorted(figures, key=lambda figure: measures.index(figure.measure))


def _row(label: str, figure: Figure) -> dict[str, object]:
    return {
        "label": f"{label} ({number(figure.base)})",
        "value": _linked(label, figure),
        "interval": with_caution(interval_words(figure.low, figure.high), figure.reliability.value),
        "share": figure.estimate,
        "low": figure.low,
        "high": figure.high,
    }


def _linked(label: str, figure: Figure) -> Markup:
    """The figure, as a link to its origin."""
    link = Markup('<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}: origin</span></a>')
    return link.format(_origin(figure), percent(figure.estimate, 1), label)


def _origin(figure: Figure) -> str:
    run = figure.run
    values = [
        ("programme", str(run.programme_id)),
        ("period", Period(run.first_month, run.last_month).text),
        ("population", figure.population),
        ("measure", figure.measure),
        *([("group", f"{figure.breakdown}:{figure.group}")] if figure.breakdown else []),
        ("analysis", str(run.pk)),
    ]
    return f"{reverse('workbench:figure')}?{urlencode(values)}"


def step_rows(steps: Iterable[SeriesStep], instruments: InstrumentSeries) -> list[list[str]]:
    """The months in which measures were asked with another version: measure, month, verdict, whether it was decided or
    proposed, reason."""
    return [
        [
            instruments.label(step.measure),
            month(step.month),
            step.get_verdict_display(),
            "Decided" if step.decided else "Proposed, not decided",
            step.reason,
        ]
        for step in steps
    ]


def undecided(steps: Iterable[SeriesStep]) -> Mapping[str, str]:
    """Where to decide what has not been decided: the address of each pair of versions, by its words."""
    pairs = {(step.earlier, step.later) for step in steps if not step.decided}
    return {
        f"{earlier} and {later}": reverse("questionnaires:compare", args=[later.reference, earlier.reference])
        for earlier, later in sorted(pairs, key=lambda pair: (pair[1].version, pair[0].version))
    }


def importance_rows(drivers: Iterable[PartImportance], instruments: InstrumentSeries) -> list[dict[str, object]]:
    """The drivers as rows with bars, most important first."""
    return [
        {
            "label": f"{rank}. {instruments.label(driver.measure)}",
            "importance": percent(driver.importance, 1),
            "share": driver.importance,
            "interval": interval_words(_at_least_0(driver.low), driver.high),
            "low": _at_least_0(driver.low),
            "high": driver.high,
            "performance": percent(driver.performance, 1),
            "performance_share": driver.performance,
            "priority": PRIORITY_WORDS[driver.priority],
        }
        for rank, driver in enumerate(_most_important_first(drivers), start=1)
    ]


def importance_chart(drivers: Iterable[PartImportance]) -> Markup | None:
    """The drivers in the chart of importance and performance, numbered as in `importance_rows`; None without any."""
    ordered = enumerate(_most_important_first(drivers), start=1)
    marks = [Driver(str(rank), one.performance, one.importance) for rank, one in ordered]
    return importance_performance("Importance and performance", marks)


def _most_important_first(drivers: Iterable[PartImportance]) -> list[PartImportance]:
    return sorted(drivers, key=lambda driver: (-driver.importance, driver.measure))


def explained(drivers: Iterable[PartImportance]) -> str:
    """The percentage of the variation in overall satisfaction that all drivers together account for."""
    return percent(sum(driver.importance for driver in drivers))


def _at_least_0(bound: float | None) -> float | None:
    """The lower bound of a share, which can't be below 0, although that of a symmetrical interval can."""
    return None if bound is None else max(bound, 0.0)


def facts(run: AnalysisRun) -> list[tuple[str, str]]:
    """The facts about an analysis that readers need first."""
    rates, raking = run.outcome_rates, run.weighting["raking"]
    return [
        ("People in the frame", number(run.frame_size)),
        ("Sampled", number(run.sampled)),
        ("Interviewed", number(run.respondents)),
        ("Response rate (AAPOR RR2)", percent(rates["rr2"], 1)),
        ("Cooperation rate (COOP2)", percent(rates["coop2"], 1)),
        ("Nonresponse cells", number(run.weighting["nonresponse_cells"])),
        ("Weights, smallest to largest", f"{raking['after']['smallest']:.2f} to {raking['after']['largest']:.2f}"),
        ("Design effect of the weights (Kish)", f"{raking['after']['kish_deff']:.2f}"),
        ("Rule for strata with one respondent", run.weighting["lonely_rule"]),
        ("Questionnaire", "; ".join(f"{v.title}, version {v.version}" for v in run.instruments.defer("document"))),
        *coding_facts(run),
        ("Software version", run.code_version),
        ("Digest of the data", run.data_digest),
    ]


def coding_facts(run: AnalysisRun, *, published: bool = False) -> list[tuple[str, str]]:
    """Where the figures about what people said in their own words come from, if the analysis has any. published: for
    readers of published figures, who do not see how many people said something in a month."""
    waves = list(run.waves.all())
    if not published and (missing := not_coded(waves, run.run_at)):
        return [("Codes", _not_counted(missing))]
    documents = code_returns(waves, run.run_at) if all_coded(waves, run.run_at) else {}
    return [
        (
            f"Codes of {month(wave.month)}",
            _coding_words(one, published=published),
        )
        for wave, one in documents.items()
        if one.texts or not published
    ]


def _not_counted(missing: Sequence[Wave]) -> str:
    months = joined([month(wave.month) for wave in missing])
    return f"Not counted, because what people said in their own words was not coded yet: {months}"


def _coding_words(document: CodeDocument, *, published: bool) -> str:
    if not document.texts:
        return f"Codebook version {document.codebook}; there was nothing to code"
    texts = f"{'texts' if published else counted(document.texts, 'text')} coded by two people independently"
    return f"Codebook version {document.codebook}; {texts}, kappa {_kappa(document)}"


def _kappa(document: CodeDocument) -> str:
    if document.kappa is None:
        return "not available"
    within = "" if document.low is None or document.high is None else f" ({document.low:.2f} to {document.high:.2f})"
    return f"{document.kappa:.2f}{within}"


def mode_rows(run: AnalysisRun, instruments: InstrumentSeries) -> list[list[str]]:
    """Telephone and web on each measure as cells: measure, both shares, the difference, and the difference after
    weighting, in percentage points."""
    compared = run.modes.get("measures", {})
    return [
        [
            instruments.label(measure),
            _share_words(compared[measure]["first"]),
            _share_words(compared[measure]["second"]),
            _gap_words(compared[measure]["difference"]),
            _gap_words(compared[measure]["adjusted"]),
        ]
        for measure in instruments.measures
        if measure in compared
    ]


def _share_words(share: Mapping[str, Any]) -> str:
    return f"{percent(share['share'], 1)} ({interval_words(share['low'], share['high'])}), {number(share['n'])} people"


def _gap_words(gap: Mapping[str, Any] | None) -> str:
    if gap is None:
        return "not available"
    points = [f"{100 * gap[name]:+.1f}".replace("-", "−") for name in ("difference", "low", "high")]
    return f"{points[0]} ({points[1]} to {points[2]})"


def plan_rows(plan: YearPlan) -> list[list[str]]:
    """A year's plan as cells: category, frame, sample, response rate, interviews, margin of error in points."""
    return [
        [
            line.category or "All",
            number(line.population),
            number(line.sample),
            f"{percent(line.response)}{' (assumed)' if plan.assumed else ''}",
            number(line.answers),
            "not available" if line.half_width is None else f"{100 * line.half_width:.1f}",
        ]
        for line in plan.lines
    ]
