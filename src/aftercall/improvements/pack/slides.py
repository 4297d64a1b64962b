"""The meeting pack as slides, with charts that can be edited, alternative texts and notes."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from math import floor

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.legend import Legend
from pptx.chart.series import LineSeries, XySeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.presentation import Presentation as Deck
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Length, Pt

from aftercall.core.words import percent
from aftercall.csv_files import harmless
from aftercall.improvements.pack import words
from aftercall.improvements.pack.content import Funnel, Pack, PackAction
from aftercall.improvements.pack.theme import BLUE, GREY, INK, ORANGE, content_slide, new_deck, title_slide
from aftercall.publication.trends import TrendPoint

_LEFT, _WIDTH = Inches(0.6), Inches(12.1)
_TOP, _HEIGHT = Inches(2.0), Inches(4.9)
# How many times wider the first column of a table is than each of the others.
_WIDER = 0.7
_MOST_CHANGES, _MOST_LISTED, _MOST_MEASURED = 10, 8, 4
_INTERVAL = "95% interval"
# The second of two lines, which the legend does not repeat.
_HIGH = ", high"
_ZONES = {"Within chance": "within", "Beyond 95%": "warning", "Beyond 99.8%": "alarm"}
_ZONE_COLOURS = {"Within chance": BLUE, "Beyond 95%": ORANGE, "Beyond 99.8%": INK}


def slides(pack: Pack, *, at: datetime) -> bytes:
    """The deck as a PPTX file. at: when it was made. It names no person."""
    deck = new_deck()
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = pack.title, pack.force, pack.force
    properties.created = properties.modified = at.replace(tzinfo=None)
    properties.language = "en-GB"
    _opening(deck, pack)
    _headlines(deck, pack)
    _changes(deck, pack)
    if len([one for one in pack.trend if one.percent is not None]) > 1:
        _trend(deck, pack)
    for funnel in pack.funnels:
        _funnel(deck, funnel)
    if pack.lowest:
        _lowest(deck, pack)
    _actions(deck, pack)
    for action in [one for one in pack.actions if one.rows][:_MOST_MEASURED]:
        _measured(deck, action)
    if pack.quotations:
        _quotations(deck, pack)
    _recovery(deck, pack)
    _reading(deck)
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _opening(deck: Deck, pack: Pack) -> None:
    slide = title_slide(deck)
    _write(_title(slide), pack.title, Pt(40))
    subtitle = slide.placeholders[1].text_frame
    _write(subtitle, f"{pack.force} and {pack.policing_body}", Pt(24))
    _add(subtitle, f"Published {pack.published_on}. Pack made {pack.made_on}.", Pt(18))
    _add(subtitle, words.ONLY_PUBLISHED, Pt(18))
    for run in (run for paragraph in subtitle.paragraphs for run in paragraph.runs):
        run.font.color.rgb = RGBColor.from_string(GREY)  # the template's own grey is hard to read
    _notes(slide, words.CHANCE)


def _headlines(deck: Deck, pack: Pack) -> None:
    text = words.headline_words(tuple(pack.headlines))
    slide = _slide(deck, "What victims say", text)
    if not pack.headlines:
        _notes(slide, text)
        return
    ordered = list(reversed(pack.headlines))
    data = CategoryChartData(number_format="0%")
    data.categories = [harmless(one.label) for one in ordered]
    data.add_series("Satisfied", [one.share for one in ordered])
    intervals = [
        f"{one.label}: {percent(one.share)}{_bounds(one.low, one.high)}, {one.base:,} people" for one in pack.headlines
    ]
    frame = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, f"Bar chart of satisfaction. {'; '.join(intervals)}.")
    _bars(frame.chart)
    _notes(slide, "\n".join(["With 95% intervals:", *intervals]))


def _bounds(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({percent(low)} to {percent(high)})"


def _bars(chart: Chart) -> None:
    chart.has_legend = False
    chart.has_title = False
    plot = chart.plots[0]
    plot.gap_width = 40
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = "0%", False
    labels.font.size, labels.position = Pt(14), XL_LABEL_POSITION.OUTSIDE_END
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 1
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.category_axis.tick_labels.font.size = Pt(14)


def _changes(deck: Deck, pack: Pack) -> None:
    slide = _slide(deck, "What changed and what did not", words.change_words(pack))
    if pack.changes:
        heads = ("Measure", "Since", "Difference", "More than chance?")
        _table(slide, heads, pack.changes[:_MOST_CHANGES], "Changes since earlier results")
    listed = [": ".join((row[0], ", ".join(row[1:]))) for row in pack.changes]
    _notes(slide, "\n".join([words.change_words(pack), *listed]))


def _trend(deck: Deck, pack: Pack) -> None:
    """A line for each stretch of figures that can be compared, with the interval of our own."""
    points = [one for one in pack.trend if one.percent is not None]
    said = [f"{one.whose_period}: {percent((one.percent or 0) / 100)}" for one in points]
    slide = _slide(deck, f"{pack.trend_label} over time", f"From {said[0]} to {said[-1]}.")
    data = CategoryChartData(number_format="0%")
    data.categories = [one.period for one in points]
    for name, stretch in _stretches(points):
        data.add_series(name, [(one.percent or 0) / 100 if one in stretch else None for one in points])
    for name, bounds in (
        (_INTERVAL, [one.low for one in points]),
        (f"{_INTERVAL}{_HIGH}", [one.high for one in points]),
    ):
        data.add_series(name, [None if value is None else value / 100 for value in bounds])
    frame = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, f"Line chart. {'; '.join(said)}.")
    _lines(frame.chart, [value for one in points for value in (one.percent, one.low, one.high) if value is not None])
    _notes(slide, "\n".join(said))


def _stretches(points: Sequence[TrendPoint]) -> list[tuple[str, list[TrendPoint]]]:
    """The points that can be compared with each other, and whose they are."""
    found: list[tuple[str, list[TrendPoint]]] = []
    for point in points:
        name = harmless(point.supplier or "This survey")
        if found and found[-1][1][-1].supplier == point.supplier and not point.after_break:
            found[-1][1].append(point)
        else:
            found.append((f"{name}, since the question changed" if point.after_break else name, [point]))
    return found


def _lines(chart: Chart, values: Sequence[float]) -> None:
    _legend(chart)
    _shares_axis(chart, min(values) / 100)
    chart.category_axis.tick_labels.font.size = Pt(14)
    for series, colour in zip(chart.plots[0].series, itertools.cycle((BLUE, ORANGE, INK)), strict=False):
        is_bound = series.name.startswith(_INTERVAL)
        series.format.line.color.rgb = RGBColor.from_string(GREY if is_bound else colour)
        series.format.line.width = Pt(1 if is_bound else 3)
        series.smooth = False
        if is_bound:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
            series.marker.style = XL_MARKER_STYLE.NONE
        else:
            _marker(series, colour)


def _marker(series: LineSeries | XySeries, colour: str) -> None:
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)


def _shares_axis(chart: Chart, lowest: float) -> None:
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = max(floor(lowest * 10 - 0.5) / 10, 0), 1
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0%", False
    axis.tick_labels.font.size = Pt(14)


def _legend(chart: Chart) -> None:
    chart.has_title = False
    chart.has_legend = True
    if chart.legend is not None:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.legend.font.size = Pt(14)
        for number, series in enumerate(chart.plots[0].series):
            if series.name.endswith(_HIGH):
                _leave_out(chart.legend, number)


def _leave_out(legend: Legend, number: int) -> None:
    """Leave a series out of the legend. The entries come directly after the position."""
    entry = OxmlElement("c:legendEntry")
    for name, value in (("c:idx", str(number)), ("c:delete", "1")):
        child = OxmlElement(name)
        child.set("val", value)
        entry.append(child)
    legend._element.find(qn("c:legendPos")).addnext(entry)  # noqa: SLF001 - python-pptx offers no other way


def _funnel(deck: Deck, funnel: Funnel) -> None:
    title = f"{funnel.measure}, by {funnel.breakdown[0].lower()}{funnel.breakdown[1:]}"
    slide = _slide(deck, title, words.funnel_words(funnel))
    data = XyChartData(number_format="0%")
    for name, values in _curves(funnel).items():
        _add_series(data, name, list(zip(funnel.sizes, values, strict=True)))
    for name, zone in _ZONES.items():
        _add_series(data, name, [(one.size, one.share) for one in funnel.places if one.zone == zone])
    frame = _chart(slide, XL_CHART_TYPE.XY_SCATTER, data, f"Funnel plot. {words.funnel_words(funnel)}")
    _name_points(frame.chart, funnel)
    _funnel_look(frame.chart, min(*(one.share for one in funnel.places), float(funnel.limits.inner_low.min())))
    listed = [f"{one.label}: {percent(one.share)}" for one in funnel.places]
    _notes(slide, "\n".join([words.FUNNEL_KEY, *listed]))


def _add_series(data: XyChartData, name: str, points: Sequence[tuple[float, float]]) -> None:
    """A series, unless it has no points, which some programs could not show."""
    if points:
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)


def _curves(funnel: Funnel) -> dict[str, Sequence[float]]:
    limits = funnel.limits
    return {
        "Everybody": [funnel.target] * len(funnel.sizes),
        "95% limits": limits.inner_low.tolist(),
        f"95% limits{_HIGH}": limits.inner_high.tolist(),
        "99.8% limits": limits.outer_low.tolist(),
        f"99.8% limits{_HIGH}": limits.outer_high.tolist(),
    }


def _name_points(chart: Chart, funnel: Funnel) -> None:
    """The name of each group beside its mark."""
    sides = _sides(funnel)
    for series in chart.plots[0].series:
        names = [one.label for one in funnel.places if one.zone == _ZONES.get(series.name)]
        for number, name in enumerate(names):
            label = series.points[number].data_label
            label.position = sides[name]
            _write(label.text_frame, name, Pt(12))


def _sides(funnel: Funnel) -> dict[str, XL_LABEL_POSITION]:
    """On which side of its mark each name is: away from the line of everybody, and of neighbours on different sides, so
    that few names overlap."""
    by_size = sorted(funnel.places, key=lambda one: (one.size, one.label))
    high = [one.label for one in by_size if one.share >= funnel.target]
    low = [one.label for one in by_size if one.share < funnel.target]
    right = XL_LABEL_POSITION.RIGHT
    return {
        name: right if place % 2 else away
        for names, away in ((high, XL_LABEL_POSITION.ABOVE), (low, XL_LABEL_POSITION.BELOW))
        for place, name in enumerate(names)
    }


def _funnel_look(chart: Chart, lowest: float) -> None:
    _legend(chart)
    _shares_axis(chart, lowest)
    axis = chart.category_axis
    axis.minimum_scale, axis.has_major_gridlines, axis.has_title = 0, False, True
    _write(axis.axis_title.text_frame, "Effective number of people who answered", Pt(14))
    axis.tick_labels.font.size = Pt(14)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "#,##0", False
    for series in chart.plots[0].series:
        if series.name in _ZONE_COLOURS:
            series.format.line.fill.background()
            _marker(series, _ZONE_COLOURS[series.name])
        else:
            series.marker.style = XL_MARKER_STYLE.NONE
            series.format.line.color.rgb = RGBColor.from_string(INK if series.name == "Everybody" else GREY)
            series.format.line.width = Pt(1.5)
            if series.name.startswith("95%"):
                series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH


def _lowest(deck: Deck, pack: Pack) -> None:
    slide = _slide(deck, "The lowest figures", words.LOWEST)
    _table(slide, words.LOWEST_HEADS, pack.lowest, "The lowest figures")
    _notes(slide, words.LOWEST)


def _actions(deck: Deck, pack: Pack) -> None:
    text = "What the force and the local policing body have agreed or proposed." if pack.actions else "No action yet."
    slide = _slide(deck, "Actions", text)
    rows = [[one.title, one.owner, one.due, one.state, one.verdict] for one in pack.actions[:_MOST_LISTED]]
    if rows:
        _table(slide, words.ACTION_HEADS, rows, "Actions")
    _notes(slide, "\n".join(f"{one.title}: {one.about}" for one in pack.actions) or text)


def _measured(deck: Deck, action: PackAction) -> None:
    slide = _slide(deck, action.title, f"{action.verdict}. {action.about}.")
    box = slide.shapes.add_textbox(_LEFT, _TOP, _WIDTH, Inches(1.4)).text_frame
    box.word_wrap = True
    _write(box, action.text, Pt(18))
    _table(slide, ("What", "Result"), [list(row) for row in action.rows], "Before and after", top=Inches(3.6))
    _notes(slide, words.CHANCE)


def _quotations(deck: Deck, pack: Pack) -> None:
    slide = _slide(deck, words.QUOTATIONS, words.QUOTED)
    _table(slide, ("Who", "What they said"), [[group, said] for said, group in pack.quotations], words.QUOTATIONS)
    _notes(slide, words.QUOTED)


def _recovery(deck: Deck, pack: Pack) -> None:
    text = "People who agreed in their interview that the force may contact them about their case."
    slide = _slide(deck, "Service recovery", text)
    _table(slide, ("What", "People"), [list(row) for row in pack.recovery], "Service recovery")
    _notes(slide, "Each request is to be answered within 10 working days.")


def _reading(deck: Deck) -> None:
    slide = _slide(deck, "How to read these figures", words.ONLY_PUBLISHED)
    box = slide.shapes.add_textbox(_LEFT, _TOP, _WIDTH, _HEIGHT).text_frame
    box.word_wrap = True
    sentences = [f"{one.removesuffix('.')}." for one in words.CHANCE.split(". ")]
    _write(box, sentences[0], Pt(20))
    for sentence in sentences[1:]:
        _add(box, sentence, Pt(20))
    _notes(slide, words.CHANCE)


def _slide(deck: Deck, title: str, text: str) -> Slide:
    """A slide with a title and a sentence that says what to see."""
    slide = content_slide(deck)
    _write(_title(slide), title, Pt(32))
    _place(slide)
    box = slide.shapes.add_textbox(_LEFT, Inches(1.15), _WIDTH, Inches(0.8)).text_frame
    box.word_wrap = True
    _write(box, text, Pt(18))
    return slide


def _place(slide: Slide) -> None:
    title = slide.shapes.title
    if title is not None:
        title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        title.left, title.top, title.width, title.height = _LEFT, Inches(0.35), _WIDTH, Inches(0.8)


def _title(slide: Slide) -> TextFrame:
    frame: TextFrame = slide.placeholders[0].text_frame
    return frame


def _write(frame: TextFrame, text: str, size: Length) -> None:
    """Put a first paragraph into a frame, in British English."""
    frame.text = text
    _style(frame, size)


def _add(frame: TextFrame, text: str, size: Length) -> None:
    frame.add_paragraph().text = text
    _style(frame, size, last=True)


def _style(frame: TextFrame, size: Length, *, last: bool = False) -> None:
    paragraph = frame.paragraphs[-1 if last else 0]
    paragraph.space_after = Pt(8)
    for run in paragraph.runs:
        run.font.size, run.font.language_id = size, MSO_LANGUAGE_ID.ENGLISH_UK


def _chart(slide: Slide, kind: XL_CHART_TYPE, data: CategoryChartData | XyChartData, alternative: str) -> GraphicFrame:
    """A chart with its data, and an alternative text."""
    frame: GraphicFrame = slide.shapes.add_chart(kind, _LEFT, _TOP, _WIDTH, _HEIGHT, data)  # type: ignore[arg-type, assignment]  # its annotations are wrong
    _describe(frame, alternative)
    return frame


def _table(
    slide: Slide, heads: Sequence[str], rows: Sequence[Sequence[str]], alternative: str, *, top: Length = _TOP
) -> None:
    """A table with a heading row."""
    frame = slide.shapes.add_table(len(rows) + 1, len(heads), _LEFT, top, _WIDTH, Inches(0.4 * (len(rows) + 1)))
    _describe(frame, alternative)
    narrow = Emu(int(_WIDTH / (len(heads) + _WIDER)))
    for across in range(len(heads)):
        frame.table.columns[across].width = narrow if across else Emu(int(narrow * (1 + _WIDER)))
    for across, head in enumerate(heads):
        _write(frame.table.cell(0, across).text_frame, head, Pt(14))
    for down, row in enumerate(rows, start=1):
        for across, cell in enumerate(row):
            _write(frame.table.cell(down, across).text_frame, cell, Pt(14))


def _describe(frame: GraphicFrame, alternative: str) -> None:
    frame.element.nvGraphicFramePr.cNvPr.set("descr", alternative)


def _notes(slide: Slide, text: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = text
