"""From the sample to weighted respondents: nonresponse adjustment by cells, then raking to the frame."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.margins import Margin
from aftercall.methods.nonresponse import NonresponseAdjustment, nonresponse_weights
from aftercall.methods.raking import rake
from aftercall.results.dataset import MARGINS, Dataset, FramePerson, SampledPerson

# A level that fewer respondents stand for joins the smallest other one: its weights would be wild.
MINIMUM_LEVEL = 20
# People of one crime category and age band are taken to answer alike; cells with fewer respondents are collapsed.
MINIMUM_CELL = 20


@dataclass(frozen=True, eq=False)
class WeightedRespondents:
    """Those who answered, in one order throughout: the people, the design, the calibration, how it was done."""

    people: list[SampledPerson]
    design: Design
    calibration: Calibration
    adjustment: NonresponseAdjustment
    merged: dict[str, dict[str, str]]

    def summary(self) -> dict[str, object]:
        """What a reader of the figures may ask about the weights, as JSON."""
        cells = self.adjustment.cells
        return {
            "nonresponse_cells": len(cells),
            "lowest_response": min(cell.response_rate for cell in cells),
            "highest_response": max(cell.response_rate for cell in cells),
            "merged_levels": self.merged,
            "lonely_strata": self.design.lonely.value,
            "raking": asdict(self.calibration.diagnostics),
        }


def weight(dataset: Dataset, responded: NDArray[np.bool_]) -> WeightedRespondents:
    """Adjust the design weights for nonresponse and rake them to the frame's margins.

    responded: (sampled,) who gave an interview. Raises methods.MethodError where nobody did or a margin can't be met.
    """
    sample = dataset.sample
    cells = [_codes([person.levels[name] for person in sample])[0] for name in ("category", "age_band")]
    base = np.array([person.base_weight for person in sample])
    adjustment = nonresponse_weights(base, responded, cells, minimum=MINIMUM_CELL)
    people = [person for person, answered in zip(sample, responded, strict=True) if answered]
    weights = adjustment.weights[responded]
    margins, merged = _margins(dataset.frame, people)
    design = Design(
        weights=weights,
        strata=_codes([person.stratum for person in people])[0],
        fpc=np.array([float(person.stratum_size) for person in people]),
        lonely=Lonely.ADJUST,
        # Groups of people lie across many strata of few people each.
        domain_df=DomainDf.SAMPLE,
    )
    return WeightedRespondents(people, design, rake(weights, margins), adjustment, merged)


def _margins(
    frame: Sequence[FramePerson], people: Sequence[SampledPerson]
) -> tuple[list[Margin], dict[str, dict[str, str]]]:
    """The frame's margins over levels that enough respondents stand for, and which levels were merged into which."""
    margins, merged = [], {}
    for name in MARGINS:
        totals = Counter(person.levels[name] for person in frame)
        merge = merge_small_levels(totals, Counter(person.levels[name] for person in people))
        labels = sorted(set(merge.values()))
        sums = np.zeros(len(labels))
        for level, total in totals.items():
            sums[labels.index(merge[level])] += total
        codes = np.array([labels.index(merge[person.levels[name]]) for person in people])
        margins.append(Margin(name, codes, sums, tuple(labels)))
        merged[name] = {level: into for level, into in merge.items() if level != into}
    return margins, merged


def merge_small_levels(totals: Counter[str], respondents: Counter[str]) -> dict[str, str]:
    """For each level of the frame the level it is weighted as: itself, or the smallest one that is large enough.

    Ties go by name, so that the same data always give the same answer.
    """
    enough = [level for level in sorted(totals) if respondents[level] >= MINIMUM_LEVEL]
    if not enough:
        return dict.fromkeys(totals, "all")
    smallest = min(enough, key=lambda level: (respondents[level], level))
    return {level: level if level in enough else smallest for level in totals}


def _codes(values: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    labels, codes = np.unique(np.array(values), return_inverse=True)
    return codes.astype(np.int64), [str(label) for label in labels]
