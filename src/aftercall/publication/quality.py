"""How the figures of a publication were made, and how good they are, in numbers."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercall.core.words import number, percent
from aftercall.handover.modes import Mode
from aftercall.methods.disclosure import DisclosureRule
from aftercall.publication.models import Mark, Publication
from aftercall.publication.thresholds import thresholds_of
from aftercall.results.models import AnalysisRun

# The rates that readers of surveys look for, by AAPOR's abbreviation.
_RATES = {
    "rr2": _("Response rate (AAPOR RR2): people interviewed, of all sampled who were or may have been eligible"),
    "coop2": _("Cooperation rate (AAPOR COOP2): people interviewed, of all we reached"),
    "ref2": _("Refusal rate (AAPOR REF2)"),
    "con2": _("Contact rate (AAPOR CON2)"),
}


@dataclass(frozen=True)
class Quality:
    """Facts about a publication, as names and values, and the marks that stand for values that are not shown.
    some_on_the_web: whether not everybody was interviewed by telephone."""

    sample: list[tuple[str, str]]
    response: list[tuple[str, str]]
    weights: list[tuple[str, str]]
    provenance: list[tuple[str, str]]
    marks: list[list[str]]
    thresholds: DisclosureRule
    some_on_the_web: bool


def quality(publication: Publication) -> Quality:
    """What the method and quality page of a publication says."""
    run = publication.run
    return Quality(
        sample=_sample(run),
        response=[(str(words), percent(run.outcome_rates[rate], 1)) for rate, words in _RATES.items()],
        weights=_weights(run),
        provenance=_provenance(run),
        marks=[[f"[{mark.value}]", mark.label[0].upper() + mark.label[1:]] for mark in Mark if mark.value],
        thresholds=thresholds_of(run),
        some_on_the_web=_some_on_the_web(run),
    )


def _sample(run: AnalysisRun) -> list[tuple[str, str]]:
    return [
        (gettext("When the crimes and incidents were reported"), run.period),
        (gettext("Victims who could have been sampled"), number(run.frame_size)),
        (gettext("Sampled at random"), number(run.sampled)),
        (
            gettext("Interviewed") if _some_on_the_web(run) else gettext("Interviewed by telephone"),
            number(run.respondents),
        ),
    ]


def _some_on_the_web(run: AnalysisRun) -> bool:
    people = run.modes.get("people", {})
    return any(people.get(mode) for mode in (Mode.WEB, Mode.BOTH))


def _weights(run: AnalysisRun) -> list[tuple[str, str]]:
    if "raking" not in run.weighting:
        return []
    lowest, highest = (percent(run.weighting[name], 1) for name in ("lowest_response", "highest_response"))
    after = run.weighting["raking"]["after"]
    return [
        (gettext("Nonresponse groups (category and age)"), number(run.weighting["nonresponse_cells"])),
        (gettext("Response in these groups"), gettext("%(low)s to %(high)s") % {"low": lowest, "high": highest}),
        (
            gettext("Weights, smallest to largest"),
            gettext("%(low)s to %(high)s") % {"low": f"{after['smallest']:.2f}", "high": f"{after['largest']:.2f}"},
        ),
        (gettext("Design effect of the weights (Kish)"), f"{after['kish_deff']:.2f}"),
    ]


def _provenance(run: AnalysisRun) -> list[tuple[str, str]]:
    asked = "; ".join(
        gettext("%(title)s, version %(version)s") % {"title": one.title, "version": one.version}
        for one in run.instruments.defer("document")
    )
    return [
        (gettext("Questionnaire"), asked),
        (gettext("Software version"), run.code_version),
        (gettext("Digest of the data"), run.data_digest),
        (gettext("Digest of the design"), run.design_digest),
    ]
