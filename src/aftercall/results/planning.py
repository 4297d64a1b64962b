"""The precision to expect of a year, from the last twelve waves drawn and the response rates in those returned."""

from collections import Counter
from collections.abc import Sequence

from aftercall.core.ordering import order_key
from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.planning import WAVES_PER_YEAR, CategoryPlan, ResponseCounts, plan_year
from aftercall.programmes.models import ProgrammeVersion, Wave
from aftercall.programmes.queries import waves
from aftercall.programmes.states import WaveState
from aftercall.results.dataset import read_period


def expected_precision(version: ProgrammeVersion) -> list[CategoryPlan]:
    """A year's expected precision for each category with a version's sampling fraction, and last for all together.
    Empty if no sample has been drawn."""
    drawn = list(waves().filter(programme=version.programme, sample__isnull=False)[:WAVES_PER_YEAR])
    strata = [Certificate.from_mapping(wave.sample.certificate).strata for wave in drawn]
    returned = [wave for wave in drawn if wave.state == WaveState.RETURNED]
    lines = plan_year(strata, _response_counts(returned), SampleDesign(fraction=version.fraction))
    ordered = sorted(lines[:-1], key=lambda line: order_key(line.category, version.categories))
    return [*ordered, *lines[-1:]]


def _response_counts(returned: Sequence[Wave]) -> dict[str, ResponseCounts]:
    """How many people were sampled and responded in the returned waves, by category."""
    if not returned:
        return {}
    sampled, responded = Counter[str](), Counter[str]()
    for person in read_period(returned, last_month=max(wave.month for wave in returned)).sample:
        sampled[person.levels["category"]] += 1
        responded[person.levels["category"]] += person.responded
    return {category: ResponseCounts(count, responded[category]) for category, count in sampled.items()}
