"""What a focus group said beside what the survey measured."""

from aftercall.communities.models import FocusGroup
from aftercall.communities.presenters import BesideSurvey
from aftercall.core.words import number
from aftercall.publication.models import PublishedFigure
from aftercall.publication.queries import headlines, in_force
from aftercall.results.instruments import instruments_of_run


def beside_survey(group: FocusGroup) -> list[BesideSurvey]:
    """Each theme with its approved quotations, and the newest published figure of its measure."""
    labels, figures = _published(group)
    return [
        BesideSurvey(
            theme,
            [quotation.text for quotation in theme.quotations.all() if quotation.text],
            labels.get(theme.measure, ""),
            _figure(figures[theme.measure]) if theme.measure in figures else "",
        )
        for theme in group.themes.prefetch_related("quotations")
    ]


def _published(group: FocusGroup) -> tuple[dict[str, str], dict[str, PublishedFigure]]:
    publication = in_force().filter(run__programme=group.programme).first()
    if publication is None:
        return {}, {}
    instruments = instruments_of_run(publication.run)
    figures = {figure.measure: figure for figure in headlines(publication, instruments)}
    return {name: instruments.label(name) for name in figures}, figures


def _figure(figure: PublishedFigure) -> str:
    if figure.percent is None or figure.base is None:
        return figure.not_shown
    interval = f" ({figure.low:.1f} to {figure.high:.1f})" if figure.low is not None and figure.high is not None else ""
    return f"{figure.percent:.1f}%{interval}, {number(figure.base)} people asked"
