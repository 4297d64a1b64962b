"""The operations that take a wave from its plan to its sample."""

from aftercall.programmes.keys import MATCH_KEY
from aftercall.programmes.operations.drawing import draw
from aftercall.programmes.operations.load_jobs import (
    apply_decisions,
    begin_load,
    check_last_load,
    erase_old_extracts,
    run_load,
    stop_abandoned_loads,
)
from aftercall.programmes.operations.loading import load_extract, see_accented_name
from aftercall.programmes.operations.matching import decide_matches, see_matches, withdraw_decisions
from aftercall.programmes.operations.objectors import erase_objectors
from aftercall.programmes.operations.planning import plan_wave, remove_wave
from aftercall.programmes.operations.removing import remove_programme
from aftercall.programmes.operations.versions import (
    change_settings,
    confirm_version,
    create_programme,
    discard_draft,
    export_programme,
    import_programme,
    set_mapping,
)

__all__ = [
    "MATCH_KEY",
    "apply_decisions",
    "begin_load",
    "change_settings",
    "check_last_load",
    "confirm_version",
    "create_programme",
    "decide_matches",
    "discard_draft",
    "draw",
    "erase_objectors",
    "erase_old_extracts",
    "export_programme",
    "import_programme",
    "load_extract",
    "plan_wave",
    "remove_programme",
    "remove_wave",
    "run_load",
    "see_accented_name",
    "see_matches",
    "set_mapping",
    "stop_abandoned_loads",
    "withdraw_decisions",
]
