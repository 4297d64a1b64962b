"""How the figures of a publication were made, and how good they are, in numbers."""

from dataclasses import dataclass

from aftercall.core.words import number, percent
from aftercall.methods.joint_suppression import THE_RULE
from aftercall.publication.models import Mark, Publication
from aftercall.results.models import AnalysisRun

# The rates that readers of surveys look for, by AAPOR's abbreviation.
_RATES = {
    "rr2": "Response rate (AAPOR RR2): people interviewed, of all sampled who were or may have been eligible",
    "coop2": "Cooperation rate (AAPOR COOP2): people interviewed, of all we reached",
    "ref2": "Refusal rate (AAPOR REF2)",
    "con2": "Contact rate (AAPOR CON2)",
}


@dataclass(frozen=True)
class Quality:
    """Facts about a publication, as names and values, and the marks that stand for values that are not shown."""

    sample: list[tuple[str, str]]
    response: list[tuple[str, str]]
    weights: list[tuple[str, str]]
    provenance: list[tuple[str, str]]
    marks: list[list[str]]
    minimum_base: int
    minimum_count: int


def quality(publication: Publication) -> Quality:
    """What the method and quality page of a publication says."""
    run = publication.run
    return Quality(
        sample=_sample(run),
        response=[(words, percent(run.outcome_rates[rate], 1)) for rate, words in _RATES.items()],
        weights=_weights(run),
        provenance=_provenance(run),
        marks=[[f"[{mark.value}]", mark.label[0].upper() + mark.label[1:]] for mark in Mark if mark.value],
        minimum_base=THE_RULE.minimum_base,
        minimum_count=THE_RULE.minimum_count,
    )


def _sample(run: AnalysisRun) -> list[tuple[str, str]]:
    return [
        ("When the crimes and incidents were reported", run.period),
        ("Victims who could have been sampled", number(run.frame_size)),
        ("Sampled at random", number(run.sampled)),
        ("Interviewed by telephone", number(run.respondents)),
    ]


def _weights(run: AnalysisRun) -> list[tuple[str, str]]:
    if "raking" not in run.weighting:
        return []
    lowest, highest = (percent(run.weighting[name], 1) for name in ("lowest_response", "highest_response"))
    after = run.weighting["raking"]["after"]
    return [
        ("Nonresponse groups (category and age)", number(run.weighting["nonresponse_cells"])),
        ("Response in these groups", f"{lowest} to {highest}"),
        ("Weights, smallest to largest", f"{after['smallest']:.2f} to {after['largest']:.2f}"),
        ("Design effect of the weights (Kish)", f"{after['kish_deff']:.2f}"),
    ]


def _provenance(run: AnalysisRun) -> list[tuple[str, str]]:
    asked = "; ".join(f"{one.title}, version {one.version}" for one in run.instruments.defer("document"))
    return [
        ("Questionnaire", asked),
        ("Software version", run.code_version),
        ("Digest of the data", run.data_digest),
        ("Digest of the design", run.design_digest),
    ]
