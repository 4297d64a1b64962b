"""Make the folder of a frame without building one."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from aftercall.frames.rules import FrameRules


def make_frame(folder: Path, strata: dict[str, int]) -> Path:
    """A folder like that of `frame build`. `strata`: the number of people in each stratum."""
    names = [name for name, people in strata.items() for _ in range(people)]
    refs = [f"C{number:05d}" for number in range(len(names))]
    ids = [hashlib.sha256(ref.encode()).hexdigest()[:32] for ref in refs]
    constants = {"category": "Burglary", "age_band": "25 to 34", "sex": "female"}
    columns: dict[str, Any] = {"person_id": ids, "crime_ref": refs, "victim_ref": [f"{ref}-V1" for ref in refs]}
    days = [20_000 + number % 28 for number in range(len(names))]
    columns["reported_on"] = pa.array(days, pa.int32()).cast(pa.date32())
    columns |= {name: [value] * len(names) for name, value in constants.items()}
    columns["area"] = ["Durham" if number % 3 else "Darlington" for number in range(len(names))]
    columns |= {"stratum": names, "events": pa.array([1] * len(names), pa.int64())}
    folder.mkdir()
    pq.write_table(pa.table(columns), folder / "frame.parquet")
    flow = {"read": len(names), "rejected": 0, "excluded": {}, "repeats": 0, "frame": len(names)}
    (folder / "flow.json").write_text(json.dumps(flow))
    (folder / "rules.json").write_text(json.dumps(FrameRules().to_mapping()))
    return folder
