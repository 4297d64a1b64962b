"""What the local policing body may want to know: the published figures to explore."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.publication.queries import changes_shown, headlines, in_force
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.workbench.in_short import change_sentences, overall

_MOST_SENTENCES = 4


def figures_to_explore(_: datetime, __: object) -> Iterator[HomeItem]:
    """The latest published figures: the overall one, and what changed by more than chance."""
    newest = in_force().first()
    if newest is None:
        return
    instruments = instruments_of_run(newest.run)
    figures = headlines(newest, instruments)
    changes = [one for one in changes_shown(newest) if one.population == Population.ALL]
    sentences = [*overall(figures, instruments), *change_sentences(changes, instruments)]
    address = reverse("workbench:explore", args=[newest.slug])
    yield HomeItem(f"Explore {newest.title}", address, " ".join(sentences[:_MOST_SENTENCES]))
