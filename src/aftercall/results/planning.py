"""The precision to expect of a year, from the last twelve waves drawn and the response rates in those returned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from aftercall.core.ordering import order_key
from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.planning import WAVES_PER_YEAR, CategoryPlan, ResponseCounts, plan_year
from aftercall.programmes.models import Programme, ProgrammeVersion, Wave
from aftercall.programmes.queries import waves
from aftercall.programmes.states import WaveState
from aftercall.results.dataset import read_period


@dataclass(frozen=True)
class YearPlan:
    """A programme's expected year: a line for each category and last for all together, none if no sample has been
    drawn. assumed: whether the response rate is an assumption, because no wave has been returned."""

    programme: Programme
    lines: list[CategoryPlan]
    assumed: bool


def expected_precision(version: ProgrammeVersion, assumed_rate: Fraction) -> YearPlan:
    """A year's expected precision with a version's sampling fraction. assumed_rate: the response rate where none is
    known yet."""
    drawn = list(waves().filter(programme=version.programme, sample__isnull=False)[:WAVES_PER_YEAR])
    strata = [Certificate.from_mapping(wave.sample.certificate).strata for wave in drawn]
    returned = [wave for wave in drawn if wave.state == WaveState.RETURNED]
    responses = _response_counts(returned)
    lines = plan_year(strata, responses, SampleDesign(fraction=version.fraction, response=assumed_rate))
    ordered = sorted(lines[:-1], key=lambda line: order_key(line.category, version.categories))
    return YearPlan(version.programme, [*ordered, *lines[-1:]], assumed=not responses)


def _response_counts(returned: Sequence[Wave]) -> dict[str, ResponseCounts]:
    """How many people were sampled and responded in the returned waves, by category."""
    if not returned:
        return {}
    sampled, responded = Counter[str](), Counter[str]()
    for person in read_period(returned, last_month=max(wave.month for wave in returned)).sample:
        sampled[person.levels["category"]] += 1
        responded[person.levels["category"]] += person.responded
    return {category: ResponseCounts(count, responded[category]) for category, count in sampled.items()}
