"""What a focus group said beside what the survey measured."""

from django.utils.translation import gettext as _

from aftercall.communities.models import FocusGroup
from aftercall.communities.presenters import BesideSurvey
from aftercall.core.words import number, percent
from aftercall.publication import spoken
from aftercall.publication.models import PublishedFigure
from aftercall.publication.queries import headlines, in_force


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
    instruments = spoken.instruments_shown(publication.run)
    figures = {figure.measure: figure for figure in headlines(publication, instruments)}
    return {name: spoken.own_words(instruments.label(name), instruments) for name in figures}, figures


def _figure(figure: PublishedFigure) -> str:
    if figure.percent is None or figure.base is None:
        return figure.not_shown
    share = percent(figure.percent / 100, 1)
    if figure.low is not None and figure.high is not None:
        low_and_high = _("%(low)s to %(high)s") % {"low": f"{figure.low:.1f}", "high": f"{figure.high:.1f}"}
        share = f"{share} ({low_and_high})"
    return _("%(share)s, %(count)s people asked") % {"share": share, "count": number(figure.base)}
