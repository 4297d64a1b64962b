"""The meeting pack as a PDF that screen readers can read."""

from collections.abc import Iterator

from aftercall.charts.funnel import FunnelArea, FunnelLimits, funnel
from aftercall.charts.trend import trend
from aftercall.core.documents import Bar, Chart, Document, Heading, Paragraph, Part, Picture, Table
from aftercall.core.words import joined, number, percent
from aftercall.improvements.pack import words
from aftercall.improvements.pack.content import Funnel, Pack
from aftercall.publication.trends import plotted


def printed(pack: Pack) -> bytes:
    """The PDF. The same pack gives the same bytes on a machine."""
    return document(pack).pdf()


def document(pack: Pack) -> Document:
    """What the PDF shows."""
    introduction = (
        f"{pack.force} and {pack.policing_body}. Published {pack.published_on}. Pack made {pack.made_on}. "
        f"{words.ONLY_PUBLISHED}"
    )
    parts = [
        *_headlines(pack),
        *_changes(pack),
        *_trend(pack),
        *(part for one in pack.funnels for part in _funnel(one)),
        *_lowest(pack),
        *_actions(pack),
        *_quotations(pack),
        Heading("Service recovery"),
        Table("Service recovery", ("What", "People"), pack.recovery),
        Heading("How to read these figures"),
        Paragraph(words.CHANCE),
    ]
    return Document(f"Meeting pack: {pack.title}", introduction, parts, footer=f"{pack.force}: {pack.title}")


def _headlines(pack: Pack) -> Iterator[Part]:
    yield Heading("What victims say")
    yield Paragraph(words.headline_words(pack.headlines))
    if pack.headlines:
        bars = [Bar(one.label, percent(one.share), one.share, one.low, one.high) for one in pack.headlines]
        said = joined([f"{bar.label} {bar.value}" for bar in bars])
        yield Chart("Satisfied, with 95% intervals", f"Bar chart with 95% intervals: {said}.", bars)


def _changes(pack: Pack) -> Iterator[Part]:
    yield Heading("What changed and what did not")
    yield Paragraph(words.change_words(pack))
    if pack.changes:
        yield Table("Changes", ("Measure", "Since", "Difference", "More than chance?"), pack.changes)


def _trend(pack: Pack) -> Iterator[Part]:
    caption = f"{pack.trend_label} over time"
    drawn = trend(caption, plotted(pack.trend)) if pack.trend else None
    if drawn is None:
        return
    shown = [one for one in pack.trend if one.percent is not None]
    said = joined([f"{one.whose_period} {percent((one.percent or 0) / 100)}" for one in shown])
    yield Heading(caption)
    yield Picture("With 95% intervals where they are known", f"Line chart: {said}.", drawn)
    rows = [[one.whose_period, percent((one.percent or 0) / 100), number(one.base or 0)] for one in shown]
    yield Table(caption, ("Period", "Satisfied", "People"), rows)


def _funnel(one: Funnel) -> Iterator[Part]:
    caption = f"{one.measure}, by {one.breakdown[0].lower()}{one.breakdown[1:]}"
    areas = [FunnelArea(str(place), where.size, where.share, where.zone) for place, where in enumerate(one.places, 1)]
    limits = one.limits
    curves = (limits.inner_low, limits.inner_high, limits.outer_low, limits.outer_high)
    drawn = funnel(caption, areas, one.target, FunnelLimits(one.sizes, *(curve.tolist() for curve in curves)))
    yield Heading(caption)
    yield Paragraph(words.funnel_words(one))
    if drawn is not None:
        yield Picture(words.FUNNEL_KEY, f"Funnel plot. {words.funnel_words(one)}", drawn)
    rows = [
        [f"{place}. {where.label}", percent(where.share), f"{where.size:,.0f}", words.zone_words(where.zone)]
        for place, where in enumerate(one.places, 1)
    ]
    yield Table(caption, ("Group", "Satisfied", "Effective people", "Chance explains it?"), rows)


def _lowest(pack: Pack) -> Iterator[Part]:
    if pack.lowest:
        yield Heading("The lowest figures")
        yield Paragraph(words.LOWEST)
        yield Table("The lowest figures", words.LOWEST_HEADS, pack.lowest)


def _actions(pack: Pack) -> Iterator[Part]:
    yield Heading("Actions and what the results say")
    if not pack.actions:
        yield Paragraph("No action yet.")
        return
    rows = [[one.title, one.owner, one.due, one.state, one.verdict] for one in pack.actions]
    yield Table("Actions", words.ACTION_HEADS, rows)
    for one in pack.actions:
        if one.rows:
            yield Heading(one.title)
            yield Paragraph(f"{one.about}. {one.text}")
            yield Table(one.verdict, ("What", "Result"), one.rows)


def _quotations(pack: Pack) -> Iterator[Part]:
    if pack.quotations:
        yield Heading(words.QUOTATIONS)
        yield Paragraph(words.QUOTED)
        yield Table(words.QUOTATIONS, ("Who", "What they said"), [(group, said) for said, group in pack.quotations])
