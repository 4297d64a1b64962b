"""Try a mapping on an example extract: what is rejected and why, and who would be in the frame."""

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.extract_check import CheckReport, check_extract
from aftercall.frames.profiling.entries import Entries
from aftercall.frames.rules import FrameRules

# A longer table would not help anyone on a screen; the page also says how many there are.
SHOWN_PROBLEMS = 50


def run_trial(path: Path, entries: Entries, rules: FrameRules, *, as_of: date) -> dict[str, Any]:
    """Read the extract with these entries, and build a frame that is deleted at once.

    Returns counts, problems and fixes, with no value of the extract but crime references. `usable`: whether the mapping
    can be saved. `error` names the file as it is stored.
    """
    try:
        check = check_extract(path, rules, mapping=entries)
    except BadInput as error:
        return _found(error=str(error))
    found = _found(check)
    if check.refused:
        return found
    try:
        return found | _frame_counts(path, entries, rules, as_of)
    except BadInput as error:
        return found | {"error": str(error)}


def _found(check: CheckReport | None = None, error: str = "") -> dict[str, Any]:
    problems = check.problems if check else ()
    kinds = Counter((problem.column, problem.code, problem.fix) for problem in problems)
    return {
        "usable": False,
        "error": error,
        "rows": check.rows if check else 0,
        "rejected": check.rejected if check else 0,
        "refused": check.refused if check else True,
        "kinds": [[list(kind), count] for kind, count in kinds.most_common(SHOWN_PROBLEMS)],
        "places": len(problems),
        "problems": [[one.row, one.column, one.code, one.fix, one.crime_ref] for one in problems[:SHOWN_PROBLEMS]],
        "numbers": dict(check.numbers) if check else {},
        "notes": list(check.notes) if check else [],
        "excluded": {},
        "repeats": 0,
        "frame": 0,
    }


def _frame_counts(path: Path, entries: Entries, rules: FrameRules, as_of: date) -> dict[str, Any]:
    # Beside the extract, in its private folder.
    with tempfile.TemporaryDirectory(dir=path.parent) as working:
        flow = build_frame([path], out=Path(working) / "frame", rules=rules, as_of=as_of, mapping=entries)
    counts = flow.to_mapping()
    # A load whose frame is empty is refused.
    return {"usable": flow.frame > 0, **{name: counts[name] for name in ("excluded", "repeats", "frame")}}
