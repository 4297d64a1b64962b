"""An analysis as the researcher reads it."""

from collections.abc import Iterable

from aftercall.core.words import number, percent
from aftercall.results.models import AnalysisRun, Change, Figure


def interval_words(low: float | None, high: float | None) -> str:
    """As in 78.2% to 83.9%."""
    return f"{percent(low, 1)} to {percent(high, 1)}" if low is not None and high is not None else "too few to say"


def bar_row(label: str, share: float, low: float | None, high: float | None, base: int) -> dict[str, object]:
    """A row of a table with bars."""
    return {
        "label": f"{label} ({number(base)})",
        "value": percent(share, 1),
        "interval": interval_words(low, high),
        "share": share,
        "low": low,
        "high": high,
    }


def figure_rows(figures: Iterable[Figure]) -> list[dict[str, object]]:
    """Figures as rows with bars, labelled by item and group, with the base."""
    return [
        bar_row(f"{figure.item}: {figure.group}" if figure.group else figure.item, *_numbers(figure))
        for figure in figures
    ]


def _numbers(figure: Figure) -> tuple[float, float | None, float | None, int]:
    return figure.estimate, figure.low, figure.high, figure.base


def change_rows(changes: Iterable[Change]) -> list[list[str]]:
    """Item, both quarters, the difference with its interval, the p-value and what may be said."""
    return [
        [
            change.item,
            percent(change.earlier_estimate, 1),
            percent(change.later_estimate, 1),
            f"{percent(change.difference, 1)} ({interval_words(change.low, change.high)})",
            "–" if change.p_value is None else f"{change.p_value:.3f}",
            change.get_verdict_display(),
        ]
        for change in changes
    ]


def facts(run: AnalysisRun) -> list[tuple[str, str]]:
    """What a reader of the figures may ask first."""
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
        ("Strata with one respondent", run.weighting["lonely_strata"]),
        ("Version of the program", run.code_version),
        ("Digest of the data", run.data_digest),
    ]
