"""A sample's file, and how it is read."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

SAMPLE_FILE = "sample.parquet"
SAMPLE_COLUMNS = {
    "person_id": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "stratum": "string",
    "probability": "float64",
    "base_weight": "float64",
}


@dataclass(frozen=True)
class SampledRow:
    """One sampled person, with the event that the frame selected. `base_weight` is 1 / `probability` of selection."""

    person_id: str
    crime_ref: str
    victim_ref: str
    stratum: str
    probability: float
    base_weight: float


def read_sample(sample_dir: Path) -> list[SampledRow]:
    """The people of a sample, in the order of person_id. Errors: OSError where there is no sample."""
    rows = pq.read_table(sample_dir / SAMPLE_FILE, columns=list(SAMPLE_COLUMNS)).to_pylist()
    return [SampledRow(**row) for row in rows]
