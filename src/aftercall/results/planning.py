"""The expected precision for a year, from the waves drawn so far and the response in those returned."""

from collections import Counter
from collections.abc import Sequence

from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.planning import WAVES_PER_YEAR, CategoryPlan, Responses, plan_year
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.queries import waves
from aftercall.programmes.states import WaveState
from aftercall.results.dataset import read_period


def expected_year(programme: Programme) -> list[CategoryPlan]:
    """A line per category and one for all, from the last twelve waves with a sample; empty if there is none."""
    drawn = list(waves().filter(programme=programme, sample__isnull=False)[:WAVES_PER_YEAR])
    strata = [Certificate.from_mapping(wave.sample.certificate).strata for wave in drawn]
    returned = [wave for wave in drawn if wave.state == WaveState.RETURNED]
    return plan_year(strata, _responses(returned), SampleDesign(fraction=programme.fraction))


def _responses(returned: Sequence[Wave]) -> dict[str, Responses]:
    """Responses by category in the returned waves."""
    if not returned:
        return {}
    sampled, answered = Counter[str](), Counter[str]()
    for person in read_period(returned, last_month=max(wave.month for wave in returned)).sample:
        sampled[person.levels["category"]] += 1
        answered[person.levels["category"]] += person.responded
    return {category: Responses(count, answered[category]) for category, count in sampled.items()}
