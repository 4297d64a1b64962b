"""The operations that take a wave from its plan to its sample."""

from aftercall.programmes.operations.drawing import draw
from aftercall.programmes.operations.load_jobs import begin_load, check_last_load, run_load, stop_abandoned_loads
from aftercall.programmes.operations.loading import MATCH_KEY, load_extract
from aftercall.programmes.operations.matching import decide_matches, see_matches, withdraw_decisions
from aftercall.programmes.operations.planning import plan_wave, set_up_programme

__all__ = [
    "MATCH_KEY",
    "begin_load",
    "check_last_load",
    "decide_matches",
    "draw",
    "load_extract",
    "plan_wave",
    "run_load",
    "see_matches",
    "set_up_programme",
    "stop_abandoned_loads",
    "withdraw_decisions",
]
