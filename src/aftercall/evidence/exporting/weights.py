"""What analysts need of the weighting: the weights before and after raking, and the levels that were raked to."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercall.csv_files import write_rows
from aftercall.estimates.run import estimate_table
from aftercall.evidence.building.analyses import ReadAnalysis
from aftercall.evidence.building.microdata import Column, Extra

RAKED = "rake_"


@dataclass(frozen=True)
class Weighting:
    """extra: the columns of weights and raked levels. margins: the totals of the frame by raked level."""

    extra: Sequence[Extra]
    margins: Mapping[str, Mapping[str, int]]

    def margins_csv(self) -> bytes:
        """The totals as a table."""
        rows = [(name, level, people) for name, totals in self.margins.items() for level, people in totals.items()]
        text = io.StringIO(newline="")
        write_rows(text, [("variable", "level", "people"), *rows])
        return text.getvalue().encode()


def weighting_of(analysis: ReadAnalysis) -> Weighting:
    """The weighting of an analysis, made again as it was made."""
    estimates = estimate_table(analysis.table, analysis.design)
    weighted = estimates.weighted
    if weighted is None:
        raise ValueError("the sample was not weighted in memory")
    [raking] = [step for step in estimates.diagnostics() if step["method"] == "rake"]
    merged: Mapping[str, Mapping[str, str]] = raking["merged"]
    totals = {name: totals for step in analysis.design["weighting"] for name, totals in step.get("margins", {}).items()}
    people = analysis.table.filter(analysis.table["responded"])
    levels = {name: [merged.get(name, {}).get(level, level) for level in people[name].to_pylist()] for name in totals}
    extra = [
        Extra(Column("weight", "Weight to estimate with: calibrated to the frame"), weighted.weights.tolist()),
        Extra(
            Column("nonresponse_weight", "Design weight adjusted for nonresponse, before raking"),
            weighted.sample.weights.tolist(),
        ),
        *(
            Extra(
                Column(f"{RAKED}{name}", f"Level of {name} to whose total the weights are raked", sorted(set(found))),
                found,
            )
            for name, found in levels.items()
        ),
    ]
    return Weighting(extra, {f"{RAKED}{name}": _merged(of, merged.get(name, {})) for name, of in totals.items()})


def _merged(totals: Mapping[str, int], merged: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for level, people in totals.items():
        into = merged.get(level, level)
        found[into] = found.get(into, 0) + people
    return found
