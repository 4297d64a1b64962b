"""The publication as a document to print: a PDF that screen readers can read."""

from collections.abc import Iterable, Iterator, Sequence

from aftercall.core.documents import Bar, Bullets, Caution, Chart, Document, Facts, Heading, Paragraph, Part, Table
from aftercall.core.words import joined, number
from aftercall.publication.files.content import LICENCE, LICENCE_ADDRESS, Content
from aftercall.publication.files.over_time import methods_of_others, point_cells, who_measured
from aftercall.publication.files.values import MARKS, how_to_read, population_label, rounded, values_of
from aftercall.publication.models import PublishedChange, PublishedFigure
from aftercall.publication.trends import TrendPoint
from aftercall.publication.wording import without_method
from aftercall.results.models import Population

_SAMPLE = (
    "A random sample of victims is called some weeks after they reported a crime or incident. Answers are weighted, so "
    "that they represent all victims whom we could have called. We do not count answers of “don’t know”, “does not "
    "apply” or “prefer not to say”."
)
_CHANCE = (
    "If we repeated the survey many times, about 95 out of 100 of the intervals would contain the figure for all "
    "victims. Changes are judged together, so that chance alone seldom makes one of them look real (Holm, 5%)."
)
_PRIVACY = (
    "We leave out figures that could identify someone, alone or by comparison with others that we have published."
)


def printable(content: Content) -> bytes:
    """The PDF of a publication. The same content gives the same bytes on a machine."""
    return document(content).pdf()


def document(content: Content) -> Document:
    """What the PDF shows."""
    parts = [
        *(Caution(words) for words in content.warnings),
        *_headlines(content),
        *_commentary(content),
        *_changes(content),
        *_over_time(content),
        *_breakdowns(content),
        *_method(content),
    ]
    introduction = f"{content.force}. About crimes and incidents reported in {content.period}. {content.issued}"
    return Document(content.title, introduction, parts, footer=f"{content.force}: {content.title}")


def _headlines(content: Content) -> Iterator[Part]:
    for population in Population.values:
        lines = [line for line in content.figures if not line.breakdown and line.population == population]
        if not lines:
            continue
        yield Heading(population_label(population))
        for line in lines:
            yield Paragraph(_sentences(content, line))
        yield from _chart(content, f"{population_label(population)}: the figures in a chart", lines)
        yield _table(
            f"{population_label(population)}: the figures", [(_measure(content, line), line) for line in lines]
        )


def _sentences(content: Content, line: PublishedFigure) -> str:
    said = (line.statement, line.precision, line.break_note)
    return " ".join(filter(None, said)) or f"{_measure(content, line)}: {how_to_read(line).lower()}."


def _chart(content: Content, caption: str, lines: Sequence[PublishedFigure]) -> Iterator[Chart]:
    bars = [bar for line in lines for bar in _bar(content, line)]
    if bars:
        shown = joined([f"{bar.label} {bar.value}" for bar in bars])
        yield Chart(caption, f"Bar chart of percentages with their 95% intervals: {shown}.", bars)


def _bar(content: Content, line: PublishedFigure) -> Iterator[Bar]:
    if (share := values_of(line).percent) is not None:
        low, high = (None if bound is None else bound / 100 for bound in (line.low, line.high))
        yield Bar(_measure(content, line), f"{share}%", share / 100, low, high)


def _measure(content: Content, line: PublishedFigure) -> str:
    return content.measures.get(line.measure, line.measure)


def _commentary(content: Content) -> Iterator[Part]:
    if content.commentary:
        yield Heading("What we make of it")
        yield from (Paragraph(text) for text in content.commentary)


def _changes(content: Content) -> Iterator[Part]:
    yield Heading("What changed, and what did not")
    if not content.changes:
        yield Paragraph("No figures have been published for an earlier period of the same length.")
        return
    yield Bullets([_change(content, change) for change in content.changes])
    yield from (Paragraph(words) for words in methods_of_others(content))


def _change(content: Content, change: PublishedChange) -> str:
    """What changed, beginning with what and for whom."""
    about = f"{content.measures.get(change.measure, change.measure)}, {population_label(change.population).lower()}"
    return f"{about}. {without_method(change.statement)[0]}"


def _over_time(content: Content) -> Iterator[Part]:
    """Only for the first population, as the figures by group are: for others the document would be too long."""
    first = next(iter(content.populations), None)
    trends = {about: points for about, points in content.trends.items() if about[0] == first}
    if trends:
        yield Heading("Over time")
        yield from _elsewhere(content)
    for (population, measure), points in trends.items():
        caption = f"{content.measures.get(measure, measure)}, {population_label(population).lower()}, over time"
        bars = [bar for point in points for bar in _bar_of_point(point)]
        if bars:
            shown = joined([f"{bar.label} {bar.value}" for bar in bars])
            yield Chart(caption, f"Bar chart of percentages by period: {shown}.", bars)
        rows = [[point.period, *_shown(point), who_measured(content, point)] for point in points]
        yield Table(caption, ["Period", "Base", "Percentage", "95% interval", "Who measured it"], rows)


def _bar_of_point(point: TrendPoint) -> Iterator[Bar]:
    if (share := rounded(point.percent)) is not None:
        low, high = (None if bound is None else bound / 100 for bound in (point.low, point.high))
        yield Bar(point.whose_period, f"{share}%", share / 100, low, high)


def _shown(point: TrendPoint) -> list[str]:
    base, percent, low, high = point_cells(point)
    known = isinstance(low, float) and isinstance(high, float)
    return [
        number(base) if isinstance(base, int) else str(base),
        f"{percent}%" if isinstance(percent, float) else str(percent),
        f"{low}% to {high}%" if known else str(low),
    ]


def _breakdowns(content: Content) -> Iterator[Part]:
    first = next(iter(content.populations), None)
    of_first = [line for line in content.figures if line.population == first]
    for breakdown, label in content.breakdowns.items():
        lines = [line for line in of_first if line.breakdown == breakdown]
        if not lines:
            continue
        yield Heading(f"By {label[0].lower()}{label[1:]}")
        yield from _elsewhere(content)
        for measure, words in content.measures.items():
            rows = [(line.group, line) for line in lines if line.measure == measure]
            if rows:
                yield _table(words, rows)


def _elsewhere(content: Content) -> Iterator[Part]:
    """Where to find what is left out here."""
    first, *others = content.populations
    if others:
        whose = joined([population_label(one).lower() for one in others])
        yield Paragraph(
            f"{population_label(first)}. The spreadsheets and the data also have these figures for {whose}."
        )


def _table(caption: str, rows: Iterable[tuple[str, PublishedFigure]]) -> Table:
    heads = ["Who or what", "Base", "Percentage", "95% interval", "How to read it"]
    return Table(caption, heads, [[label, *_cells(line), how_to_read(line)] for label, line in rows])


def _cells(line: PublishedFigure) -> list[str]:
    values = values_of(line)
    mark = f"[{values.mark}]"
    interval = "[x]" if values.low is None or values.high is None else f"{values.low}% to {values.high}%"
    return [
        mark if values.base is None else number(values.base),
        mark if values.percent is None else f"{values.percent}%",
        mark if line.percent is None else interval,
    ]


def _method(content: Content) -> Iterator[Part]:
    yield Heading("How we know, and how sure we are")
    yield from (Paragraph(text) for text in (_SAMPLE, _CHANCE, _PRIVACY))
    yield Facts(list(content.facts))
    yield Table("Marks", ["Mark", "What it means"], [[f"[{mark.value}]", words] for mark, words in MARKS.items()])
    yield Heading("These results on the web")
    yield Paragraph(f"{content.address} has these results, the data to download, and corrections if there are any.")
    yield Paragraph(f"Licence: {LICENCE}, {LICENCE_ADDRESS}. Questions: {content.contact}.")
