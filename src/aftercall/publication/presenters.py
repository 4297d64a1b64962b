"""A publication as its page and its file show it."""

from collections.abc import Iterable, Iterator

from aftercall.core.words import number, percent
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.results.models import Verdict
from aftercall.results.presenters import with_caution
from aftercall.results.words import BREAKDOWN_NAMES, ITEM_NAMES, RELIABILITY_WORDS

HIDDEN = "Not shown: too few people"


# Colours only help; the words say it all.
VERDICT_COLOURS = {Verdict.ROSE: "green", Verdict.FELL: "orange", Verdict.NO_CLEAR_CHANGE: "grey"}


def statements(figures: Iterable[PublishedFigure]) -> list[dict[str, str]]:
    """The headline of each item: its name, its sentence, how precise it is, and what changed."""
    return [
        {
            "name": ITEM_NAMES[figure.item],
            "text": figure.statement or HIDDEN,
            "precision": figure.precision,
            "change": figure.change,
            "verdict": figure.get_verdict_display(),
            "colour": VERDICT_COLOURS[Verdict(figure.verdict)] if figure.verdict else "",
        }
        for figure in figures
    ]


def rows(figures: Iterable[PublishedFigure], *, label: str) -> list[dict[str, object]]:
    """Figures as rows of a table with bars; `label` is 'item' or 'group'."""
    return [_row(figure, ITEM_NAMES[figure.item] if label == "item" else figure.group) for figure in figures]


def _row(figure: PublishedFigure, label: str) -> dict[str, object]:
    if figure.percent is None:
        return {"label": label, "value": "–", "interval": HIDDEN, "share": 0.0}
    row: dict[str, object] = {
        "label": f"{label} ({number(figure.base or 0)} people)",
        "value": percent(figure.percent / 100),
        "interval": "not available",
        "share": figure.percent / 100,
    }
    if figure.low is not None and figure.high is not None:
        row |= {
            "interval": with_caution(
                f"{percent(figure.low / 100)} to {percent(figure.high / 100)}", figure.reliability
            ),
            "low": figure.low / 100,
            "high": figure.high / 100,
        }
    return row


def groups(publication: Publication) -> list[dict[str, object]]:
    """For each breakdown its name and one table an item."""
    figures = list(publication.figures.exclude(breakdown=""))
    return [
        {"name": name, "tables": list(_tables([figure for figure in figures if figure.breakdown == breakdown], name))}
        for breakdown, name in BREAKDOWN_NAMES.items()
    ]


def _tables(figures: list[PublishedFigure], name: str) -> Iterator[dict[str, object]]:
    for item, item_name in ITEM_NAMES.items():
        chosen = [figure for figure in figures if figure.item == item]
        if chosen:
            yield {
                "caption": f"{item_name}: satisfied, by {name[0].lower()}{name[1:]}",
                "rows": rows(chosen, label="group"),
            }


def provenance(publication: Publication) -> list[tuple[str, str]]:
    """What the figures rest on."""
    run = publication.run
    return [
        ("When the crimes and incidents were reported", run.period),
        ("Victims who could have been sampled", number(run.frame_size)),
        ("Sampled", number(run.sampled)),
        ("Interviewed", number(run.respondents)),
        ("Response rate (AAPOR RR2)", percent(run.outcome_rates["rr2"], 1)),
        ("Software version", run.code_version),
        ("Digest of the data", run.data_digest),
    ]


CSV_HEADER = ("item", "breakdown", "group", "base", "satisfied_per_cent", "low_95", "high_95", "note")


def csv_rows(publication: Publication) -> Iterator[tuple[object, ...]]:
    """The published figures, for a spreadsheet. What is not shown is empty and says why; it is never written as 0."""
    yield CSV_HEADER
    for figure in publication.figures.all():
        values = (_rounded(figure.percent), _rounded(figure.low), _rounded(figure.high))
        note = HIDDEN if figure.suppressed else RELIABILITY_WORDS[figure.reliability]
        base = "" if figure.base is None else figure.base
        yield (ITEM_NAMES[figure.item], BREAKDOWN_NAMES.get(figure.breakdown, "All"), figure.group, base, *values, note)


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
