"""How representative the interviews of a survey are of its own frame, and compared with the census. As plain values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from aftercall.communities.census.tables import PopulationTable
from aftercall.communities.census_names import OF_THE_FRAME, census_category, frame_category
from aftercall.communities.joining import joined_levels
from aftercall.handover.wave_data import CLASSIFICATIONS
from aftercall.methods.arrays import Codes, FloatArray, MethodError
from aftercall.methods.margins import Margin
from aftercall.methods.participation import participation
from aftercall.methods.raking import rake
from aftercall.methods.representativeness import partial_indicators, representativeness
from aftercall.methods.response_cells import ResponseCells, modelled_cells
from aftercall.methods.response_rates import response_rates
from aftercall.results.dataset import Dataset

LABELS = {"age_band": "Age", "sex": "Sex", "area": "Area", "category": "What was reported"}


def compare(dataset: Dataset, tables: Sequence[PopulationTable]) -> dict[str, Any]:
    """Everything the page shows. Raises MethodError where nobody, or everybody, responded."""
    weights = np.array([person.base_weight for person in dataset.sample])
    responded = np.array([person.responded for person in dataset.sample])
    levels = {
        name: joined_levels(
            [person.levels[name] for person in dataset.sample], responded.tolist(), in_order=name == "age_band"
        )
        for name in CLASSIFICATIONS
    }
    if not responded.any() or responded.all():
        raise MethodError("nobody responded, or everybody did, so there is nothing to compare")
    codes = {name: found[1] for name, found in levels.items() if len(found[0]) > 1}
    cells = modelled_cells(codes, weights, _raked(dataset, weights), responded)
    whole = representativeness(cells)
    return {
        "sampled": len(responded),
        "responded": int(responded.sum()),
        "r": asdict(whole.r),
        "propensity": whole.propensity,
        "largest_bias": asdict(whole.largest_bias),
        "characteristics": _characteristics(cells, levels, weights, responded),
        "census": _beside_census(dataset, tables),
    }


def _raked(dataset: Dataset, weights: FloatArray) -> FloatArray:
    """Base weights raked to the frame's own counts, so that the cells have the frame's shares."""
    margins = []
    for name in CLASSIFICATIONS:
        sampled = {person.levels[name] for person in dataset.sample}
        labels = tuple(label for label in dataset.margins[name] if label in sampled)
        place = {label: index for index, label in enumerate(labels)}
        codes = np.array([place[person.levels[name]] for person in dataset.sample], dtype=np.int64)
        totals = np.array([dataset.margins[name][label] for label in labels], dtype=np.float64)
        margins.append(Margin(name, codes, totals / totals.sum() * weights.sum(), labels))
    return rake(weights, margins, tolerance=1e-6).weights


def _characteristics(
    cells: ResponseCells, levels: Mapping[str, tuple[list[str], Codes]], weights: FloatArray, responded: Any
) -> list[dict[str, Any]]:
    found = []
    for partial in partial_indicators(cells):
        names, codes = levels[partial.name]
        rates = response_rates(codes, weights, responded)
        found.append(
            {
                "name": LABELS[partial.name],
                "unconditional": asdict(partial.unconditional),
                "conditional": asdict(partial.conditional),
                "levels": [
                    {"name": label, **asdict(rate), "effect": asdict(partial.by_level[level])}
                    for level, (label, rate) in enumerate(zip(names, rates, strict=True))
                ],
            }
        )
    return found


def _beside_census(dataset: Dataset, tables: Sequence[PopulationTable]) -> list[dict[str, Any]]:
    """Respondents by each characteristic that was asked, or that the frame has, and that a table has."""
    people, found = [person for person in dataset.sample if person.responded], []
    for table in (_of_whom_is_asked(one, dataset.margins) for one in tables):
        said = (census_category(table.characteristic, person.answers, person.levels) for person in people)
        counts = Counter(category for category in said if table.counts.get(category))
        if counts:
            found.append(beside(table, counts))
    return found


def _of_whom_is_asked(table: PopulationTable, margins: Mapping[str, Mapping[str, int]]) -> PopulationTable:
    """The table without categories of which the frame has nobody, such as children, where the frame says so."""
    if table.characteristic not in OF_THE_FRAME:
        return table
    asked = {frame_category(level) for level in margins[OF_THE_FRAME[table.characteristic]]}
    counts = {name: people for name, people in table.counts.items() if name in asked}
    left_out = "; ".join(name for name in table.counts if name not in asked)
    note = f"{table.note} Without categories of which the survey asks nobody: {left_out}." if left_out else table.note
    return replace(table, counts=counts, note=note.strip())


def beside(table: PopulationTable, counts: Mapping[str, int]) -> dict[str, Any]:
    """Participants beside a table, by its categories."""
    compared = participation([counts.get(name, 0) for name in table.counts], list(table.counts.values()))
    values = asdict(compared)
    for name, group, values_of_group in zip(table.counts, compared.groups, values["groups"], strict=True):
        values_of_group |= {"name": name, "missing": group.missing}
    return {"title": table.title, "source": table.source, "note": table.note, **values}
