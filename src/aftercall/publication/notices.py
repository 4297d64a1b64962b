"""What readers of published results must know: that they correct others, or that they were corrected or withdrawn."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercall.core.words import day
from aftercall.publication.as_published import newest_of_period
from aftercall.publication.models import Publication
from aftercall.publication.queries import corrected_since, no_longer_compared
from aftercall.publication.states import PublicationAction, PublicationState
from aftercall.results.periods import period_words


@dataclass(frozen=True)
class Notice:
    """A sentence or two, the reason that was given, and a link to the other results (or empty)."""

    text: str
    reason: str = ""
    link_text: str = ""
    url: str = ""


def notices(publication: Publication) -> list[Notice]:
    """What to say on the page of published results, and wherever else they appear; the most important first."""
    found = []
    if publication.state == PublicationState.WITHDRAWN:
        found.append(_withdrawn(publication))
    if publication.state == PublicationState.CORRECTED:
        found.append(_corrected(publication))
    if publication.supersedes:
        found.append(_correction(publication, publication.supersedes))
    if publication.state != PublicationState.WITHDRAWN:
        found.extend(_compared_with_corrected(one) for one in corrected_since(publication))
        found.extend(Notice(_compared_with_withdrawn(*months)) for months in no_longer_compared(publication))
    return found


def correction_of(publication: Publication) -> Publication | None:
    """The public results that correct these, if there are any."""
    later: Publication | None = getattr(publication, "superseded_by", None)
    return later if later and later.is_public else None


def _withdrawn(publication: Publication) -> Notice:
    event = publication.events.filter(action=PublicationAction.WITHDRAW).last()
    text = (
        _("These results were withdrawn on %(day)s.") % {"day": day(event.at)}
        if event
        else _("These results were withdrawn.")
    )
    return _with_link(Notice(text, publication.withdrawal), publication, _("Read the results that replace them"))


def _corrected(publication: Publication) -> Notice:
    later = correction_of(publication)
    when = later.published_at if later else None
    text = (
        _("These results were corrected on %(day)s.") % {"day": day(when)}
        if when
        else _("These results were corrected.")
    )
    first = _("The figures on this page are those published at first.")
    notice = Notice(f"{text} {first}", later.correction if later else "")
    return _with_link(notice, publication, _("Read the corrected results"))


def _with_link(notice: Notice, publication: Publication, words: str) -> Notice:
    """The notice with a link to what replaces these results today, if anything does."""
    newest = newest_of_period(publication)
    return notice if newest == publication else Notice(notice.text, notice.reason, words, _address(newest))


def _correction(publication: Publication, earlier: Publication) -> Notice:
    when = earlier.published_at
    text = (
        _("These results correct those that were published on %(day)s.") % {"day": day(when)}
        if when
        else _("These results correct others.")
    )
    return Notice(text, publication.correction, _("See what was published before"), _address(earlier))


def _compared_with_corrected(earlier: Publication) -> Notice:
    later, period = correction_of(earlier), {"period": earlier.run.period}
    text = (
        _("These results are compared with those for %(period)s, which were corrected on %(day)s.")
        % (period | {"day": day(later.published_at)})
        if later and later.published_at
        else _("These results are compared with those for %(period)s, which were corrected.") % period
    )
    return Notice(text, link_text=_("Read the corrected results"), url=_address(newest_of_period(earlier)))


def _compared_with_withdrawn(first: date, last: date) -> str:
    text = _("These results were compared with those for %(period)s, which have been withdrawn.")
    return f"{text % {'period': period_words(first, last)}} {_('The comparison is no longer shown.')}"


def _address(publication: Publication) -> str:
    return reverse("publication:result", args=[publication.slug])
