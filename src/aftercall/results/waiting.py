"""What waits for the researcher after a return: results to analyse."""

from collections.abc import Iterator

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.programmes.wave_titles import wave_titles
from aftercall.results import queries


def results_to_analyse(*_: object) -> Iterator[HomeItem]:
    """Waves whose results have been returned and are in no analysis."""
    title = wave_titles()
    for wave in queries.waves_to_analyse():
        yield HomeItem(
            f"Analyse {title(wave)}",
            reverse("results:analyses"),
            "Its results have been returned and are not part of any analysis yet.",
        )
